"""What this process knows of the table, at most two seconds old: no SQL at noon."""

from datetime import datetime, timedelta

from flashsale.kernel.ids import MemberId
from flashsale.runtime import Runtime
from flashsale.sales.catalogue import DropFacts, shown_between

FRESH_FOR = timedelta(seconds=2)
# The table shows what is open, what just closed, and the coming days.
LOOKS_BACK = timedelta(days=2)
LOOKS_AHEAD = timedelta(days=8)
MOST_MEMBERS = 20_000


class HotTable:
    """The drops around now, read again when two seconds have passed."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._drops: tuple[DropFacts, ...] = ()
        self._read_at: datetime | None = None

    def drops(self, runtime: Runtime, now: datetime) -> tuple[DropFacts, ...]:
        """Return the drops members may know of around `now`, in the table's order."""
        if self.fresh(now) is None:
            with runtime.read() as work:
                self._drops = shown_between(work, now - LOOKS_BACK, now + LOOKS_AHEAD)
            self._read_at = now
        return self._drops

    def fresh(self, now: datetime) -> tuple[DropFacts, ...] | None:
        """Return what is known when it need not be read again, else None."""
        if self._read_at is None:
            return None
        return self._drops if self._read_at <= now < self._read_at + FRESH_FOR else None

    def drop(self, runtime: Runtime, now: datetime, slug: str) -> DropFacts | None:
        """Return one of them by its slug, or None when it is not around now."""
        for facts in self.drops(runtime, now):
            if facts.slug == slug:
                return facts
        return None

    def forget(self) -> None:
        """Read anew at the next request: something was changed by this process."""
        self._read_at = None


class EmptyHands:
    """Members seen less than two seconds ago to hold nothing at all."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._seen: dict[MemberId, datetime] = {}

    def note(self, member_id: MemberId, now: datetime) -> None:
        """Remember that a member held nothing at `now`."""
        if len(self._seen) >= MOST_MEMBERS:
            self._seen.clear()
        self._seen[member_id] = now

    def forget(self, member_id: MemberId) -> None:
        """Forget a member who was just given something."""
        self._seen.pop(member_id, None)

    def has(self, member_id: MemberId, now: datetime) -> bool:
        """Say whether the member held nothing a moment ago."""
        seen = self._seen.get(member_id)
        return seen is not None and seen <= now < seen + FRESH_FOR
