"""What a curator types, read: amounts, counts, days and hours; pure."""

import re
from datetime import date, time

_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HOUR = re.compile(r"\d\d:\d\d(?::00)?", re.ASCII)
_DECORATION = re.compile(r"[\s\u00a0\u202f$]")


def cents_of(typed: str) -> int | None:
    """Return an amount of dollars in cents, or None when it is not written as one.

    `24,99`, `24.99 $`, `1 234,50` are. At most two decimals: a fraction of a cent
    is a mistake, not a price.
    """
    found = _AMOUNT.fullmatch(_DECORATION.sub("", typed))
    if found is None:
        return None
    dollars, decimals = found.group(1), found.group(2) or ""
    return int(dollars) * 100 + int(decimals.ljust(2, "0"))


def typed_amount(cents: int | None) -> str:
    """Return cents as one types them in a field: `24,99`; empty for None."""
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"


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
