"""What each step of a payment writes; every function is one transaction's worth.

The steps themselves, and the calls between them, are in `settlement.py`. Each
function may be called twice, or by two processes at once: the second does nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from flashsale.credit import gift_cards
from flashsale.db import Work
from flashsale.kernel.errors import Fault, NotFound
from flashsale.kernel.ids import HoldId, MemberId, OrderId, PaymentId
from flashsale.orders import receipts, refunds, saved_cards, transitions
from flashsale.orders.events import OrderPaid, PaidTooLate
from flashsale.orders.lifecycle import (
    UNDER_WAY,
    WITH_PAGE,
    WITHOUT_ANSWER,
    WITHOUT_PAGE,
    CancelReason,
    PaymentStage,
)
from flashsale.orders.merchant import Merchant
from flashsale.orders.models import Order, OrderLine, Payment
from flashsale.orders.payment_desk import PaymentFacts, PaymentPage
from flashsale.orders.saved_cards import Agreed, ChargeableCard
from flashsale.sales import purchases, returns
from flashsale.sales.purchases import Bought, PurchaseRefused

# ISO 4217 in lower case, as the desk writes it; the house sells in no other.
CURRENCY = "cad"


class OrderNotPending(Fault):
    """Money was taken for an order that does not wait for any."""

    def __init__(self, order_id: OrderId) -> None:
        """Keep which order."""
        self.order_id = order_id
        super().__init__(f"order {order_id} was captured but is not pending")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCase:
    """All that dealing with one payment needs, as one transaction read it.

    kept_until: when its stock is no longer kept. changed_at: its last step.
    is_tapped: whether a saved card was to pay it; never changes. saved: that card as
    long as it is kept, or None. keeps_card: the words by which its member agreed that
    its card be kept, or empty. is_present: whether its member was there when it was
    asked for.
    """

    payment_id: PaymentId
    order_id: OrderId
    order_code: str
    member_id: MemberId
    hold_ids: tuple[HoldId, ...]
    stage: PaymentStage
    amount_cents: int
    key: str
    session_ref: str | None
    intent_ref: str | None
    is_tapped: bool
    saved: ChargeableCard | None
    keeps_card: str
    is_present: bool
    page_url: str
    refusal_code: str
    email: str
    language: str
    kept_until: datetime
    created_at: datetime
    changed_at: datetime


def case_of(work: Work, payment_id: PaymentId) -> PaymentCase:
    """Return how a payment stands in our books.

    Raises NotFound.
    """
    row = work.session.execute(
        select(Payment, Order)
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.id == payment_id)
    ).first()
    if row is None:
        raise NotFound("payment", payment_id)
    payment, order = row
    lines = select(OrderLine.hold_id).where(OrderLine.order_id == order.id)
    return PaymentCase(
        payment_id=payment_id,
        order_id=OrderId(order.id),
        order_code=order.code,
        member_id=MemberId(order.member_id),
        hold_ids=tuple(HoldId(x) for x in sorted(work.session.scalars(lines))),
        stage=PaymentStage(payment.state),
        amount_cents=payment.amount_cents,
        key=payment.idempotency_key,
        session_ref=payment.session_ref,
        intent_ref=payment.intent_ref,
        is_tapped=payment.saved_card_id is not None,
        saved=saved_cards.chargeable(work, payment.saved_card_id),
        keeps_card=payment.keeps_card,
        is_present=payment.is_present,
        page_url=payment.page_url,
        refusal_code=payment.refusal_code,
        email=order.address["email"],
        language=order.language,
        kept_until=payment.kept_until,
        created_at=payment.created_at,
        changed_at=payment.updated_at,
    )


def payment_of_order(work: Work, code: str) -> PaymentId | None:
    """Return the payment of an order, by its public code."""
    found = work.session.scalar(
        select(Payment.id)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.code == code)
    )
    return None if found is None else PaymentId(found)


def payment_of_session(work: Work, session_ref: str) -> PaymentId | None:
    """Return the payment whose page has this name at the desk."""
    found = work.session.scalar(
        select(Payment.id).where(Payment.session_ref == session_ref)
    )
    return None if found is None else PaymentId(found)


def payment_of_intent(work: Work, intent_ref: str) -> PaymentId | None:
    """Return the payment that was authorised under this name at the desk."""
    found = work.session.scalar(
        select(Payment.id).where(Payment.intent_ref == intent_ref)
    )
    return None if found is None else PaymentId(found)


def quiet_since(work: Work, quiet_for: timedelta, *, most: int) -> list[PaymentId]:
    """Return payments under way that nothing touched for a while, the oldest first."""
    rows = work.session.scalars(
        select(Payment.id)
        .where(
            Payment.state.in_(sorted(UNDER_WAY)),
            Payment.updated_at <= work.now - quiet_for,
        )
        .order_by(Payment.id)
        .limit(most)
    )
    return [PaymentId(row) for row in rows]


def note_silence(work: Work, case: PaymentCase) -> bool:
    """Remember that the desk was asked for a page and did not answer."""
    return transitions.move_payment(work, case.payment_id, PaymentStage.UNKNOWN)


def store_page(work: Work, case: PaymentCase, page: PaymentPage) -> bool:
    """Keep the page the desk opened; False when the payment is not waiting for one."""
    return transitions.move_payment(
        work,
        case.payment_id,
        PaymentStage.OPEN,
        session_ref=page.session_id,
        page_url=page.url,
    )


def note_charge(
    work: Work, case: PaymentCase, intent_ref: str, refusal_code: str
) -> None:
    """Keep the desk's name of the charge of a saved card, and its refusal; once."""
    transitions.name_charge(work, case.payment_id, intent_ref, refusal_code)


