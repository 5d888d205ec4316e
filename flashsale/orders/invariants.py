"""What must always be true of orders and payments, asked of the store itself."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from flashsale.credit.invariants import used_by_orders
from flashsale.db import Work
from flashsale.kernel.invariants import Finding
from flashsale.orders.lifecycle import UNDER_WAY, OrderState, PaymentStage, RefundStage
from flashsale.orders.models import (
    InboxEvent,
    Order,
    OrderGiftCard,
    OrderLine,
    Payment,
    Refund,
    StrayPayment,
)
from flashsale.orders.recomputing import latest_codes, miscounted
from flashsale.promotions.invariants import live_uses

# A capture or a void is tried again every minute; an hour without the desk's last
# word is for a person to look at (correctness.md, invariants 6 and 9).
KNOWN_WITHIN = timedelta(minutes=45)
MOST_NAMED = 20
MOST_RECOMPUTED = 2_000
_PAID, _PENDING = str(OrderState.PAID), str(OrderState.PENDING)
_CANCELLED = str(OrderState.CANCELLED)
DUE = Order.total_cents - Order.refund_credit_cents - Order.paid_credit_cents
_CAPTURED = str(PaymentStage.CAPTURED)


def _count(work: Work, model: Any) -> int:
    return work.session.scalar(select(func.count()).select_from(model)) or 0


def _finding(
    work: Work, name: str, model: Any, broken: Select[*tuple[Any, ...]]
) -> Finding:
    rows: Iterable[Any] = work.session.execute(broken.limit(MOST_NAMED))
    codes = tuple(" ".join(map(str, row)) for row in rows)
    return Finding(name, _count(work, model), codes)


def captured_money_has_its_paid_order(work: Work) -> Finding:
    """An order is paid exactly when its payment is captured (invariant 6).

    One that nothing is due for has no payment: its credit is its record (7).
    """
    broken = (
        select(Order.code, Order.state, Payment.state)
        .join(Payment, Payment.order_id == Order.id)
        .where((Order.state == _PAID) != (Payment.state == _CAPTURED))
    )
    name = "an order is paid exactly when its money is taken"
    return _finding(work, name, Payment, broken)


def orders_without_a_payment_owe_nothing(work: Work) -> Finding:
    """An order has a payment exactly when something is due for it (invariant 7).

    Without one it was paid by credit when it was placed.
    """
    broken = (
        select(Order.code, Order.state, DUE)
        .outerjoin(Payment, Payment.order_id == Order.id)
        .where(or_(Payment.id.is_(None) != (DUE == 0), _paid_by_nothing()))
    )
    name = "an order without a payment owes nothing"
    return _finding(work, name, Order, broken)


def _paid_by_nothing() -> Any:
    used = used_by_orders()
    recorded = select(used.c.order_id).scalar_subquery()
    return and_(
        Payment.id.is_(None),
        or_(Order.state != _PAID, Order.id.not_in(recorded)),
    )


def credit_on_orders_is_in_the_ledger(work: Work) -> Finding:
    """What an order used of credit is what the ledger took, until it is cancelled."""
    used = used_by_orders()
    kept = case((Order.state == _CANCELLED, 0), else_=1)
    broken = (
        select(Order.code, used.c.promo, used.c.refund, used.c.paid)
        .outerjoin(used, used.c.order_id == Order.id)
        .where(
            or_(
                func.coalesce(used.c.promo, 0) != kept * Order.promo_credit_cents,
                func.coalesce(used.c.refund, 0) != kept * Order.refund_credit_cents,
                func.coalesce(used.c.paid, 0) != kept * Order.paid_credit_cents,
            )
        )
    )
    return _finding(work, "an order's credit is in the ledger", Order, broken)


def discounts_are_uses_of_a_code(work: Work) -> Finding:
    """What a code took off an order is a use of it, until the order is cancelled."""
    used = live_uses()
    kept = case((Order.state == _CANCELLED, 0), else_=1)
    broken = (
        select(Order.code, Order.discount_cents, used.c.discount_cents)
        .outerjoin(used, used.c.order_id == Order.id)
        .where(func.coalesce(used.c.discount_cents, 0) != kept * Order.discount_cents)
    )
    return _finding(work, "an order's discount is a use of a code", Order, broken)


def what_is_paid_is_what_is_owed(work: Work) -> Finding:
    """A payment asks for what credit leaves of its order's total (invariant 7)."""
    broken = (
        select(Order.code, DUE, Payment.amount_cents)
        .join(Payment, Payment.order_id == Order.id)
        .where(DUE != Payment.amount_cents)
    )
    return _finding(work, "a payment is for what is due", Payment, broken)


