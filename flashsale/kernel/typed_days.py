"""Days as a person types them; pure."""

import re
from datetime import date

FIRST_YEAR, LAST_YEAR = 2000, 2199
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def day_of(typed: str) -> date | None:
    """Return a day written as in 2026-11-26, from 2000 to 2199, or None.

    Further away the arithmetic of days has no use, and ends.
    """
    day = _any_day(typed)
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def is_far_away(typed: str) -> bool:
    """Say whether a day is well written, but in a year one does not plan for."""
    return _any_day(typed) is not None and day_of(typed) is None


def _any_day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        return None
