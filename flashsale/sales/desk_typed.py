"""What a curator types, read: counts and hours; pure."""

import re
from datetime import time

_HOUR = re.compile(r"\d\d:\d\d(?::00)?", re.ASCII)
_DECORATION = re.compile(r"[\s\u00a0\u202f$]")


def count_of(typed: str) -> int | None:
    """Return a whole number from 0 up, or None when it is not written as one."""
    plain = _DECORATION.sub("", typed)
    if not re.fullmatch(r"\d{1,9}", plain, re.ASCII):
        return None
    return int(plain)


def hour_of(typed: str) -> time | None:
    """Return an hour of the wall clock written as in 12:00, or None."""
    try:
        return time.fromisoformat(typed) if _HOUR.fullmatch(typed) else None
    except ValueError:
        return None
