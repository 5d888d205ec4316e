"""Reads: which drops the sweep of the waitlists has something to do in."""

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId
from flashsale.sales.lifecycle import DropState
from flashsale.sales.models import Drop, Lot, WaitEntry, WaitOffer
from flashsale.sales.waiting import EntryState, OfferState


def lapsing(work: Work) -> tuple[DropId, ...]:
    """Return the drops with an offer whose time is over."""
    rows = work.session.scalars(
        select(WaitOffer.drop_id)
        .distinct()
        .where(
            WaitOffer.state == str(OfferState.OPEN), WaitOffer.expires_at <= work.now
        )
    )
    return tuple(DropId(row) for row in sorted(rows))


def offering(work: Work) -> tuple[DropId, ...]:
    """Return the drops that run, with a free unit in a lot somebody waits for."""
    rows = work.session.scalars(
        select(Lot.drop_id)
        .distinct()
        .join(Drop, Drop.id == Lot.drop_id)
        .where(
            Drop.state == str(DropState.SCHEDULED),
            Lot.available > 0,
            select(WaitEntry.id)
            .where(
                WaitEntry.lot_id == Lot.id,
                WaitEntry.state == str(EntryState.WAITING),
            )
            .exists(),
        )
    )
    return tuple(DropId(row) for row in sorted(rows))
