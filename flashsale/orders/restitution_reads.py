"""Reads: what went back of an order, for its page and for the letters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId, RefundId, RestitutionId
from flashsale.orders.lifecycle import RefundStage
from flashsale.orders.models import (
    OrderLine,
    Payment,
    Refund,
)
from flashsale.orders.restitution_models import (
    Restitution,
    RestitutionLine,
)
from flashsale.orders.restitution_rules import Tenders


@dataclass(frozen=True, slots=True, kw_only=True)
class RestitutionSheet:
    """One restitution. titles: of its lines, how many units of each, of how many.

    promo_cents: of promo credit given again. has_carriage: the carriage went back too.
    stage: of the card's part, None without one; card_last4: of the card, or empty.
    """

    id: RestitutionId
    at: datetime
    cause: str
    reason: str
    titles: tuple[tuple[str, int, int], ...]
    has_carriage: bool
    promo_cents: int
    tenders: Tenders
    stage: RefundStage | None
    card_last4: str


def restitution_of_refund(work: Work, refund_id: RefundId) -> RestitutionId | None:
    """Return the restitution whose card's part a refund is, or None."""
    found = work.session.scalar(
        select(Restitution.id).where(Restitution.refund_id == refund_id)
    )
    return None if found is None else RestitutionId(found)


def restitutions_of(
    work: Work, order_id: OrderId, *, only: RestitutionId | None = None
) -> tuple[RestitutionSheet, ...]:
    """Return what went back of an order, the oldest first. Two queries."""
    wanted = (
        select(Restitution, Refund.state, Payment.card_last4)
        .outerjoin(Refund, Refund.id == Restitution.refund_id)
        .outerjoin(Payment, Payment.id == Refund.payment_id)
        .where(Restitution.order_id == order_id)
        .order_by(Restitution.created_at, Restitution.id)
    )
    if only is not None:
        wanted = wanted.where(Restitution.id == only)
    rows = work.session.execute(wanted).all()
    lines = _lines(work, [row[0].id for row in rows])
    return tuple(
        RestitutionSheet(
            id=RestitutionId(row.id),
            at=row.created_at,
            cause=row.cause,
            reason=row.reason,
            titles=tuple(
                (title, units, most or units)
                for of, title, units, most in lines
                if of == row.id and title
            ),
            has_carriage=any(of == row.id and not title for of, title, *_ in lines),
            promo_cents=row.promo_credit_cents,
            tenders=Tenders(
                row.card_cents, row.refund_credit_cents, row.paid_credit_cents
            ),
            stage=RefundStage(stage) if stage else None,
            card_last4=last4 or "",
        )
        for row, stage, last4 in rows
    )


def given_cents(work: Work, order_ids: Collection[OrderId]) -> dict[OrderId, int]:
    """Return what went back of these orders, in cents; nothing is left out."""
    rows = work.session.execute(
        select(Restitution.order_id, func.sum(Restitution.total_cents))
        .where(Restitution.order_id.in_(order_ids))
        .group_by(Restitution.order_id)
    )
    return {OrderId(order_id): int(cents) for order_id, cents in rows}


def _lines(
    work: Work, ids: Sequence[int]
) -> list[tuple[int, str | None, int, int | None]]:
    rows = work.session.execute(
        select(
            RestitutionLine.restitution_id,
            OrderLine.title,
            RestitutionLine.units,
            OrderLine.quantity,
        )
        .outerjoin(OrderLine, OrderLine.id == RestitutionLine.order_line_id)
        .where(RestitutionLine.restitution_id.in_(ids))
        .order_by(RestitutionLine.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
