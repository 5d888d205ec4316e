"""Text without its accents, to compare what is typed with what is kept; pure."""

import unicodedata

_PLAIN = {
    "oe": "œŒ",
    "ae": "æÆ",
    "'": "’‘",
    "-": "‐‑–—",
}
_TABLE = str.maketrans(
    {accented: plain for plain, many in _PLAIN.items() for accented in many}
)


def folded(text: str) -> str:
    """Return a text in lower case, without accents, with plain spaces and quotes."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_TABLE))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()
