"""Text without accents, the same in Python and in SQL on either store."""

import unicodedata

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import SQLColumnExpression

# What French and its neighbours put on letters. Both cases, for SQLite lowers
# ASCII alone; spaces and apostrophes as the typography leaves them.
_PLAIN = {
    "a": "àâäáãåÀÂÄÁÃÅ",
    "c": "çÇ",
    "e": "éèêëÉÈÊË",
    "i": "îïíìÎÏÍÌ",
    "n": "ñÑ",
    "o": "ôöóòõøÔÖÓÒÕØ",
    "u": "ùûüúÙÛÜÚ",
    "y": "ÿýŸÝ",
    "oe": "œŒ",
    "ae": "æÆ",
    "'": "’‘",
    " ": "\u00a0\u202f",
    "-": "‐‑–—",
}
_TABLE = str.maketrans(
    {accented: plain for plain, many in _PLAIN.items() for accented in many}
)


def folded(text: str) -> str:
    """Return a text in lower case, without accents, with plain spaces and quotes."""
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(_TABLE).lower()


def folded_column(
    column: InstrumentedAttribute[str] | SQLColumnExpression[str],
) -> ColumnElement[str]:
    """Return the SQL of `folded(column)`; no function of one store alone."""
    expression: ColumnElement[str] = func.coalesce(column, "")
    for plain, many in _PLAIN.items():
        for accented in many:
            expression = func.replace(expression, accented, plain)
    return func.lower(expression)


def contains(
    column: InstrumentedAttribute[str] | SQLColumnExpression[str], word: str
) -> ColumnElement[bool]:
    """Return the SQL that asks whether a column holds `word`, accents aside."""
    return folded_column(column).contains(folded(word), autoescape=True)
