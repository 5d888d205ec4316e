"""Reads: what moved on orders over a period, each move with its instant and amount."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from flashsale.db import Work
from flashsale.kernel.period import Period
from flashsale.orders.lifecycle import OrderState, PaymentStage, RefundStage
from flashsale.orders.models import Order, Payment, Refund
from flashsale.orders.restitution_models import Restitution

AT_A_TIME = 1_000
_PAID = Order.state == str(OrderState.PAID)
# When, what (a name of `DayBooks`), and how much: cents, or 1 for an order.
Move = tuple[datetime, str, int]


def moves_of(work: Work, period: Period) -> Iterator[Move]:
    """Give what was paid and what went back; three questions, one after another."""
    yield from _sold(work, period)
    yield from _refunded(work, period)
    yield from _credited(work, period)


def _sold(work: Work, period: Period) -> Iterator[Move]:
    begins, ends = period.bounds
    captured = and_(
        Payment.order_id == Order.id, Payment.state == str(PaymentStage.CAPTURED)
    )
    question = (
        select(
            Order.paid_at,
            Order.refund_credit_cents + Order.paid_credit_cents,
            Payment.amount_cents,
        )
        .outerjoin(Payment, captured)
        .where(_PAID, Order.paid_at >= begins, Order.paid_at < ends)
    )
    for at, credit, card in work.session.execute(question).yield_per(AT_A_TIME):
        if at is None:
            continue
        yield at, "orders", 1
        yield at, "credit_cents", credit
        yield at, "card_cents", card or 0


def _refunded(work: Work, period: Period) -> Iterator[Move]:
    begins, ends = period.bounds
    question = (
        select(Refund.updated_at, Refund.amount_cents)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(
            _PAID,
            Refund.state == str(RefundStage.SUCCEEDED),
            Refund.updated_at >= begins,
            Refund.updated_at < ends,
        )
    )
    for at, cents in work.session.execute(question).yield_per(AT_A_TIME):
        yield at, "refunded_cents", cents


def _credited(work: Work, period: Period) -> Iterator[Move]:
    begins, ends = period.bounds
    # Its note comes with the card's part, when there is one.
    told_at = func.coalesce(Refund.updated_at, Restitution.created_at)
    question = (
        select(
            told_at,
            Restitution.refund_credit_cents + Restitution.paid_credit_cents,
        )
        .outerjoin(Refund, Refund.id == Restitution.refund_id)
        .where(
            or_(
                Restitution.refund_id.is_(None),
                Refund.state == str(RefundStage.SUCCEEDED),
            ),
            told_at >= begins,
            told_at < ends,
        )
    )
    for at, cents in work.session.execute(question).yield_per(AT_A_TIME):
        yield at, "credited_cents", cents
