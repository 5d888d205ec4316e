"""One thread, many actors: who goes on next, and when, is drawn from the seed.

An actor is a greenlet. It gives way at every `pause`: before a transaction, and around
every call that would cross a network; so two use cases interleave between their
transactions, and a process can be killed there.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from greenlet import getcurrent, greenlet

from flashsale.kernel.clock import FrozenClock
from tests.simulation.plan import SETTLES, Plan

# A play that takes more turns than this goes round in a circle.
MOST_TURNS = 60_000
# A wait longer than this disturbs the house: promises in seconds are off meanwhile.
DISTURBING = timedelta(milliseconds=500)


class Killed(BaseException):
    """The process that ran this ended here; nothing of the house may catch it."""


class Curtain(BaseException):
    """The play is over; every actor leaves."""


@dataclass(eq=False, slots=True)
class Host:
    """A machine on which parts of the house run. down_until: it starts again then."""

    name: str
    down_until: datetime


@dataclass(eq=False, slots=True)
class Actor:
    """Someone who acts; `host` is where their request runs at this moment."""

    name: str
    is_background: bool = False
    host: Host | None = None
    is_doomed: bool = False
    # The instant at which they lose no time: what happens on a bound happens there.
    swift_at: datetime | None = None
    doing: str = ""
    body: greenlet = field(init=False)


class Stage:
    """The play of one seed: its actors, its clock, and what was seen on the way."""

    def __init__(
        self,
        plan: Plan,
        rng: random.Random,
        *,
        begins_at: datetime,
        opens_at: datetime,
    ) -> None:
        """Stand at `begins_at`, with nobody on; the plan counts from `opens_at`."""
        self.opens_at = opens_at
        self.plan = plan
        self.rng = rng
        self.clock = FrozenClock(begins_at)
        self.turns = 0
        self.is_over = False
        self.is_healed = False
        # What happened, by name: shows that a campaign reaches what it claims.
        self.seen: Counter[str] = Counter()
        self.disturbed_at = begins_at
        # Every wait and its label, newest last: what a failed seed prints.
        self.trace: list[str] = []
        self.keeps_trace = False
        self.current: Actor | None = None
        self._hub = getcurrent()
        self._sleeping: list[tuple[datetime, int, Actor]] = []
        self._ready: list[Actor] = []
        self._numbers = 0

    @property
    def now(self) -> datetime:
        """The virtual present."""
        return self.clock.now()

    def spawn(
        self,
        name: str,
        act: Callable[[], object],
        *,
        at: datetime | None = None,
        is_background: bool = False,
        is_swift: bool = False,
    ) -> None:
        """Let someone act from `at` on, at first without losing time if swift.

        Background: nothing waits for them.
        """
        actor = Actor(name, is_background, swift_at=at if is_swift else None)

        def body() -> None:
            if self.is_over:
                return
            try:
                act()
            except Curtain:
                self.note(f"{actor.name} leaves")

        actor.body = greenlet(body, parent=self._hub)
        self._wake(actor, at or self.now)

    def pause(self, label: str) -> None:
        """Give way for as long as the seed says; outside the play, go on at once.

        Raises Killed where the plan has the process end.
        """
        actor = self.current
        if actor is None:
            return
        wait = timedelta(0) if self.now == actor.swift_at else self._delay()
        self.note(f"{actor.name} {actor.doing} | {label}")
        self._give_way(actor, self.now + wait)
        if actor.host is not None and not self.is_healed:
            rate = self.plan.crash_rate
            if actor.doing in SETTLES:
                rate += self.plan.settling_crash_rate
            if self.rng.random() < rate:
                raise Killed(label)

    def sleep_until(self, at: datetime) -> None:
        """Let the current actor rest until `at`."""
        if self.current is not None:
            self._give_way(self.current, max(at, self.now))

    def sleep(self, seconds: float) -> None:
        """Let the current actor rest."""
        self.sleep_until(self.now + timedelta(seconds=seconds))

    def kill(self, host: Host, *, down_for: timedelta) -> None:
        """End every request that runs on a host; it is away for a while."""
        host.down_until = self.now + down_for
        asleep = [entry for entry in self._sleeping if entry[2].host is host]
        self._sleeping = [entry for entry in self._sleeping if entry not in asleep]
        heapq.heapify(self._sleeping)
        for actor in [*self._ready, *(entry[2] for entry in asleep)]:
            actor.is_doomed = actor.is_doomed or actor.host is host
        for _, _, actor in asleep:
            self._wake(actor, self.now)

    def disturb(self, span: timedelta = timedelta(0)) -> None:
        """Note that the house is disturbed now, and for `span` more."""
        self.disturbed_at = max(self.disturbed_at, self.now + span)

    def next_wake(self) -> datetime | None:
        """Return when the next of those who are not in the background goes on."""
        if any(not actor.is_background for actor in self._ready):
            return self.now
        waiting = (e[0] for e in self._sleeping if not e[2].is_background)
        return min(waiting, default=None)

    def note(self, line: str) -> None:
        """Keep a line for whoever reads a failed seed."""
        if self.keeps_trace:
            self.trace.append(f"{self.now:%H:%M:%S.%f} {line}")

    def play(self, until: datetime, after_turn: Callable[[], None]) -> None:
        """Run the actors until `until`, one turn at a time."""
        while self._advance(until):
            place = self.rng.randrange(len(self._ready))
            self._ready[place], self._ready[-1] = self._ready[-1], self._ready[place]
            self._run(self._ready.pop())
            after_turn()
            self.turns += 1
            if self.turns > MOST_TURNS:
                raise AssertionError("the play does not end")
        self.clock.move_to(until)

    def close(self) -> None:
        """Send every actor home."""
        self.is_over = True
        # One that is left suspended would be ended by the garbage collector, anywhere.
        for actor in [*self._ready, *(entry[2] for entry in self._sleeping)]:
            if not actor.body.dead:
                self._run(actor)
            if not actor.body.dead:
                raise AssertionError(f"{actor.name} does not leave the stage")
        self._ready, self._sleeping = [], []

    def _advance(self, until: datetime) -> bool:
        """Bring to the fore whoever is due, moving the clock when nobody is."""
        if not self._ready:
            if not self._sleeping or self._sleeping[0][0] > until:
                return False
            if self._sleeping[0][0] > self.now:
                self.clock.move_to(self._sleeping[0][0])
        while self._sleeping and self._sleeping[0][0] <= self.now:
            self._ready.append(heapq.heappop(self._sleeping)[2])
        return True

    def _run(self, actor: Actor) -> None:
        self.current = actor
        try:
            actor.body.switch()
        finally:
            self.current = None

    def _give_way(self, actor: Actor, at: datetime) -> None:
        self._wake(actor, at)
        self._hub.switch()
        if self.is_over:
            raise Curtain
        if actor.is_doomed:
            actor.is_doomed = False
            raise Killed("host")

    def _wake(self, actor: Actor, at: datetime) -> None:
        self._numbers += 1
        heapq.heappush(self._sleeping, (at, self._numbers, actor))

    def _delay(self) -> timedelta:
        draw, plan = self.rng.random(), self.plan
        if draw < 0.5 or self.is_healed:
            return timedelta(0)
        if draw < 1 - plan.stall_rate:
            return timedelta(microseconds=self.rng.randrange(80_000))
        longest = self.rng.choice(plan.stalls_for_s)
        wait = timedelta(seconds=self.rng.uniform(0.5, longest))
        self.seen["a process stood still"] += 1
        if wait > DISTURBING:
            self.disturb(wait)
        return wait
