"""Pure rules of an order and its payment: their states, and what to do next."""

from datetime import datetime
from enum import StrEnum

from flashsale.orders.payment_desk import PaymentState


class OrderState(StrEnum):
    """Where an order stands. Before payment it is cancelled, afterwards refunded."""

    PENDING = "pending"
    PAID = "paid"
    CANCELLED = "cancelled"


# Where an order may go; the database refuses any other way.
ORDER_WAYS: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PENDING: frozenset({OrderState.PAID, OrderState.CANCELLED}),
    OrderState.PAID: frozenset(),
    OrderState.CANCELLED: frozenset(),
}


class PaymentStage(StrEnum):
    """Where our own dealing with one payment stands; it never goes backwards."""

    # Written with its key; the desk may not have heard of it.
    CREATED = "created"
    # The desk was asked for a page and gave no usable answer.
    UNKNOWN = "unknown"
    # A saved card is being asked for, without a page; a page follows if it is refused.
    CHARGING = "charging"
    # The page is open; or a card was refused on it, and it takes another one.
    OPEN = "open"
    REFUSED = "refused"
    # The stock is sold to this order; the money is being taken.
    CAPTURING = "capturing"
    CAPTURED = "captured"
    # The stock could not be had; the authorisation is being given back.
    VOIDING = "voiding"
    VOIDED = "voided"
    # The page is closed and nobody paid on it.
    EXPIRED = "expired"
    # Money was taken that belongs to no order; it is being sent back.
    REFUNDING = "refunding"
    REFUNDED = "refunded"


class CancelReason(StrEnum):
    """Why an order was cancelled; the order page says it in words."""

    BY_MEMBER = "by_member"
    # The page closed, or its time was over, before a card was accepted.
    NOT_PAID = "not_paid"
    # Paid too late: the copies were no longer free, the authorisation is voided.
    SOLD_OUT = "sold_out"
    # The desk refused to open a page; nothing was ever asked of a bank.
    DESK_REFUSED = "desk_refused"
    # The bank took its word back between authorisation and capture.
    NOT_CAPTURED = "not_captured"
    # The desk names another amount or currency than was agreed to.
    NOT_AS_AGREED = "not_as_agreed"


WITHOUT_PAGE = frozenset({PaymentStage.CREATED, PaymentStage.UNKNOWN})
WITHOUT_ANSWER = frozenset({PaymentStage.CHARGING})
WITH_PAGE = frozenset({PaymentStage.OPEN, PaymentStage.REFUSED})
UNDER_WAY = (
    WITHOUT_PAGE
    | WITHOUT_ANSWER
    | WITH_PAGE
    | {PaymentStage.CAPTURING, PaymentStage.VOIDING, PaymentStage.REFUNDING}
)
ENDED = frozenset(PaymentStage) - UNDER_WAY

NEXT: dict[PaymentStage, frozenset[PaymentStage]] = {
    PaymentStage.CREATED: frozenset(
        {PaymentStage.UNKNOWN, PaymentStage.OPEN, PaymentStage.EXPIRED}
    ),
    PaymentStage.CHARGING: frozenset(
        {
            PaymentStage.CREATED,
            PaymentStage.CAPTURING,
            PaymentStage.VOIDING,
            PaymentStage.EXPIRED,
        }
    ),
    PaymentStage.UNKNOWN: frozenset({PaymentStage.OPEN, PaymentStage.EXPIRED}),
    PaymentStage.OPEN: frozenset(
        {
            PaymentStage.REFUSED,
            PaymentStage.CAPTURING,
            PaymentStage.VOIDING,
            PaymentStage.VOIDED,
            PaymentStage.EXPIRED,
        }
    ),
    PaymentStage.REFUSED: frozenset(
        {
            PaymentStage.REFUSED,
            PaymentStage.CAPTURING,
            PaymentStage.VOIDING,
            PaymentStage.VOIDED,
            PaymentStage.EXPIRED,
        }
    ),
    PaymentStage.CAPTURING: frozenset(
        {PaymentStage.CAPTURED, PaymentStage.VOIDED, PaymentStage.REFUNDING}
    ),
    PaymentStage.VOIDING: frozenset({PaymentStage.VOIDED, PaymentStage.REFUNDING}),
    PaymentStage.REFUNDING: frozenset({PaymentStage.REFUNDED}),
    PaymentStage.REFUNDED: frozenset(),
    PaymentStage.CAPTURED: frozenset(),
    PaymentStage.VOIDED: frozenset(),
    PaymentStage.EXPIRED: frozenset(),
}


