"""Reads: what the drops of lots are called, for lists that name many of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId
from flashsale.sales.models import Drop, Lot


@dataclass(frozen=True, slots=True)
class DropName:
    """A drop, by its title and its opening."""

    id: DropId
    title: str
    opens_at: datetime


def drop_names_of_lots(work: Work, lot_ids: Collection[LotId]) -> dict[LotId, DropName]:
    """Return the drop that each of these lots is in, in one query."""
    rows = work.session.execute(
        select(Lot.id, Drop.id, Drop.title, Drop.opens_at)
        .join(Drop, Drop.id == Lot.drop_id)
        .where(Lot.id.in_(lot_ids))
    )
    return {LotId(row[0]): DropName(DropId(row[1]), row[2], row[3]) for row in rows}
