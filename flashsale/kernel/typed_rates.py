"""Percentages as a person types them, read to thousandths and written back; pure."""

import re

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,3}))?", re.ASCII)
_DECORATION = re.compile(r"[\s\u00a0\u202f%]")


def rate_of(typed: str) -> int | None:
    """Return a percentage in thousandths of a percent: `12,5 %` is 12500; or None."""
    found = _PERCENT.fullmatch(_DECORATION.sub("", typed))
    if found is None:
        return None
    return int(found.group(1)) * 1_000 + int((found.group(2) or "").ljust(3, "0"))