def before(stage: PaymentStage) -> frozenset[PaymentStage]:
    """Return the stages from which a payment may come to this one."""
    return frozenset(known for known, after in NEXT.items() if stage in after)


class Step(StrEnum):
    """What to do about a payment, knowing our stage and how the desk sees it."""

    # Nothing moves: the member is on the page, or has not got one yet.
    WAIT = "wait"
    # Keep the word of the last refusal, and wait.
    NOTE_REFUSAL = "note_refusal"
    # The time of the stock is over: close the page, then look again.
    CLOSE = "close"
    # Sell the stock to the order in SQL, or mark the authorisation to be voided.
    CLAIM = "claim"
    # Take the money; give the authorisation back.
    CAPTURE = "capture"
    VOID = "void"
    # Record the money as taken and the order as paid.
    FINISH = "finish"
    # Nobody paid, or the authorisation is gone: cancel the order.
    EXPIRE = "expire"
    RECORD_VOID = "record_void"
    # Another amount than was agreed to: nothing is sold for it, it goes back.
    REJECT = "reject"
    # Money is there that belongs to no order: write its refund, then ask for it.
    OWE_REFUND = "owe_refund"
    REFUND = "refund"
    # The saved card was refused: give it up, and let the member pay on a page.
    GO_TO_PAGE = "go_to_page"
    # Something that this house never does was done at the desk: a person must look.
    ALARM = "alarm"


def next_step(
    stage: PaymentStage,
    seen: PaymentState,
    kept_until: datetime,
    now: datetime,
    *,
    is_as_agreed: bool,
) -> Step:
    """Return what to do about a payment whose page the desk was asked about.

    stage: ours, among those under way that have a page. seen: the desk's, fetched
    just now. kept_until: when the stock is no longer kept for this payment.
    is_as_agreed: the desk's amount and currency are the order's.
    """
    if stage is PaymentStage.REFUNDING:
        return Step.REFUND
    if stage is PaymentStage.VOIDING:
        return _VOIDING[seen]
    if stage is PaymentStage.CAPTURING:
        return _CAPTURING[seen] if is_as_agreed else _NOT_AS_AGREED[seen]
    if stage is PaymentStage.CHARGING and seen not in _WITH_MONEY:
        return Step.GO_TO_PAGE
    match seen:
        case PaymentState.AUTHORISED | PaymentState.CAPTURED:
            # Captured by hand at the desk: the member paid, so they get it if it is
            # still there.
            return Step.CLAIM if is_as_agreed else Step.REJECT
        case PaymentState.EXPIRED:
            return Step.EXPIRE
        case PaymentState.VOIDED:
            return Step.RECORD_VOID
    if now >= kept_until:
        return Step.CLOSE
    return Step.NOTE_REFUSAL if seen is PaymentState.REFUSED else Step.WAIT


_WITH_MONEY = (PaymentState.AUTHORISED, PaymentState.CAPTURED)
_CAPTURING = {
    PaymentState.AUTHORISED: Step.CAPTURE,
    PaymentState.CAPTURED: Step.FINISH,
    PaymentState.VOIDED: Step.RECORD_VOID,
    # An authorisation is never open, refused or expired again.
    PaymentState.OPEN: Step.ALARM,
    PaymentState.REFUSED: Step.ALARM,
    PaymentState.EXPIRED: Step.ALARM,
}
_NOT_AS_AGREED = {
    **_CAPTURING,
    PaymentState.AUTHORISED: Step.VOID,
    PaymentState.CAPTURED: Step.OWE_REFUND,
}
_VOIDING = {
    PaymentState.AUTHORISED: Step.VOID,
    PaymentState.VOIDED: Step.RECORD_VOID,
    # Somebody took it by hand at the desk before we could give it back.
    PaymentState.CAPTURED: Step.OWE_REFUND,
    PaymentState.OPEN: Step.ALARM,
    PaymentState.REFUSED: Step.ALARM,
    PaymentState.EXPIRED: Step.ALARM,
}


class RefundStage(StrEnum):
    """Where our own dealing with one refund stands."""

    # Written with its key; the desk may not have heard of it.
    ASKED = "asked"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


# A refund that arrived may still be sent back by the bank, and is then ours again.
REFUND_WAYS: dict[RefundStage, frozenset[RefundStage]] = {
    RefundStage.ASKED: frozenset(
        {RefundStage.PENDING, RefundStage.SUCCEEDED, RefundStage.FAILED}
    ),
    RefundStage.PENDING: frozenset({RefundStage.SUCCEEDED, RefundStage.FAILED}),
    RefundStage.SUCCEEDED: frozenset({RefundStage.FAILED}),
    RefundStage.FAILED: frozenset(),
}
