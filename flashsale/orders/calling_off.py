"""Calling a sale off after it sold: everyone gets everything back, by itself.

A show that is cancelled, a printing that never comes: it is asked for once, and the job
of `call_off_run.py` gives back order after order until nothing sold in the sale is left
(behaviour.md §7). Who pays in the meantime is found by the next run.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId, OrderId, OrderLineId
from flashsale.orders import restitutions
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.restitution_models import (
    CallOff,
    Restitution,
    RestitutionLine,
)
from flashsale.orders.restitution_parts import worth_of
from flashsale.orders.restitutions import Cause, Wanted
from flashsale.sales import drops
from flashsale.sales.catalogue import drop_by_id

# After so long nobody can be paying any more what was held when it was asked for.
LOOKED_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleSold:
    """What a sale sold and has not given back. cents: taxes and carriage included.

    back: orders that got everything back. asked_at, reason: of the call-off, else None.
    """

    drop_id: DropId
    title: str
    orders: int
    units: int
    cents: int
    back: int
    asked_at: datetime | None
    reason: str


def sold_in(work: Work, drop_id: DropId) -> SaleSold | None:
    """Return what calling a sale off would give back; None: there is no such sale.

    The same number of queries however many orders there are.
    """
    drop = drop_by_id(work, drop_id)
    if drop is None:
        return None
    lots = [lot.id for lot in drop.lots]
    left = dict(_left(work, lots))
    row = work.session.get(CallOff, drop_id)
    return SaleSold(
        drop_id=drop_id,
        title=drop.title,
        orders=len(left),
        units=sum(sum(units.values()) for units in left.values()),
        cents=_worth(work, left),
        back=_count_sold(work, lots) - len(left),
        asked_at=row.asked_at if row else None,
        reason=row.reason if row else "",
    )


def ask(work: Work, drop_id: DropId, by: MemberId, reason: str) -> bool:
    """Write down that a sale is called off, and end it; False when it was already.

    reason: in words, for the members and the books. What was held in it can be paid
    still, and comes back with the rest.
    """
    row = CallOff(drop_id=drop_id, asked_by=by, reason=reason, asked_at=work.now)
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        return False
    # One that is over, or was cancelled before, stays as it is.
    drops.cancel(work, drop_id)
    return True


def due(work: Work, *, most: int) -> list[Wanted]:
    """Return what is to be given back of the sales that were called off of late."""
    called = work.session.scalars(
        select(CallOff).where(CallOff.asked_at > work.now - LOOKED_AFTER)
    ).all()
    wanted = [
        Wanted(
            order_id=order_id,
            units=units,
            key=f"call-off:{row.drop_id}:{order_id}",
            cause=Cause.HOUSE,
            reason=row.reason,
            asked_by=MemberId(row.asked_by),
        )
        for row in called
        for order_id, units in _left(work, _lots(work, DropId(row.drop_id)))
    ]
    return wanted[:most]


def _lots(work: Work, drop_id: DropId) -> list[LotId]:
    drop = drop_by_id(work, drop_id)
    return [lot.id for lot in drop.lots] if drop else []


def _left(
    work: Work, lots: Sequence[LotId]
) -> Iterator[tuple[OrderId, dict[OrderLineId, int]]]:
    """Give the paid orders with units of these lots that did not go back."""
    back = (
        select(
            RestitutionLine.order_line_id.label("line"),
            func.sum(RestitutionLine.units).label("units"),
        )
        .join(Restitution, Restitution.id == RestitutionLine.restitution_id)
        .where(RestitutionLine.order_line_id.is_not(None))
        .group_by(RestitutionLine.order_line_id)
        .subquery()
    )
    left = OrderLine.quantity - func.coalesce(back.c.units, 0)
    rows = work.session.execute(
        select(OrderLine.order_id, OrderLine.id, left)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(back, back.c.line == OrderLine.id)
        .where(
            OrderLine.lot_id.in_(lots), Order.state == str(OrderState.PAID), left > 0
        )
        .order_by(Order.paid_at, OrderLine.order_id, OrderLine.id)
    ).all()
    found: dict[OrderId, dict[OrderLineId, int]] = defaultdict(dict)
    for order_id, line_id, units in rows:
        found[OrderId(order_id)][OrderLineId(line_id)] = int(units)
    yield from found.items()


def _worth(work: Work, left: Mapping[OrderId, Mapping[OrderLineId, int]]) -> int:
    """Return what would go back for all of these paid orders, in cents."""
    orders = work.session.scalars(
        select(Order).options(joinedload(Order.lines)).where(Order.id.in_(left))
    ).unique()
    before = restitutions.units_back(work, list(left))
    return sum(worth_of(order, left[OrderId(order.id)], before) for order in orders)


def _count_sold(work: Work, lots: Sequence[LotId]) -> int:
    """Return how many paid orders have something of these lots."""
    counted = (
        select(func.count(OrderLine.order_id.distinct()))
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.lot_id.in_(lots), Order.state == str(OrderState.PAID))
    )
    return work.session.scalar(counted) or 0
