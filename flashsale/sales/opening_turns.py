"""Pure rules of the opening queue: when one may join it, and when each turn comes.

A turn is a whole number from 0 up, given once to one place of a drop; its instant
follows from the number, the opening and the rate alone. No job lets anyone in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Members take their place from this long before the opening (behaviour.md §1).
QUEUE_OPENS_BEFORE = timedelta(minutes=15)
# A place taken at the last instant has this long to be written before the draw.
DRAWN_AFTER = timedelta(seconds=1)
# Once nobody waits and this has passed since the opening, there is no queue any more.
QUEUE_LASTS = timedelta(minutes=30)
USUAL_PER_MINUTE = 60
MOST_PER_MINUTE = 3_000
_MINUTE_US = 60_000_000
_MICROSECOND = timedelta(microseconds=1)


class Standing(StrEnum):
    """Where a member stands in the queue of a drop at an instant."""

    # They took no place.
    OUTSIDE = "outside"
    # They have a place; its turn was not given yet, or has not come.
    WAITING = "waiting"
    # Their turn has come, or nobody needs one any more.
    ADMITTED = "admitted"


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of one drop, as far as the clock is concerned.

    per_minute: turns that come in a minute, >= 1. ended_at: from when nobody needs
    a turn, None while everybody does.
    """

    opens_at: datetime
    per_minute: int
    ended_at: datetime | None = None

    @property
    def joins_from(self) -> datetime:
        """From when members may take a place."""
        return self.opens_at - QUEUE_OPENS_BEFORE

    def turn_at(self, turn: int) -> datetime:
        """Return the instant from which a turn lets its member in.

        Turns come evenly, `per_minute` of them in any minute and never more: the
        first one at the opening itself.
        """
        return self.opens_at + turn * _MINUTE_US // self.per_minute * _MICROSECOND

    def come_at(self, now: datetime) -> int:
        """Return how many turns have come at `now`, given or not: 0 to n - 1."""
        if now < self.opens_at:
            return 0
        elapsed_us = (now - self.opens_at) // _MICROSECOND
        # turn * minute // rate <= elapsed  <=>  turn * minute < (elapsed + 1) * rate
        return ((elapsed_us + 1) * self.per_minute - 1) // _MINUTE_US + 1

    def first_turn_from(self, at: datetime) -> int:
        """Return the first turn that does not come before `at`."""
        elapsed_us = max(0, (at - self.opens_at) // _MICROSECOND)
        return -(-elapsed_us * self.per_minute // _MINUTE_US)

    def is_over_at(self, now: datetime) -> bool:
        """Say whether nobody needs a turn any more."""
        return self.ended_at is not None and now >= self.ended_at

    def lets_in(self, now: datetime, turn: int | None) -> bool:
        """Say whether a member may hold copies; turn: theirs, None without one."""
        if self.is_over_at(now):
            return True
        return turn is not None and self.turn_at(turn) <= now

    def standing(self, now: datetime, *, has_place: bool, turn: int | None) -> Standing:
        """Return where a member stands who has a place, or none, and that turn."""
        if self.lets_in(now, turn):
            return Standing.ADMITTED
        return Standing.WAITING if has_place else Standing.OUTSIDE

    def may_end_at(self, now: datetime, next_turn: int) -> bool:
        """Say whether the queue has done its work: every turn given has come.

        next_turn: the first one that was not given yet.
        """
        if now < self.opens_at + QUEUE_LASTS:
            return False
        return next_turn == 0 or self.turn_at(next_turn - 1) <= now

    def turns_of(self, arrivals: Iterable[datetime], next_turn: int) -> Iterator[int]:
        """Yield the turn of each later arrival, in their order.

        arrivals: when each joined. next_turn: the first one not given yet. Nobody's
        turn comes before they joined; what passed unused is not given.
        """
        for joined_at in arrivals:
            turn = max(next_turn, self.first_turn_from(joined_at))
            yield turn
            next_turn = turn + 1

    def last_served_at(self, copies: int) -> datetime:
        """Return when the last of `copies` (>= 1) goes, if everyone takes one."""
        return self.turn_at(copies - 1)


def whole_minute(at: datetime) -> datetime:
    """Return the whole minute at `at` or after it, as one says when something ends."""
    begun = at.replace(second=0, microsecond=0)
    return begun if begun == at else begun + timedelta(minutes=1)
