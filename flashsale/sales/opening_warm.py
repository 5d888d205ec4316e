"""What this process knows of the opening queues: no SQL for a crowd that looks again.

A turn that was given never changes, so it is learnt once. What may change, the
numbers of a queue, is read again after a second; whatever is due in it by then is
done on the way, so that no job is waited for.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flashsale.db import StoreBusy
from flashsale.kernel.ids import DropId, MemberId
from flashsale.runtime import Runtime
from flashsale.sales import opening_queue
from flashsale.sales.catalogue import DropFacts
from flashsale.sales.opening_queue import Place
from flashsale.sales.opening_reads import QueueNumbers, numbers_of, turns_from
from flashsale.sales.opening_turns import Standing

log = logging.getLogger(__name__)

FRESH_FOR = timedelta(seconds=1)
MOST_QUEUES = 50
NO_NUMBERS = QueueNumbers(places=0, drawn=None, next_turn=0, ended_at=None)


@dataclass(slots=True)
class _Known:
    """What is known of one queue. learnt: turns below this are among the places."""

    numbers: QueueNumbers = NO_NUMBERS
    read_at: datetime | None = None
    learnt: int = 0
    places: dict[MemberId, Place] = field(default_factory=dict)
    # Who had no place a moment ago, and when that was.
    absent: dict[MemberId, datetime] = field(default_factory=dict)


class WarmQueues:
    """The opening queues of one process."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[DropId, _Known] = {}

    def numbers(self, runtime: Runtime, drop: DropFacts, now: datetime) -> QueueNumbers:
        """Return the numbers of a drop's queue, at most a second old."""
        return self._fresh(runtime, drop.id, now).numbers

    def place(
        self, runtime: Runtime, drop: DropFacts, member_id: MemberId, now: datetime
    ) -> Place | None:
        """Return a member's place, or None; costs SQL only where it is not known."""
        known = self._fresh(runtime, drop.id, now)
        place = known.places.get(member_id)
        if place is None:
            with runtime.read() as work:
                place = opening_queue.place_of(work, drop.id, member_id)
            if place is None:
                known.absent[member_id] = now
            else:
                known.places[member_id] = place
                if place.turn is None:
                    # Taken in another process, it may not be among the numbers yet.
                    known.read_at = None
        return place

    def note(self, drop_id: DropId, member_id: MemberId, place: Place) -> None:
        """Remember a place that was just taken in this process."""
        known = self._of(drop_id)
        known.places.setdefault(member_id, place)
        known.absent.pop(member_id, None)
        known.read_at = None

    def standings(
        self,
        runtime: Runtime,
        drops: Sequence[DropFacts],
        member_id: MemberId,
        now: datetime,
    ) -> dict[DropId, Standing]:
        """Return where a member stands in each of these drops that has a queue now."""
        found = {}
        for drop in queued(drops, now):
            place = self.place(runtime, drop, member_id, now)
            found[drop.id] = _standing(drop, place, now)
        return found

    def known_standings(
        self, drops: Sequence[DropFacts], member_id: MemberId, now: datetime
    ) -> dict[DropId, Standing] | None:
        """Return the same from what is known, or None when SQL must be asked."""
        found = {}
        for drop in queued(drops, now):
            known = self._known.get(drop.id)
            if known is None:
                return None
            place = known.places.get(member_id)
            if place is None and not _is_fresh(known.absent.get(member_id), now):
                return None
            has_turn = place is None or place.turn is not None
            is_drawn = now >= drop.window.opens_at
            if is_drawn and not has_turn and not _is_fresh(known.read_at, now):
                return None
            found[drop.id] = _standing(drop, place, now)
        return found

    def _of(self, drop_id: DropId) -> _Known:
        if len(self._known) > MOST_QUEUES:
            self._known.clear()
        return self._known.setdefault(drop_id, _Known())

    def _fresh(self, runtime: Runtime, drop_id: DropId, now: datetime) -> _Known:
        known = self._of(drop_id)
        if _is_fresh(known.read_at, now):
            return known
        # Other threads go on with what is known while this one reads.
        known.read_at = now
        known.absent.clear()
        _settle_if_due(runtime, drop_id)
        with runtime.read() as work:
            numbers = numbers_of(work, drop_id) or NO_NUMBERS
            if numbers.next_turn > known.learnt:
                known.places.update(turns_from(work, drop_id, known.learnt))
                known.learnt = numbers.next_turn
        known.numbers = numbers
        return known


def queued(drops: Sequence[DropFacts], now: datetime) -> list[DropFacts]:
    """Return the drops in whose queue a place can be taken, or matters, at `now`."""
    return [
        drop
        for drop in drops
        if drop.rush is not None
        and now >= drop.rush.queue.joins_from
        and not drop.rush.queue.is_over_at(now)
        and now < drop.window.closes_at
    ]


def _standing(drop: DropFacts, place: Place | None, now: datetime) -> Standing:
    if drop.rush is None:
        return Standing.ADMITTED
    turn = place.turn if place else None
    return drop.rush.queue.standing(now, has_place=place is not None, turn=turn)


def _is_fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now < at + FRESH_FOR


def _settle_if_due(runtime: Runtime, drop_id: DropId) -> None:
    try:
        with runtime.read() as work:
            is_due = opening_queue.is_due(work, drop_id)
        if is_due:
            with runtime.work() as work:
                opening_queue.settle(work, drop_id)
    except StoreBusy as busy:
        # Somebody else is at it, or the next reader will be.
        log.warning("queue.not_settled drop=%s fault=%r", drop_id, busy)
