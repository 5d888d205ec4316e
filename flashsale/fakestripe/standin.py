"""The stand-in as a whole: its file, its clock, its faults, and who takes turns."""

import random
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flashsale.fakestripe import payments, refunds, sessions
from flashsale.fakestripe.faultplan import FaultPlan
from flashsale.fakestripe.store import Store
from flashsale.fakestripe.turn import Turn
from flashsale.kernel.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """How one stand-in is set up.

    data: the folder of its file; None keeps everything in memory.
    base_url: where browsers reach it; empty until the port is known.
    webhook_url: where events go, None to keep them. webhook_secrets: each signs.
    seed: of the planned faults and, unless it is 0, of the ids.
    """

    data: Path | None
    secret_key: str
    webhook_secrets: tuple[str, ...]
    webhook_url: str | None = None
    base_url: str = ""
    seed: int = 0


class Standin:
    """What the API, the pages and the courier share."""

    def __init__(self, arrangement: Arrangement, clock: Clock | None = None) -> None:
        """Open the file of `arrangement.data`; without a clock, the machine's."""
        self.arrangement = arrangement
        self.base_url = arrangement.base_url.rstrip("/")
        self.clock = clock or SystemClock()
        self.faults = FaultPlan(arrangement.seed)
        # Addresses of pages are secrets, unless a history is to be played again.
        self._ids: random.Random = (
            random.Random(arrangement.seed)  # noqa: S311
            if arrangement.seed
            else secrets.SystemRandom()
        )
        folder = arrangement.data
        self.store = Store(folder / "fakestripe.sqlite3" if folder else None)
        # Set when there may be something to deliver.
        self.stirred = threading.Event()

    @contextmanager
    def turn(
        self, request: str | None = None, idempotency_key: str | None = None
    ) -> Iterator[Turn]:
        """Give one turn; when it ends well the courier looks for something to send."""
        with self._turn(request, idempotency_key) as turn:
            yield turn
        self.stirred.set()

    @contextmanager
    def _turn(self, request: str | None, idempotency_key: str | None) -> Iterator[Turn]:
        with self.store.transaction() as ledger:
            yield Turn(
                ledger,
                int(self.clock.now().timestamp()),
                self.base_url,
                self.faults,
                request,
                idempotency_key,
                self._ids,
            )

    def sweep(self) -> None:
        """Do what only time does: pages expire, authorisations lapse."""
        with self._turn(None, None) as turn:
            sessions.sweep(turn)
            payments.sweep(turn)
            refunds.sweep(turn)
