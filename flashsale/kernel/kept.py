"""A value a process keeps for a moment, read anew by one thread while others use it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")
NO_TIME = timedelta(0)
RENEWED_AFTER = timedelta(seconds=1)
GOOD_FOR = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class _Dated(Generic[T]):
    value: T
    read_at: datetime


class Kept(Generic[T]):
    """The latest reading of something; never used once two seconds old.

    When the reading is a second old, whoever asks lets one thread read the next and
    goes on with this one: a crowd neither waits together nor reads together. Only
    who finds it too old, or is the first of all, waits.
    """

    def __init__(
        self,
        read: Callable[[datetime], T],
        *,
        renewed_after: timedelta = RENEWED_AFTER,
        good_for: timedelta = GOOD_FOR,
    ) -> None:
        """Read with `read`, which is given the instant as of which it is dated."""
        self._read = read
        self._renewed_after = renewed_after
        self._good_for = good_for
        self._latest: _Dated[T] | None = None
        self._reading = Lock()
        self._forgotten = 0

    def known(self, now: datetime) -> T | None:
        """Return the value without ever waiting, or None when none is good."""
        latest = self._good(now)
        if latest is None or now >= latest.read_at + self._renewed_after:
            self._renew_aside(now)
        return None if latest is None else latest.value

    def get(self, now: datetime) -> T:
        """Return the value, reading it here when none is good."""
        known = None if self._good(now) is None else self.known(now)
        if known is not None:
            return known
        with self._reading:
            latest = self._good(now)
            return self._renew(now) if latest is None else latest.value

    def forget(self) -> None:
        """Read anew at the next request, for something was just changed.

        A reading under way may have begun before the change: it is not kept.
        """
        self._forgotten += 1
        self._latest = None

    def _good(self, now: datetime) -> _Dated[T] | None:
        latest = self._latest
        if (
            latest is None
            or not latest.read_at <= now < latest.read_at + self._good_for
        ):
            return None
        return latest

    def _renew(self, now: datetime) -> T:
        forgotten = self._forgotten
        value = self._read(now)
        if forgotten == self._forgotten:
            self._latest = _Dated(value, now)
        return value

    def _renew_aside(self, now: datetime) -> None:
        if self._reading.acquire(blocking=False):
            Thread(target=self._renew_and_release, args=(now,), daemon=True).start()

    def _renew_and_release(self, now: datetime) -> None:
        try:
            self._renew(now)
        except Exception:
            # The value grows old; who then has to wait meets the fault themselves.
            log.exception("kept.renewal_failed")
        finally:
            self._reading.release()
