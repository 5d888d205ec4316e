"""A span of whole days on the walls of the house."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flashsale.kernel.window import HOUSE_ZONE


@dataclass(frozen=True, slots=True)
class Period:
    """Wall days of the house, both included. first <= last."""

    first: date
    last: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The instants of its beginning and of the day after its end."""
        zone = ZoneInfo(HOUSE_ZONE)
        begins = datetime.combine(self.first, time(), zone)
        ends = datetime.combine(self.last + timedelta(days=1), time(), zone)
        return begins.astimezone(UTC), ends.astimezone(UTC)

    @property
    def days(self) -> tuple[date, ...]:
        """Each day of it, the first one first."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=n) for n in range(count))
