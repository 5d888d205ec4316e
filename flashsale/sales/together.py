"""Holds that share one commit: who asks while another is written goes into the next.

A commit waits for the disk; ten holds in one wait as long as one does. Nobody waits for
company: whoever finds nobody at work begins at once, with those who are there.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Protocol

from flashsale.db import StoreBusy, Work
from flashsale.sales import holds
from flashsale.sales.holds import HoldPlaced, HoldRefused, HoldRequest

Outcome = HoldPlaced | HoldRefused
OpenWork = Callable[[], AbstractContextManager[Work]]
# So many are written within one transaction: the other writers wait meanwhile.
MOST_TOGETHER = 32


class HoldWriter(Protocol):
    """Writes holds of one store, durably before it answers."""

    def place(self, open_work: OpenWork, request: HoldRequest) -> Outcome:
        """Return what came of a request; see `holds.place`."""
        ...


class OneByOne:
    """Each hold in a transaction of its own: the store takes many writers."""

    def place(self, open_work: OpenWork, request: HoldRequest) -> Outcome:
        """Return what came of a request; see `holds.place`."""
        with open_work() as work:
            return holds.place(work, request)


@dataclass(eq=False, slots=True)
class _Seat:
    """One who asked, until they are answered. leads: they write for all there are."""

    request: HoldRequest
    leads: bool = False
    outcome: Outcome | None = None
    fault: BaseException | None = None
    called: Event = field(default_factory=Event)

    def answer(self) -> Outcome:
        """Return what came of the request, or raise what stood in its way.

        Raises RuntimeError before there is either: nobody asks before they are called.
        """
        if self.fault is not None:
            raise self.fault
        if self.outcome is None:
            raise RuntimeError("a hold was neither written nor refused")
        return self.outcome


class Together:
    """The holds of one process on a store with one writer at a time, in SQLite's way.

    In PostgreSQL a transaction of many members' holds would keep their rows and lots
    from others meanwhile, in an order of its own; there many commit at once anyway.
    """

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._changing = Lock()
        self._is_led = False
        self._waiting: list[_Seat] = []

    def place(self, open_work: OpenWork, request: HoldRequest) -> Outcome:
        """Return what came of a request once it is durable; see `holds.place`.

        open_work: the same for all who come to this writer.
        """
        seat = _Seat(request)
        with self._changing:
            self._waiting.append(seat)
            seat.leads, self._is_led = not self._is_led, True
        if not seat.leads:
            seat.called.wait()
        if seat.leads:
            self._lead(open_work)
        return seat.answer()

    def _lead(self, open_work: OpenWork) -> None:
        """Write for those who are there, then call them, and the next to lead."""
        with self._changing:
            group = self._waiting[:MOST_TOGETHER]
            del self._waiting[:MOST_TOGETHER]
        try:
            _write(open_work, group)
        finally:
            with self._changing:
                following = self._waiting[0] if self._waiting else None
                self._is_led = following is not None
            if following is not None:
                following.leads = True
                following.called.set()
            for seat in group:
                seat.called.set()


def _write(open_work: OpenWork, group: Sequence[_Seat]) -> None:
    """Write the holds of a group in one transaction, or give each its fault.

    A request that breaks takes nobody with it: nothing was written yet, so each is
    then written alone. A store that is busy is so for all.
    """
    try:
        with open_work() as work:
            outcomes = [holds.place(work, seat.request) for seat in group]
    except Exception as fault:
        if len(group) == 1 or isinstance(fault, StoreBusy):
            for seat in group:
                seat.fault = fault
            return
        for seat in group:
            _write(open_work, (seat,))
        return
    except BaseException as end:
        # The thread is being ended: the others must not wait for it.
        for seat in group:
            seat.fault = end
        raise
    for seat, outcome in zip(group, outcomes, strict=True):
        seat.outcome = outcome
