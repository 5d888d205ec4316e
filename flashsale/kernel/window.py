"""A sale window: wall-clock dates and hours of Québec, and the instants they name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

HOUSE_ZONE = "America/Toronto"
# Between these hours a wall clock may lack an hour or strike it twice, and a
# tired crowd is asleep: no opening, no closing (behaviour.md §1).
NIGHT_FROM = time(0, 0)
NIGHT_TO = time(5, 0)


def house_day(at: datetime) -> date:
    """Return the day on the walls of the house at an aware instant."""
    return at.astimezone(ZoneInfo(HOUSE_ZONE)).date()


class Length(StrEnum):
    """How long a window is, as the curator chose it."""

    ONE_DAY = "24h"
    TWO_DAYS = "48h"
    CUSTOM = "custom"


class WindowRefusal(StrEnum):
    """Why a wall-clock window cannot be."""

    OPENS_AT_NIGHT = "opens_at_night"
    CLOSES_AT_NIGHT = "closes_at_night"
    OPENS_AT_UNCLEAR_HOUR = "opens_at_unclear_hour"
    CLOSES_AT_UNCLEAR_HOUR = "closes_at_unclear_hour"
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    END_MISSING = "end_missing"


@dataclass(frozen=True, slots=True)
class WallWindow:
    """What the curator wrote: local dates and hours, no instant.

    day, hour: opening, local. length: one day, two days, or custom.
    end_day, end_hour: closing, local; only for a custom length.
    """

    day: date
    hour: time
    length: Length
    zone: str = HOUSE_ZONE
    end_day: date | None = None
    end_hour: time | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The half-open span `[opens_at, closes_at)` in aware UTC."""

    opens_at: datetime
    closes_at: datetime

    def contains(self, at: datetime) -> bool:
        """Say whether one can buy at this instant."""
        return self.opens_at <= at < self.closes_at


def _instant(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def _is_clear(day: date, hour: time, zone: str) -> bool:
    """Whether the wall hour comes exactly once on that day in that zone.

    Most zones change their clocks at night; some do so late in the evening.
    """
    wall = datetime.combine(day, hour, ZoneInfo(zone))
    strikes_once = wall.utcoffset() == wall.replace(fold=1).utcoffset()
    back = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return strikes_once and back.replace(tzinfo=None) == wall.replace(tzinfo=None)


def _is_night(hour: time) -> bool:
    return NIGHT_FROM <= hour < NIGHT_TO


def window_of(wall: WallWindow) -> Window | WindowRefusal:
    """Return the instants a wall-clock window names, or why it cannot be.

    24 h and 48 h mean the same wall hour one or two days later, so the elapsed
    time is 23 or 25 hours across a clock change (behaviour.md §1).
    """
    if _is_night(wall.hour):
        return WindowRefusal.OPENS_AT_NIGHT
    if wall.length is Length.CUSTOM:
        if wall.end_day is None or wall.end_hour is None:
            return WindowRefusal.END_MISSING
        end_day, end_hour = wall.end_day, wall.end_hour
    else:
        days = 1 if wall.length is Length.ONE_DAY else 2
        end_day, end_hour = wall.day + timedelta(days=days), wall.hour
    if _is_night(end_hour):
        return WindowRefusal.CLOSES_AT_NIGHT
    if not _is_clear(wall.day, wall.hour, wall.zone):
        return WindowRefusal.OPENS_AT_UNCLEAR_HOUR
    if not _is_clear(end_day, end_hour, wall.zone):
        return WindowRefusal.CLOSES_AT_UNCLEAR_HOUR
    opens_at = _instant(wall.day, wall.hour, wall.zone)
    closes_at = _instant(end_day, end_hour, wall.zone)
    if closes_at <= opens_at:
        return WindowRefusal.CLOSES_BEFORE_OPENING
    return Window(opens_at, closes_at)
