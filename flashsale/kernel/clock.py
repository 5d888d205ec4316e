"""Where the present comes from; below the edge, `now` is an argument."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present as aware UTC."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the machine's present instant."""
        return datetime.now(UTC)


class FrozenClock:
    """A clock that stands where it is put; tests and simulations move it."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`, which must be aware."""
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant the clock stands at."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Stand at `at` from now on."""
        self._at = at.astimezone(UTC)

    def advance(self, **span: float) -> None:
        """Move forward by a span given as for `timedelta` (minutes=5)."""
        self._at += timedelta(**span)
