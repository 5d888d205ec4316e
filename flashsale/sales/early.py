"""Pure rules of early access: from when, and to how much of the allotment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_MINUTES = 24 * 60
MINUTES = 30
PERCENT = 40


@dataclass(frozen=True, slots=True)
class EarlyAccess:
    """What a drop gives to who may buy before it opens (behaviour.md §1).

    minutes: how long before the opening, 0 to 1440. percent: of each allotment, 0 to
    100; the rest stays untouched until the opening.
    """

    minutes: int = MINUTES
    percent: int = PERCENT

    def begins_at(self, opens_at: datetime) -> datetime | None:
        """Return when it begins, or None when the drop gives none."""
        if not self.minutes or not self.percent:
            return None
        return opens_at - timedelta(minutes=self.minutes)

    def is_on(self, opens_at: datetime, now: datetime) -> bool:
        """Say whether it has begun and the drop has not opened."""
        begins_at = self.begins_at(opens_at)
        return begins_at is not None and begins_at <= now < opens_at

    def share_of(self, allotted: int) -> int:
        """Return the units of an allotment it may take, rounded down."""
        return allotted * self.percent // 100
