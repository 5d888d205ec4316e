"""Letting members know of a drop, once it has its words."""

from dataclasses import dataclass

from flashsale.db import Work
from flashsale.editorial.markdown import words_in
from flashsale.editorial.notes import note_source
from flashsale.editorial.readiness import (
    Check,
    CheckName,
    ReadinessFacts,
    checks_of,
    missing,
)
from flashsale.kernel.ids import DropId
from flashsale.kernel.kinds import Delivery
from flashsale.kernel.language import Language
from flashsale.sales import drops
from flashsale.sales.catalogue import DropFacts, drop_by_id
from flashsale.sales.drops import DropRefused, DropSaved
from flashsale.sales.lifecycle import DropState


@dataclass(frozen=True, slots=True)
class NotReady:
    """Nothing was changed: these required things are missing."""

    missing: tuple[CheckName, ...]


def readiness(work: Work, drop: DropFacts) -> tuple[Check, ...]:
    """Return the list that is read before a drop is scheduled."""
    french = note_source(work, drop.id, Language.FR)
    english = note_source(work, drop.id, Language.EN)
    cover = drop.work.cover
    posted = [lot.sku for lot in drop.lots if lot.sku.delivery is Delivery.PARCEL]
    return checks_of(
        ReadinessFacts(
            words_fr=words_in(french.body),
            has_hook_fr=bool(french.hook),
            words_en=words_in(english.body),
            is_work_complete=not drop.work.is_incomplete,
            has_cover=cover is not None,
            has_cover_alt=cover is not None and bool(cover.alt_fr and cover.alt_en),
            allotted=drop.level.allotted,
            has_proven_price=any(
                lot.regular_price_cents is not None for lot in drop.lots
            ),
            has_shares=bool(drop.lots)
            and all(lot.producer_share_cents > 0 for lot in drop.lots),
            has_weights=all(sku.weight_g for sku in posted),
            opens_later=drop.window.opens_at > work.now,
        )
    )


def schedule(work: Work, drop_id: DropId) -> DropSaved | NotReady | DropRefused:
    """Schedule a drop that has all it needs; it opens by the clock from then on.

    One that is scheduled is as wanted, whatever it lacks by now. One that is suspended
    goes on by `drops.resume` alone: a page kept open since its draft cannot do it.
    """
    # The lock first: what is judged below cannot change before it is scheduled.
    drops.locked(work, drop_id)
    drop = drop_by_id(work, drop_id)
    if drop is None:
        return DropRefused((drops.DropRefusal.NOT_FOUND,))
    if drop.state is DropState.SUSPENDED:
        return DropRefused((drops.DropRefusal.NOT_FROM_THIS_STATE,))
    is_known = drop.state is DropState.SCHEDULED
    lacks = () if is_known else missing(readiness(work, drop))
    return NotReady(lacks) if lacks else drops.schedule(work, drop_id)
