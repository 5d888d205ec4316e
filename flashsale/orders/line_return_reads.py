"""Reads: what became of units that were sold, as it was written down."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId, OrderLineId
from flashsale.orders.models import OrderLine
from flashsale.orders.restitution_models import LineReturn


class ReturnKind(StrEnum):
    """What became of a unit."""

    # Never left the house: who waits for it comes first, else it is free again.
    RELEASED = "released"
    # Came back as new: for the producer's next drop. Came back marked: second choice.
    RETURNED_A = "returned_a"
    RETURNED_B = "returned_b"
    LOST = "lost"


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


def noted_of(work: Work, order_id: OrderId) -> list[tuple[datetime, str, str, str]]:
    """Return what was written down for an order: when, its kind, of what, and why."""
    rows = work.session.execute(
        select(
            LineReturn.noted_at,
            LineReturn.kind,
            OrderLine.title,
            LineReturn.units,
            LineReturn.reason,
        )
        .join(OrderLine, OrderLine.id == LineReturn.order_line_id)
        .where(OrderLine.order_id == order_id)
        .order_by(LineReturn.noted_at, LineReturn.id)
    )
    return [(row[0], row[1], f"{row[2]} × {row[3]}", row[4]) for row in rows]
