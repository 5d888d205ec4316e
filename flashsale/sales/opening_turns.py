"""Pure rules of the opening queue: when one may join it, and when each turn comes.

A turn is a whole number from 0 up, given once to one place of a drop; its instant
follows from the number, the opening, the rate and the pauses alone. No job lets anyone
in. While a drop is suspended its turns stand still: what had not come by then comes as
much later as the pause lasts, and nobody's place changes.
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
_NOTHING = timedelta()


class Standing(StrEnum):
    """Where a member stands in the queue of a drop at an instant."""

    # They took no place.
    OUTSIDE = "outside"
    # They have a place; its turn was not given yet, or has not come.
    WAITING = "waiting"
    # Their turn has come, or nobody needs one any more.
    ADMITTED = "admitted"


@dataclass(frozen=True, slots=True)
class Pause:
    """A span `[since, until)` in which a drop was suspended; until: None if it is."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of one drop, as far as the clock is concerned.

    per_minute: turns that come in a minute, >= 1. ended_at: from when nobody needs
    a turn, None while everybody does. pauses: one after the other, the first first.
    """

    opens_at: datetime
    per_minute: int
    ended_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def joins_from(self) -> datetime:
        """From when members may take a place."""
        return self.opens_at - QUEUE_OPENS_BEFORE

    def turn_at(self, turn: int) -> datetime:
        """Return the instant from which a turn lets its member in.

        Turns come evenly, `per_minute` of them in any minute and never more: the
        first one at the opening itself. A pause that is not over is left out: while
        `is_paused`, what has not come has no instant yet.
        """
        at = self.opens_at + turn * _MINUTE_US // self.per_minute * _MICROSECOND
        for pause in self.pauses:
            since = max(pause.since, self.opens_at)
            if pause.until is not None and since <= at and since < pause.until:
                at += pause.until - since
        return at

    @property
    def is_paused(self) -> bool:
        """Whether the drop is suspended: turns stand still and none has an instant."""
        return bool(self.pauses) and self.pauses[-1].until is None

    @property
    def counts_from(self) -> datetime:
        """The instant from which turns would be counted had there been no pause.

        What has not come yet comes as if the opening had been then.
        """
        return self.opens_at + sum(
            (
                max(_NOTHING, pause.until - max(pause.since, self.opens_at))
                for pause in self.pauses
                if pause.until is not None
            ),
            _NOTHING,
        )

    def _elapsed_us(self, at: datetime) -> int:
        """Return the microseconds since the opening in which turns came, by `at`.

        Negative before the opening, and as long as it stood still it grows no more.
        """
        elapsed = at - self.opens_at
        for pause in self.pauses:
            since, until = max(pause.since, self.opens_at), pause.until or at
            elapsed -= max(_NOTHING, min(until, at) - since)
        return elapsed // _MICROSECOND

    def _is_paused_at(self, at: datetime) -> bool:
        return any(
            pause.since <= at and (pause.until is None or at < pause.until)
            for pause in self.pauses
        )

    def come_at(self, now: datetime) -> int:
        """Return how many turns have come at `now`, given or not: 0 to n - 1."""
        # What would come at the very instant of a pause comes after it.
        elapsed_us = self._elapsed_us(now) - self._is_paused_at(now)
        if elapsed_us < 0:
            return 0
        # turn * minute // rate <= elapsed  <=>  turn * minute < (elapsed + 1) * rate
        return ((elapsed_us + 1) * self.per_minute - 1) // _MINUTE_US + 1

    def first_turn_from(self, at: datetime) -> int:
        """Return the first turn that does not come before `at`."""
        elapsed_us = max(0, self._elapsed_us(at))
        return -(-elapsed_us * self.per_minute // _MINUTE_US)

    def is_over_at(self, now: datetime) -> bool:
        """Say whether nobody needs a turn any more."""
        return self.ended_at is not None and now >= self.ended_at

    def lets_in(self, now: datetime, turn: int | None) -> bool:
        """Say whether a member may hold copies; turn: theirs, None without one."""
        if self.is_over_at(now):
            return True
        return turn is not None and turn < self.come_at(now)

    def standing(self, now: datetime, *, has_place: bool, turn: int | None) -> Standing:
        """Return where a member stands who has a place, or none, and that turn."""
        if self.lets_in(now, turn):
            return Standing.ADMITTED
        return Standing.WAITING if has_place else Standing.OUTSIDE

    def may_end_at(self, now: datetime, next_turn: int) -> bool:
        """Say whether the queue has done its work: every turn given has come.

        next_turn: the first one that was not given yet.
        """
        if self.is_paused or self._elapsed_us(now) * _MICROSECOND < QUEUE_LASTS:
            return False
        return next_turn <= self.come_at(now)

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
