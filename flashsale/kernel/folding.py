"""What is typed, made fit to keep on one line, or to compare without accents; pure."""

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


def one_line(typed: str) -> str:
    """Return a text on one line, without the controls that a database refuses."""
    # No-break spaces are no controls, though `isprintable` says they are not ink.
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in typed
        if unicodedata.category(c) != "Cs"
    ).strip()
