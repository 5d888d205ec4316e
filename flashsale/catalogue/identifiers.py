"""Identifiers of what is sold: ISBN, EAN, and a producer's own code."""

import re

from stdnum import ean, isbn

_OWN_CODE = re.compile(r"[A-Z0-9][A-Z0-9._/-]{0,59}")
_SEPARATORS = re.compile(r"[\s\u00a0\u2010-\u2015-]+")


def compact(number: str) -> str:
    """Return a number without the blanks and hyphens people print in it."""
    return _SEPARATORS.sub("", number)


def gtin13_of(number: str) -> str | None:
    """Return the 13 digits of an ISBN-10, ISBN-13, UPC-A or EAN-13; None if wrong.

    Every check digit is verified; a GTIN-14 of a single item (leading 0) counts.
    """
    digits = compact(number).upper()
    if not digits.isascii():
        return None
    if len(digits) == 14 and digits.startswith("0"):
        digits = digits[1:]
    if len(digits) == 10:
        return str(isbn.to_isbn13(digits)) if isbn.is_valid(digits) else None
    if len(digits) == 12:
        digits = f"0{digits}"
    if len(digits) != 13 or not ean.is_valid(digits):
        return None
    return digits


def is_isbn(gtin: str | None) -> bool:
    """Say whether a GTIN-13 is an ISBN: only then can a book be one to the tax.

    979-0 is printed music (ISMN), which is no book number.
    """
    if gtin is None:
        return False
    return gtin.startswith(("978", "979")) and not gtin.startswith("9790")


def own_code(written: str) -> str | None:
    """Return a producer's own code as it is kept; None if it cannot be one.

    Upper case, at most 60 of A-Z, 0-9 and `. _ / -`.
    """
    code = re.sub(r"\s+", "-", written.strip()).upper()
    return code if _OWN_CODE.fullmatch(code) else None
