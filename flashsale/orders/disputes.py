"""Disputes: what a bank contests, kept as the desk tells it, with what follows here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError

from flashsale.credit import gift_cards
from flashsale.db import Work
from flashsale.kernel.ids import OrderId, PaymentId
from flashsale.orders.desk_facts import (
    DISPUTES_ENDED,
    DISPUTES_TAKING,
    DisputeFacts,
    DisputeState,
)
from flashsale.orders.events import DisputeMoved
from flashsale.orders.models import Dispute, Order, Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSheet:
    """One dispute for the staff. answer_by: None when no answer is expected."""

    dispute_ref: str
    order_code: str
    member_name: str
    state: DisputeState
    reason: str
    amount_cents: int
    answer_by: datetime | None
    opened_at: datetime
    closed_at: datetime | None


def record(work: Work, payment_id: PaymentId, facts: DisputeFacts) -> bool:
    """Record how a dispute stands; False when that was known.

    One that ended stays ended. While the money is out of the house's hands, gift
    cards that it bought and nobody redeemed cannot be; once it is back they get new
    codes. Publishes DisputeMoved.
    """
    is_new = _open(work, payment_id, facts)
    if not is_new and not _move(work, facts):
        return False
    order_id = OrderId(
        work.session.execute(
            select(Payment.order_id).where(Payment.id == payment_id)
        ).scalar_one()
    )
    if facts.state in DISPUTES_TAKING:
        gift_cards.stop(work, order_id)
    elif facts.state in DISPUTES_ENDED:
        gift_cards.let_go_on(work, order_id)
    work.publish(DisputeMoved(facts.dispute_id, order_id, is_new))
    return True


def _open(work: Work, payment_id: PaymentId, facts: DisputeFacts) -> bool:
    if work.session.get(Dispute, facts.dispute_id) is not None:
        return False
    try:
        with work.session.begin_nested():
            work.session.add(
                Dispute(
                    dispute_ref=facts.dispute_id,
                    payment_id=payment_id,
                    status=str(facts.state),
                    reason=facts.reason[:60],
                    amount_cents=facts.amount_cents,
                    answer_by=facts.answer_by,
                    opened_at=facts.opened_at,
                    closed_at=work.now if facts.state in DISPUTES_ENDED else None,
                    updated_at=work.now,
                )
            )
    except IntegrityError:
        return False
    return True


def _move(work: Work, facts: DisputeFacts) -> bool:
    ended = sorted(str(state) for state in DISPUTES_ENDED)
    result = work.session.execute(
        update(Dispute)
        .where(
            Dispute.dispute_ref == facts.dispute_id,
            Dispute.status != str(facts.state),
            Dispute.status.not_in(ended),
        )
        .values(
            status=str(facts.state),
            amount_cents=facts.amount_cents,
            answer_by=facts.answer_by,
            closed_at=work.now if facts.state in DISPUTES_ENDED else None,
            updated_at=work.now,
        )
        .execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount == 1


def open_ones(work: Work, *, most: int) -> list[str]:
    """Return the disputes that are not at their end, the oldest first."""
    ended = sorted(str(state) for state in DISPUTES_ENDED)
    rows = work.session.scalars(
        select(Dispute.dispute_ref)
        .where(Dispute.status.not_in(ended))
        .order_by(Dispute.opened_at, Dispute.dispute_ref)
        .limit(most)
    )
    return list(rows)


def taken_cents(work: Work, payment_id: PaymentId) -> int:
    """Return what disputes keep out of the house's hands of a payment, in cents."""
    taking = sorted(str(state) for state in DISPUTES_TAKING)
    total = select(func.sum(Dispute.amount_cents)).where(
        Dispute.payment_id == payment_id, Dispute.status.in_(taking)
    )
    return work.session.scalar(total) or 0


def latest(work: Work, *, most: int) -> tuple[DisputeSheet, ...]:
    """Return the disputes for the staff: those that wait first, then the latest."""
    rows = work.session.execute(
        select(Dispute, Order.code, Order.address)
        .join(Payment, Payment.id == Dispute.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .order_by(
            Dispute.closed_at.is_not(None),
            Dispute.answer_by,
            Dispute.opened_at.desc(),
            Dispute.dispute_ref,
        )
        .limit(most)
    )
    return tuple(_sheet(*row) for row in rows)


def sheet_of(work: Work, dispute_ref: str) -> DisputeSheet:
    """Return one dispute; it must exist."""
    row = work.session.execute(
        select(Dispute, Order.code, Order.address)
        .join(Payment, Payment.id == Dispute.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(Dispute.dispute_ref == dispute_ref)
        .execution_options(populate_existing=True)
    ).one()
    return _sheet(*row)


def _sheet(row: Dispute, code: str, address: dict[str, str]) -> DisputeSheet:
    return DisputeSheet(
        dispute_ref=row.dispute_ref,
        order_code=code,
        member_name=address["name"],
        state=DisputeState(row.status),
        reason=row.reason,
        amount_cents=row.amount_cents,
        answer_by=row.answer_by,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