def leave_saved_card(work: Work, case: PaymentCase, refusal_code: str) -> bool:
    """Give a saved card up: the payment now waits for a page, and says why.

    refusal_code: the desk's word, or empty when another gave the charge up before it
    was looked at; the word that was noted with the charge then stays.
    """
    why = refusal_code or case.refusal_code
    return transitions.move_payment(
        work,
        case.payment_id,
        PaymentStage.CREATED,
        intent_ref=None,
        refusal_code=why[: transitions.LONGEST_REFUSAL],
    )


def note_refusal(work: Work, case: PaymentCase, facts: PaymentFacts) -> None:
    """Keep the desk's word for a refused card; the page goes on taking others."""
    code = facts.refusal_code or ""
    if case.stage is PaymentStage.REFUSED and case.refusal_code == code:
        return
    transitions.move_payment(
        work, case.payment_id, PaymentStage.REFUSED, refusal_code=code
    )


def claim(work: Work, case: PaymentCase, facts: PaymentFacts) -> None:
    """Sell the copies to an authorised payment, or mark it to be given back.

    From here on the copies are sold and the money is due: stock and payment change
    in this one transaction, and the capture is tried until it is known. Publishes
    PaidTooLate when the copies were gone.
    """
    if not transitions.take_turn(work, case.payment_id, WITH_PAGE | WITHOUT_ANSWER):
        return
    outcome = purchases.buy(work, case.hold_ids)
    bought = isinstance(outcome, Bought)
    transitions.move_payment(
        work,
        case.payment_id,
        PaymentStage.CAPTURING if bought else PaymentStage.VOIDING,
        intent_ref=facts.intent_id,
        card_brand=facts.card_brand or "",
        card_last4=facts.card_last4 or "",
    )
    if bought and case.keeps_card and facts.card is not None:
        saved_cards.keep(
            work,
            case.member_id,
            facts.card,
            Agreed(case.keeps_card, case.language, case.created_at),
        )
    if isinstance(outcome, PurchaseRefused):
        _cancel(work, case, CancelReason.SOLD_OUT)
        work.publish(PaidTooLate(case.order_id, case.member_id, outcome.hold_ids))


def reject(work: Work, case: PaymentCase, facts: PaymentFacts) -> None:
    """Sell nothing for another amount than was agreed to; it is given back next."""
    if not transitions.take_turn(work, case.payment_id, WITH_PAGE | WITHOUT_ANSWER):
        return
    transitions.move_payment(
        work, case.payment_id, PaymentStage.VOIDING, intent_ref=facts.intent_id
    )
    _cancel(work, case, CancelReason.NOT_AS_AGREED)


def owe_refund(work: Work, case: PaymentCase, facts: PaymentFacts) -> None:
    """Write down that what was taken goes back, whole: it belongs to no order.

    Copies that were sold for it come back, and the order is cancelled.
    """
    if not transitions.move_payment(work, case.payment_id, PaymentStage.REFUNDING):
        return
    if case.stage is PaymentStage.CAPTURING:
        returns.take_back(work, case.hold_ids)
        _cancel(work, case, CancelReason.NOT_AS_AGREED)
    refunds.write(
        work,
        case.payment_id,
        facts.captured_cents,
        key=f"{case.key}-back",
        reason=refunds.NO_ORDER,
    )


def record_refund(work: Work, case: PaymentCase) -> None:
    """Record that the money that belonged to no order is on its way back."""
    transitions.move_payment(work, case.payment_id, PaymentStage.REFUNDED)


def finish(work: Work, case: PaymentCase, merchant: Merchant) -> None:
    """Record the money as taken and the order as paid, and write its letters.

    Its gift cards get their codes, and its receipt is written.

    Publishes OrderPaid. Raises OrderNotPending when the order waits for no money.
    """
    if not transitions.move_payment(work, case.payment_id, PaymentStage.CAPTURED):
        return
    if not transitions.confirm_order(work, case.order_id):
        raise OrderNotPending(case.order_id)
    gift_cards.issue(work, case.order_id)
    receipts.write(work, case.order_id, merchant)
    work.publish(OrderPaid(case.order_id, case.member_id, merchant))


def expire(work: Work, case: PaymentCase, reason: CancelReason) -> None:
    """End a payment that nobody can make any more, and cancel its order."""
    if transitions.move_payment(work, case.payment_id, PaymentStage.EXPIRED):
        _cancel(work, case, reason)


def expire_without_page(work: Work, case: PaymentCase, reason: CancelReason) -> None:
    """End a payment that never got a page, and cancel its order.

    Does nothing when a page was stored meanwhile: then the desk is asked first.
    """
    if transitions.take_turn(work, case.payment_id, WITHOUT_PAGE):
        expire(work, case, reason)


def record_void(work: Work, case: PaymentCase) -> None:
    """Record that the authorisation was given back; nothing moved on the card.

    When it was while we were taking the money, the sold copies come back.
    """
    if not transitions.move_payment(work, case.payment_id, PaymentStage.VOIDED):
        return
    if case.stage is PaymentStage.CAPTURING:
        returns.take_back(work, case.hold_ids)
        _cancel(work, case, CancelReason.NOT_CAPTURED)
    else:
        _cancel(work, case, CancelReason.NOT_PAID)


def _cancel(work: Work, case: PaymentCase, reason: CancelReason) -> None:
    transitions.cancel_order(work, case.order_id, case.member_id, case.hold_ids, reason)
