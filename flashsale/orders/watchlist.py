"""Reads for the staff: payments that a person should look at, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from flashsale.db import Work
from flashsale.orders.lifecycle import UNDER_WAY, PaymentStage, RefundStage
from flashsale.orders.models import Order, Payment, Refund, StrayPayment
from flashsale.orders.refunds import OVERTAKEN

# A capture, a void or a refund that goes well takes seconds.
TAKES_LONG = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckPayment:
    """A payment whose stock is no longer kept and whose end is not known."""

    order_code: str
    stage: PaymentStage
    amount_cents: int
    kept_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """A refund that failed, or that has waited for a while."""

    order_code: str
    stage: RefundStage
    amount_cents: int
    failure_code: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayRow:
    """Money that was found at the desk without an order. settled_at: None: not yet."""

    intent_ref: str
    order_code: str
    amount_cents: int
    state: str
    found_at: datetime
    settled_at: datetime | None


def stuck(work: Work, *, most: int) -> tuple[StuckPayment, ...]:
    """Return the payments that take longer than they should, the oldest first."""
    rows = work.session.execute(
        select(Order.code, Payment.state, Payment.amount_cents, Payment.kept_until)
        .join(Order, Order.id == Payment.order_id)
        .where(
            Payment.state.in_(sorted(UNDER_WAY)),
            Payment.kept_until <= work.now - TAKES_LONG,
        )
        .order_by(Payment.kept_until, Payment.id)
        .limit(most)
    )
    return tuple(
        StuckPayment(
            order_code=row.code,
            stage=PaymentStage(row.state),
            amount_cents=row.amount_cents,
            kept_until=row.kept_until,
        )
        for row in rows
    )


def refunds(work: Work, *, most: int) -> tuple[RefundRow, ...]:
    """Return refunds that failed or have waited for a while, the latest first."""
    unsettled = (str(RefundStage.ASKED), str(RefundStage.PENDING))
    rows = work.session.execute(
        select(Refund, Order.code)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(
            (
                (Refund.state == str(RefundStage.FAILED))
                & (Refund.failure_code != OVERTAKEN)
            )
            | (
                Refund.state.in_(unsettled)
                & (Refund.created_at <= work.now - TAKES_LONG)
            )
        )
        .order_by(Refund.created_at.desc(), Refund.id)
        .limit(most)
    )
    return tuple(
        RefundRow(
            order_code=code,
            stage=RefundStage(row.state),
            amount_cents=row.amount_cents,
            failure_code=row.failure_code,
            created_at=row.created_at,
        )
        for row, code in rows
    )


def strays(work: Work, *, most: int) -> tuple[StrayRow, ...]:
    """Return the money found without an order, the latest first."""
    rows = work.session.scalars(
        select(StrayPayment)
        .order_by(StrayPayment.found_at.desc(), StrayPayment.intent_ref)
        .limit(most)
    )
    return tuple(
        StrayRow(
            intent_ref=row.intent_ref,
            order_code=row.order_code,
            amount_cents=row.amount_cents,
            state=row.state,
            found_at=row.found_at,
            settled_at=row.settled_at,
        )
        for row in rows
    )
