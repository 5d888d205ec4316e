"""Amounts as a person types them, read to whole cents and written back; pure."""

import re

_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?", re.ASCII)
_DECORATION = re.compile(r"[\s\u00a0\u202f$]")


def cents_of(typed: str) -> int | None:
    """Return an amount of dollars in cents, or None when it is not written as one.

    `24,99`, `$24.99`, `24.99 $`, `1 234,50` are. At most two decimals: a fraction
    of a cent is a mistake, not a price. Another currency, a sign, a thousands' comma
    are not read: nothing is guessed.
    """
    found = _AMOUNT.fullmatch(_DECORATION.sub("", typed))
    if found is None:
        return None
    dollars, decimals = found.group(1), found.group(2) or ""
    return int(dollars) * 100 + int(decimals.ljust(2, "0"))


def typed_amount(cents: int | None) -> str:
    """Return cents as one types them in a field: `24,99`; empty for None."""
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"
