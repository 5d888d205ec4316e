"""Days as a person types them; pure."""

import re
from datetime import date

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def day_of(typed: str) -> date | None:
    """Return a day written as in 2026-11-26, from 2000 to 2199, or None.

    Further away the arithmetic of days has no use, and ends.
    """
    try:
        day = date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        return None
    return day if day is not None and 2000 <= day.year < 2200 else None
