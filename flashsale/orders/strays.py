"""Money at the desk that belongs to no order: written down, then given back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.kernel.ids import PaymentId
from flashsale.orders.desk_facts import ListedPayment
from flashsale.orders.lifecycle import UNDER_WAY, PaymentStage
from flashsale.orders.models import Order, Payment, StrayPayment


class Standing(StrEnum):
    """What a line of the desk's list is to us."""

    # A payment of ours that is under way: settling it comes to its end.
    UNDER_WAY = "under_way"
    # The payment of an order; its money is where it belongs.
    OURS = "ours"
    # An order has ended, or was never written: the money is nobody's.
    STRAY = "stray"


@dataclass(frozen=True, slots=True)
class Match:
    """How a line of the desk's list is known here."""

    standing: Standing
    payment_id: PaymentId | None


def match(work: Work, listed: ListedPayment) -> Match:
    """Say what a line of the desk's list is to us."""
    row = work.session.execute(
        select(Payment.id, Payment.state, Payment.intent_ref)
        .join(Order, Order.id == Payment.order_id)
        .where(
            (Payment.intent_ref == listed.intent_id) | (Order.code == listed.order_code)
        )
        .order_by((Payment.intent_ref == listed.intent_id).desc())
        .limit(1)
    ).first()
    if row is None:
        return Match(Standing.STRAY, None)
    payment_id, stage = PaymentId(row.id), PaymentStage(row.state)
    if stage in UNDER_WAY and row.intent_ref in (None, listed.intent_id):
        return Match(Standing.UNDER_WAY, payment_id)
    is_its_own = row.intent_ref == listed.intent_id
    if is_its_own and stage in (PaymentStage.CAPTURED, PaymentStage.REFUNDED):
        return Match(Standing.OURS, payment_id)
    return Match(Standing.STRAY, payment_id)


def note(work: Work, listed: ListedPayment) -> datetime:
    """Write a stray payment down, once, before anything is done about it.

    Returns when it was found first.
    """
    known = work.session.get(StrayPayment, listed.intent_id)
    if known is not None:
        return known.found_at
    try:
        with work.session.begin_nested():
            work.session.add(
                StrayPayment(
                    intent_ref=listed.intent_id,
                    order_code=listed.order_code[:40],
                    amount_cents=listed.amount_cents,
                    state="found",
                    found_at=work.now,
                )
            )
    except IntegrityError:
        pass
    return work.now


def close(work: Work, intent_ref: str, *, was_captured: bool) -> bool:
    """Record that a stray payment went back; False when it was recorded."""
    result = work.session.execute(
        update(StrayPayment)
        .where(StrayPayment.intent_ref == intent_ref, StrayPayment.state == "found")
        .values(state="refunded" if was_captured else "voided", settled_at=work.now)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount == 1
