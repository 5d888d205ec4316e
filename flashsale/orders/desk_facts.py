"""What the payment desk tells of refunds, disputes and what it has in its list.

Pure values in the house's own words; how a payment stands is in `payment_desk.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RefundState(StrEnum):
    """Where money on its way back stands at the desk."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    # The bank did not take it, or it was called off: the money is ours again.
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFacts:
    """One refund at the desk. own_key: the key of ours it was asked under, or empty.

    failure_code: the desk's stable word, only when it failed.
    """

    refund_id: str
    intent_id: str
    amount_cents: int
    state: RefundState
    own_key: str
    failure_code: str
    created_at: datetime


class DisputeState(StrEnum):
    """Where a dispute stands; the words are Stripe's (docs/payments.md)."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"


# No money left, or it came back; nothing more will happen.
DISPUTES_ENDED = frozenset(
    {
        DisputeState.WARNING_CLOSED,
        DisputeState.WON,
        DisputeState.LOST,
        DisputeState.PREVENTED,
    }
)
# The amount is out of the house's hands: while it is contested, and for good once lost.
DISPUTES_TAKING = frozenset(
    {DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW, DisputeState.LOST}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFacts:
    """One dispute at the desk. answer_by: None when no answer is expected."""

    dispute_id: str
    intent_id: str
    state: DisputeState
    reason: str
    amount_cents: int
    currency: str
    answer_by: datetime | None
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCharge:
    """A saved card to be charged without a page; authorised only, as on a page.

    customer_ref, card_ref: as the desk named them. amount_cents: > 0, the whole
    total. is_present: the member pressed a button just now; else they agreed before.
    """

    order_code: str
    amount_cents: int
    currency: str
    customer_ref: str
    card_ref: str
    description: str
    is_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """What may be told of a card, and how the desk names it.

    expires: year and month, the last one it is good in. fingerprint: the same for the
    same number, of whomever it is.
    """

    card_ref: str
    brand: str
    last4: str
    expires: tuple[int, int]
    fingerprint: str


class ListedState(StrEnum):
    """What the desk's list says of a payment, as far as money is concerned."""

    # No money: no card was accepted, or it was given back.
    NOTHING = "nothing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPayment:
    """One line of the desk's own list of what was paid for this house."""

    intent_id: str
    order_code: str
    state: ListedState
    amount_cents: int
    captured_cents: int
    refunded_cents: int
    created_at: datetime
