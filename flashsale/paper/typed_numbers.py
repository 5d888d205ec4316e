"""The number of a paper as a person types it; pure."""

import re

from flashsale.paper.content import PaperKind

# What the columns of both stores hold.
LARGEST_NUMBER = 2**62
_KINDS = {"F": PaperKind.INVOICE, "NC": PaperKind.CREDIT_NOTE}
# Its letters, if any, then any hyphens and spaces: `F-000123`, `nc 7`, `42`.
_TYPED = re.compile(r"(F|NC)?[-‐‑–\s]*([0-9]{1,19})", re.IGNORECASE)


def typed_number(typed: str) -> tuple[PaperKind | None, int] | None:
    """Return the series and the number that were typed, or None: it is no number.

    None for the series: no letters say whether an invoice is meant or a credit note.
    """
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        return None
    number = int(found[2])
    if not 0 < number < LARGEST_NUMBER:
        return None
    return _KINDS.get((found[1] or "").upper()), number