def totals_are_the_sums_of_their_parts(work: Work) -> Finding:
    """Items are the sum of the lines, and no line has more tax than the order.

    That the total is the sum of its parts is a CHECK (invariant 17).
    """
    sums = (
        select(
            OrderLine.order_id,
            func.sum(OrderLine.net_cents).label("net"),
            func.sum(OrderLine.discount_cents).label("discount"),
            func.sum(OrderLine.credit_cents).label("credit"),
            func.sum(OrderLine.gst_cents).label("gst"),
            func.sum(OrderLine.qst_cents).label("qst"),
            func.sum(OrderLine.hst_cents).label("hst"),
            func.sum(OrderLine.pst_cents).label("pst"),
        )
        .group_by(OrderLine.order_id)
        .subquery()
    )
    cards = (
        select(
            OrderGiftCard.order_id, func.sum(OrderGiftCard.amount_cents).label("cents")
        )
        .group_by(OrderGiftCard.order_id)
        .subquery()
    )
    broken = (
        select(Order.code)
        .outerjoin(sums, sums.c.order_id == Order.id)
        .outerjoin(cards, cards.c.order_id == Order.id)
        .where(
            or_(
                and_(sums.c.order_id.is_(None), cards.c.order_id.is_(None)),
                func.coalesce(cards.c.cents, 0) != Order.gift_cards_cents,
                func.coalesce(sums.c.net, 0)
                != Order.items_cents - Order.gift_cards_cents,
                func.coalesce(sums.c.discount, 0) != Order.discount_cents,
                func.coalesce(sums.c.credit, 0) != Order.promo_credit_cents,
                sums.c.gst > Order.gst_cents,
                sums.c.qst > Order.qst_cents,
                sums.c.hst > Order.hst_cents,
                sums.c.pst > Order.pst_cents,
            )
        )
    )
    return _finding(work, "an order's total is the sum of its parts", Order, broken)


def prices_are_what_their_terms_make(work: Work) -> Finding:
    """The pipeline answers the same again for the stored inputs (17, 18, 19).

    Asked of the latest orders only: rows never change once written.
    """
    codes = latest_codes(work, most=MOST_RECOMPUTED)
    broken = tuple(miscounted(work, codes))[:MOST_NAMED]
    return Finding("a price can be computed again, to the cent", len(codes), broken)


def waiting_orders_have_a_payment_under_way(work: Work) -> Finding:
    """Nothing waits for a payment that has ended."""
    broken = (
        select(Order.code, Payment.state)
        .join(Payment, Payment.order_id == Order.id)
        .where(Order.state == _PENDING, Payment.state.not_in(sorted(UNDER_WAY)))
    )
    name = "an order that waits has a payment under way"
    return _finding(work, name, Order, broken)


def holds_have_one_live_order(work: Work) -> Finding:
    """A line marks its hold as ordered exactly until its order is cancelled."""
    broken = (
        select(Order.code, OrderLine.hold_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            or_(
                and_(Order.state == _CANCELLED, OrderLine.live_hold_id.is_not(None)),
                and_(
                    Order.state != _CANCELLED,
                    OrderLine.live_hold_id.is_distinct_from(OrderLine.hold_id),
                ),
            )
        )
    )
    return _finding(work, "a hold has one live order at most", OrderLine, broken)


def no_authorisation_is_forgotten(work: Work) -> Finding:
    """No payment stays under way long after its stock stopped being kept."""
    broken = (
        select(Order.code, Payment.state, Payment.kept_until)
        .join(Payment, Payment.order_id == Order.id)
        .where(
            Payment.state.in_(sorted(UNDER_WAY)),
            Payment.kept_until <= work.now - KNOWN_WITHIN,
        )
    )
    return _finding(work, "no authorisation is forgotten", Payment, broken)


def messages_had_their_effect(work: Work) -> Finding:
    """No message of the desk waits long (invariant 11)."""
    broken = select(InboxEvent.event_id, InboxEvent.kind).where(
        InboxEvent.handled_at.is_(None),
        InboxEvent.received_at <= work.now - KNOWN_WITHIN,
    )
    return _finding(work, "a message stored is a message handled", InboxEvent, broken)


def no_more_goes_back_than_was_taken(work: Work) -> Finding:
    """Refunds stand beside captured money only, and sum to no more (8)."""
    sums = (
        select(Refund.payment_id, func.sum(Refund.amount_cents).label("cents"))
        .where(Refund.state != str(RefundStage.FAILED))
        .group_by(Refund.payment_id)
        .subquery()
    )
    with_money = (_CAPTURED, str(PaymentStage.REFUNDING), str(PaymentStage.REFUNDED))
    broken = (
        select(Order.code, Payment.state, sums.c.cents)
        .join(Payment, Payment.order_id == Order.id)
        .join(sums, sums.c.payment_id == Payment.id)
        .where(
            or_(
                Payment.state.not_in(with_money),
                and_(Payment.state == _CAPTURED, sums.c.cents > Payment.amount_cents),
            )
        )
    )
    name = "no more goes back than was taken"
    return _finding(work, name, Refund, broken)


def strays_go_back(work: Work) -> Finding:
    """Money that belongs to no order is on its way back within the hour (6)."""
    broken = select(StrayPayment.intent_ref, StrayPayment.order_code).where(
        StrayPayment.state == "found",
        StrayPayment.found_at <= work.now - KNOWN_WITHIN,
    )
    return _finding(work, "stray money goes back", StrayPayment, broken)


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    captured_money_has_its_paid_order,
    what_is_paid_is_what_is_owed,
    orders_without_a_payment_owe_nothing,
    credit_on_orders_is_in_the_ledger,
    discounts_are_uses_of_a_code,
    totals_are_the_sums_of_their_parts,
    prices_are_what_their_terms_make,
    waiting_orders_have_a_payment_under_way,
    holds_have_one_live_order,
    no_authorisation_is_forgotten,
    messages_had_their_effect,
    no_more_goes_back_than_was_taken,
    strays_go_back,
)
