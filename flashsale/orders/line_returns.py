"""What became of units that were sold: released to others, come back, or lost.

Of money it says nothing (behaviour.md §7): stock is one command, money another.
"""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import HoldId, MemberId, OrderId, OrderLineId
from flashsale.orders.models import (
    OrderLine,
)
from flashsale.orders.restitution_models import (
    LineReturn,
)
from flashsale.sales import returns


class ReturnKind(StrEnum):
    """What became of a unit."""

    # Never left the house: who waits for it comes first, else it is free again.
    RELEASED = "released"
    # Came back as new: for the producer's next drop. Came back marked: second choice.
    RETURNED_A = "returned_a"
    RETURNED_B = "returned_b"
    LOST = "lost"


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
        work.session.add(
            LineReturn(
                id=work.ids.new(work.now),
                order_line_id=row.id,
                key=f"release:{row.id}",
                kind=str(ReturnKind.RELEASED),
                units=row.quantity,
                noted_by=by,
                noted_at=work.now,
            )
        )
    work.session.flush()


def released_lines(work: Work, order_ids: Sequence[OrderId]) -> frozenset[OrderLineId]:
    """Return the lines of these orders that were released: they are not delivered."""
    rows = work.session.scalars(
        select(LineReturn.order_line_id)
        .join(OrderLine, OrderLine.id == LineReturn.order_line_id)
        .where(
            OrderLine.order_id.in_(order_ids),
            LineReturn.kind == str(ReturnKind.RELEASED),
        )
    )
    return frozenset(map(OrderLineId, rows))


def units_returned_of(
    work: Work, line_ids: Sequence[OrderLineId]
) -> Counter[OrderLineId]:
    """Return how many units of each of these lines are accounted for."""
    rows = work.session.execute(
        select(LineReturn.order_line_id, func.sum(LineReturn.units))
        .where(LineReturn.order_line_id.in_(line_ids))
        .group_by(LineReturn.order_line_id)
    )
    return Counter({OrderLineId(line): int(units) for line, units in rows})
