"""Reads: what went back of an order, for its page and for the letters."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import GiftCardId, OrderId, RefundId, RestitutionId
from flashsale.orders.lifecycle import RefundStage
from flashsale.orders.models import (
    OrderGiftCard,
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

    cards: its gift cards, each with whom it was for.
    promo_cents: of promo credit given again. has_carriage: the carriage went back too.
    stage: of the card's part, None without one; card_last4: of the card, or empty.
    """

    id: RestitutionId
    at: datetime
    cause: str
    reason: str
    titles: tuple[tuple[str, int, int], ...]
    cards: tuple[tuple[GiftCardId, str], ...]
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
                (one.title, one.units, one.most or one.units)
                for one in lines[row.id]
                if one.title is not None
            ),
            cards=tuple(
                (GiftCardId(one.card_id), one.recipient or "")
                for one in lines[row.id]
                if one.card_id is not None
            ),
            has_carriage=any(not one.units for one in lines[row.id]),
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


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a restitution: of units, of a gift card, or the carriage."""

    title: str | None
    units: int
    most: int | None
    card_id: int | None
    recipient: str | None


def _lines(work: Work, ids: Sequence[int]) -> dict[int, list[_Line]]:
    rows = work.session.execute(
        select(
            RestitutionLine.restitution_id,
            OrderLine.title,
            RestitutionLine.units,
            OrderLine.quantity,
            OrderGiftCard.gift_card_id,
            OrderGiftCard.recipient_name,
        )
        .outerjoin(OrderLine, OrderLine.id == RestitutionLine.order_line_id)
        .outerjoin(
            OrderGiftCard, OrderGiftCard.id == RestitutionLine.order_gift_card_id
        )
        .where(RestitutionLine.restitution_id.in_(ids))
        .order_by(RestitutionLine.id)
    )
    found: dict[int, list[_Line]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(_Line(row[1], row[2], row[3], row[4], row[5]))
    return found
