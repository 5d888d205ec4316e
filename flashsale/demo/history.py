"""One transaction whose present moves: the club's past, told through the use cases."""

from collections.abc import Callable
from datetime import datetime

from flashsale.db import Within, Work

Step = Callable[[Work], None]


class History:
    """Does things at the instants at which they happened, all in one transaction.

    Atomic: the club is there whole, or nothing of it is. What follows from a step
    within its transaction is done at the instant of that step; what would follow the
    commit (letters sent, gates set) is of the past, and nothing follows.
    """

    def __init__(self, work: Work, within: Within) -> None:
        """Tell the history inside `work`, with the reactions `within`."""
        self._work = work
        self._within = within
        self._steps: list[tuple[datetime, int, Step]] = []

    def at(self, instant: datetime, step: Step) -> None:
        """Note that something happened at `instant` (aware)."""
        self._steps.append((instant, len(self._steps), step))

    def tell(self, on_step: Callable[[int, int], None]) -> None:
        """Do everything noted so far, the oldest first; `work.now` ends where it was.

        on_step: told how many are done, of how many.
        """
        work, present = self._work, self._work.now
        steps, self._steps = sorted(self._steps, key=lambda step: step[:2]), []
        for done, (instant, _, step) in enumerate(steps, start=1):
            work.now = instant
            step(work)
            self._react()
            on_step(done, len(steps))
        work.now = present

    def _react(self) -> None:
        events = self._work.events
        for fact in events:  # grows while reactions publish
            for react in self._within.get(type(fact), ()):
                react(self._work, fact)
        events.clear()
        # Guarded statements change rows behind the session's back.
        self._work.session.flush()
        self._work.session.expire_all()
