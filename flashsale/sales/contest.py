"""Whether a lot is contested: what decides how generous its holds may be."""

from collections.abc import Mapping

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import LotId
from flashsale.sales.models import Lot


def contested_among(work: Work, besides: Mapping[LotId, int]) -> frozenset[LotId]:
    """Return those of these lots that somebody else may want in vain.

    besides: by lot, units that are about to be held on top of its counts; 0 for the
    counts as they are. Contested: then nothing is free.
    """
    if not besides:
        return frozenset()
    rows = work.session.execute(
        select(Lot.id, Lot.available).where(Lot.id.in_(besides.keys()))
    )
    return frozenset(LotId(lot) for lot, free in rows if free <= besides[LotId(lot)])


def is_contested(work: Work, lot_id: LotId, *, besides: int = 0) -> bool:
    """Say whether one lot is contested; see `contested_among`."""
    return lot_id in contested_among(work, {lot_id: besides})
