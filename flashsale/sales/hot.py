"""What this process knows of the table, at most two seconds old: no SQL at noon."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flashsale.kernel.kept import GOOD_FOR, Kept
from flashsale.runtime import Runtime
from flashsale.sales.catalogue import DropFacts, shown_between

# The table shows what is open, what just closed, and the coming days.
LOOKS_BACK = timedelta(days=2)
LOOKS_AHEAD = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class TableFacts:
    """The drops around `read_at`, in the table's order."""

    read_at: datetime
    drops: tuple[DropFacts, ...]

    @property
    def good_until(self) -> datetime:
        """When they are too old to be shown."""
        return self.read_at + GOOD_FOR


class HotTable:
    """The drops members may know of around now."""

    def __init__(self, runtime: Runtime) -> None:
        """Read them from the store of `runtime` when they are first asked for."""
        self._runtime = runtime
        self._kept = Kept(self._read)

    def _read(self, now: datetime) -> TableFacts:
        with self._runtime.read() as work:
            drops = shown_between(work, now - LOOKS_BACK, now + LOOKS_AHEAD)
        return TableFacts(now, drops)

    def facts(self, now: datetime) -> TableFacts:
        """Return them, read anew when what is known is too old."""
        return self._kept.get(now)

    def known(self, now: datetime) -> TableFacts | None:
        """Return the same without ever waiting for SQL, or None."""
        return self._kept.known(now)

    def drop(self, now: datetime, slug: str) -> DropFacts | None:
        """Return one of them by its slug, or None when it is not around now."""
        for drop in self.facts(now).drops:
            if drop.slug == slug:
                return drop
        return None

    def forget(self) -> None:
        """Read anew at the next request: something was changed by this process."""
        self._kept.forget()
