"""What a curator types, read: counts, days and hours; pure."""

import re
from datetime import date, time

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HOUR = re.compile(r"\d\d:\d\d(?::00)?", re.ASCII)
_DECORATION = re.compile(r"[\s\u00a0\u202f$]")


def count_of(typed: str) -> int | None:
    """Return a whole number from 0 up, or None when it is not written as one."""
    plain = _DECORATION.sub("", typed)
    if not re.fullmatch(r"\d{1,9}", plain, re.ASCII):
        return None
    return int(plain)


def day_of(typed: str) -> date | None:
    """Return a day written as in 2026-11-26, from 2000 to 2199, or None.

    Further away the arithmetic of days has no use, and ends.
    """
    try:
        day = date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        return None
    return day if day is not None and 2000 <= day.year < 2200 else None


def hour_of(typed: str) -> time | None:
    """Return an hour of the wall clock written as in 12:00, or None."""
    try:
        return time.fromisoformat(typed) if _HOUR.fullmatch(typed) else None
    except ValueError:
        return None
