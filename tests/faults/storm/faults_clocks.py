"""Wrong clocks (F41): hosts two minutes early and late, at opening and closing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.faults.storm.estate import Estate

SKEW_S = 120


@dataclass(frozen=True, slots=True)
class Ahead:
    """A clock that is so many seconds before ours."""

    seconds: int

    def now(self) -> datetime:
        """Return its present."""
        return datetime.now(UTC) + timedelta(seconds=self.seconds)


def library() -> Path:
    """Return faketime's library; it is a package of the checks (see .ci/run)."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not found:
        raise RuntimeError("faketime is not installed: apt-get install faketime")
    return found[0]


def wrong_clock(seconds: int) -> dict[str, str]:
    """Return the environment of a program whose clock is so much ahead."""
    return {
        "LD_PRELOAD": str(library()),
        "FAKETIME": f"{seconds:+d}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


@contextmanager
def wrong_clocks(estate: Estate) -> Iterator[float]:
    """Run both webs and the worker on wrong clocks; give the store's, ahead of ours.

    With PostgreSQL each is wrong in its own way and the server's is the truth. With
    SQLite they are one machine, whose clock is wrong as a whole: that of Valkey too.
    """
    by_host = estate.store.name == "postgresql"
    clocks = {
        "web-1": SKEW_S,
        "web-2": -SKEW_S if by_host else SKEW_S,
        "worker": -SKEW_S if by_host else SKEW_S,
    }
    ours = estate.runtime
    if not by_host:
        clocks = {"valkey": SKEW_S} | clocks
        # Who looks into the books is of that machine too.
        estate.runtime = replace(ours, clock=Ahead(SKEW_S))
    for name, ahead in clocks.items():
        estate.down(name)
        estate.up(name, **wrong_clock(ahead))
        estate.settle()
    try:
        yield 0.0 if by_host else float(SKEW_S)
    finally:
        estate.runtime = ours
        for name in clocks:
            estate.down(name)
            estate.up(name)
            estate.settle()
