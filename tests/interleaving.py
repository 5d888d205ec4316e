"""Every order in which the steps of a few actors can follow each other.

An actor is a greenlet that gives way before each transaction that writes and each call
of the payment desk that changes something: what it read before that is as old as it can
be. One schedule after another is played from the beginning, depth first, until no
choice is left untried.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from greenlet import getcurrent, greenlet

from flashsale.db import Work
from flashsale.runtime import Runtime

Act = Callable[[], object]
# More than this is not for a suite: take a step out, or an actor.
MOST_SCHEDULES = 400


def pause() -> None:
    """Let whoever the schedule names go on; outside of a play, go on at once."""
    hub = getcurrent().parent
    if hub is not None:
        hub.switch()


class SteppingDesk:
    """A payment desk in front of which those who change something give way."""

    def __init__(self, desk: object) -> None:
        """Pass everything on to `desk`."""
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        """Return a call of the desk, given way before if it changes something."""
        call = getattr(self._desk, name)
        if name == "look_up":
            return call

        def stepping(*arguments: Any, **named: Any) -> Any:
            pause()
            return call(*arguments, **named)

        return stepping


class SteppingRuntime(Runtime):
    """A house in which each transaction that writes is one step."""

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Give way, then open a writing transaction."""
        pause()
        with super().work() as work:
            yield work


def _play(actors: Sequence[greenlet], wanted: Sequence[int]) -> list[tuple[int, int]]:
    """Run actors to their ends; return at each step whom of how many was let go on.

    wanted: whom to choose at the first steps; after them the first who lives.
    """
    taken: list[tuple[int, int]] = []
    while living := [actor for actor in actors if not actor.dead]:
        choice = wanted[len(taken)] if len(taken) < len(wanted) else 0
        taken.append((choice, len(living)))
        living[choice].switch()
    return taken


def every_schedule(begin: Callable[[], Sequence[Act]]) -> Iterator[list[int]]:
    """Play every schedule; give each after it was played.

    begin: makes everything anew and returns what the actors do.
    """
    wanted: list[int] = []
    for _ in range(MOST_SCHEDULES):
        actors = [greenlet(act) for act in begin()]
        taken = _play(actors, wanted)
        yield [choice for choice, _ in taken]
        while taken and taken[-1][0] + 1 == taken[-1][1]:
            taken.pop()
        if not taken:
            return
        wanted = [choice for choice, _ in taken]
        wanted[-1] += 1
    raise AssertionError("there are too many schedules to play them all")
