"""Whether a lot is contested: what decides how generous its holds may be."""

from collections.abc import Mapping

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import LotId
from flashsale.sales.models import Lot, WaitEntry
from flashsale.sales.waiting import EntryState


def contested_among(work: Work, besides: Mapping[LotId, int]) -> frozenset[LotId]:
    """Return those of these lots that somebody else may want in vain.

    besides: by lot, units that are about to be held on top of its counts; 0 for the
    counts as they are. Contested: then nothing is free, or somebody waits for it.
    """
    if not besides:
        return frozenset()
    is_waited_for = (
        select(WaitEntry.id)
        .where(WaitEntry.lot_id == Lot.id, WaitEntry.state == str(EntryState.WAITING))
        .exists()
    )
    rows = work.session.execute(
        select(Lot.id, Lot.available, is_waited_for).where(Lot.id.in_(besides.keys()))
    )
    return frozenset(
        LotId(lot)
        for lot, free, waited_for in rows
        if waited_for or free <= besides[LotId(lot)]
    )


def is_contested(work: Work, lot_id: LotId, *, besides: int = 0) -> bool:
    """Say whether one lot is contested; see `contested_among`."""
    return lot_id in contested_among(work, {lot_id: besides})
