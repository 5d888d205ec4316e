"""What became of units that were sold: released to others, come back, or lost.

Of money it says nothing (behaviour.md §7): stock is one command, money another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import HoldId, MemberId, OrderId, OrderLineId
from flashsale.orders import parcels, transitions
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.line_return_reads import ReturnKind, units_returned_of
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.restitution_models import LineReturn
from flashsale.sales import returns


def release_lines(work: Work, line_ids: Sequence[OrderLineId], by: MemberId) -> None:
    """Free all units of lines that never left the house; a second call does nothing.

    The order is locked by the caller. Publishes StockFreed and MemberClaimChanged.
    """
    rows = work.session.execute(
        select(OrderLine.id, OrderLine.hold_id, OrderLine.quantity)
        .where(OrderLine.id.in_(line_ids))
        .order_by(OrderLine.id)
    ).all()
    known = units_returned_of(work, line_ids)
    fresh = [row for row in rows if not known[OrderLineId(row.id)]]
    returns.take_back(work, tuple(HoldId(row.hold_id) for row in fresh))
    for row in fresh:
        key = f"release:{row.id}"
        line_id, units = OrderLineId(row.id), row.quantity
        _write(work, line_id, units, ReturnKind.RELEASED, key=key, by=by)


@dataclass(frozen=True, slots=True)
class Noted:
    """It is written down; the same form again writes nothing."""


class ReturnRefusal(StrEnum):
    """Why nothing was written down."""

    # So many units of the line are not left, or it is not of a paid order.
    TOO_MANY = "too_many"
    # Only all of a line is released, and only before it is posted.
    LEFT_ALREADY = "left_already"


def note(
    work: Work,
    order_id: OrderId,
    line_id: OrderLineId,
    units: int,
    kind: ReturnKind,
    *,
    key: str,
    by: MemberId,
    reason: str = "",
) -> Noted | ReturnRefusal:
    """Write down what became of units of a line, or say why not.

    Guarded: the order is locked while what is accounted for is counted. What comes
    back, or is lost, is never sold again by itself; what is released is free, or with
    who waits for it. key: of the form, at most 60 letters. reason: in words, may be
    empty; of what is released none is kept.
    """
    transitions.lock_order(work, order_id)
    if work.session.scalar(select(LineReturn.id).where(LineReturn.key == key)):
        return Noted()
    line = work.session.execute(
        select(OrderLine.quantity, Order.parcel_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            OrderLine.id == line_id,
            Order.id == order_id,
            Order.state == str(OrderState.PAID),
        )
    ).first()
    known = units_returned_of(work, [line_id])[line_id]
    if line is None or units < 1 or known + units > line.quantity:
        return ReturnRefusal.TOO_MANY
    if kind is ReturnKind.RELEASED:
        if units != line.quantity or _has_left(work, line.parcel_id):
            return ReturnRefusal.LEFT_ALREADY
        release_lines(work, [line_id], by)
        return Noted()
    _write(work, line_id, units, kind, key=key, by=by, reason=reason)
    return Noted()


def _has_left(work: Work, parcel_id: int | None) -> bool:
    return parcel_id is not None and not parcels.keep_here(work, parcel_id)


def _write(
    work: Work,
    line_id: OrderLineId,
    units: int,
    kind: ReturnKind,
    *,
    key: str,
    by: MemberId,
    reason: str = "",
) -> None:
    work.session.add(
        LineReturn(
            id=work.ids.new(work.now),
            order_line_id=line_id,
            key=key,
            kind=str(kind),
            units=units,
            reason=reason,
            noted_by=by,
            noted_at=work.now,
        )
    )
    work.session.flush()
