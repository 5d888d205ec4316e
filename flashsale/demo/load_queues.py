"""Lets members queue for the rushed drop, and wait for the one that is all held."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from flashsale.db import Work
from flashsale.demo.history import History
from flashsale.demo.load_drops import Stalls
from flashsale.demo.load_people import Club
from flashsale.demo.plan import Part, PlannedDrop
from flashsale.demo.shoppers import BUYERS, purchases
from flashsale.kernel.errors import Fault
from flashsale.sales import opening_queue, waitlist
from flashsale.sales.catalogue import drop_id_of_slug
from flashsale.sales.opening_queue import Joined
from flashsale.sales.waitlist import JoinRequest

# So many are there before the visitor; whoever comes later goes into the same draw.
QUEUED = 30
ONE_COMES_EVERY = timedelta(seconds=14)
WAITS_SINCE = timedelta(seconds=20)


class NotInLine(Fault):
    """A place of the demo was refused by the house's own rules."""


def note_queues(
    history: History,
    now: datetime,
    planned: Sequence[PlannedDrop],
    club: Club,
    stalls: Stalls,
) -> None:
    """Note who took a place in a queue, and when."""
    for drop in planned:
        if drop.part is Part.RUSH:
            for index, key in enumerate(BUYERS[:QUEUED]):
                at = now - ONE_COMES_EVERY * (QUEUED - index)
                join = partial(_join, key=key, slug=drop.work, club=club)
                history.at(at, join)
        if drop.part is Part.ALL_HELD:
            wait = partial(
                _wait,
                key=_without(planned, drop, now),
                work_slug=drop.work,
                club=club,
                stalls=stalls,
            )
            history.at(now - WAITS_SINCE, wait)


def _without(planned: Sequence[PlannedDrop], drop: PlannedDrop, now: datetime) -> str:
    """Return a member who bought nothing of a drop."""
    has = {
        purchase.buyer
        for purchase in purchases(planned, now)
        if any(item.work == drop.work for item in purchase.items)
    }
    return next(key for key in BUYERS if key not in has)


def _join(work: Work, key: str, slug: str, club: Club) -> None:
    drop_id = drop_id_of_slug(work, slug)
    if drop_id is None:
        raise NotInLine(slug)
    outcome = opening_queue.join(work, drop_id, club[key])
    if not isinstance(outcome, Joined):
        raise NotInLine(f"{slug}: {outcome.refusal}")


def _wait(work: Work, key: str, work_slug: str, club: Club, stalls: Stalls) -> None:
    lot_id = stalls.lots[work_slug][0]
    request = JoinRequest(member_id=club[key], lot_id=lot_id, quantity=1)
    outcome = waitlist.join(work, request)
    if not isinstance(outcome, waitlist.Joined):
        raise NotInLine(f"{work_slug}: {outcome.refusal}")
