"""How written amounts, dates, languages and numbers become values; None when wrong."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from flashsale.catalogue.iso_codes import BIBLIOGRAPHIC, LANGUAGES, TWO_LETTERS

# Dearer than any copy here: a price beyond it is a slip of the keyboard.
HIGHEST_PRICE_CENTS = 10_000_000
# Longest texts, as the columns of `models.py` hold them.
LONGEST = {
    "title": 300,
    "subtitle": 300,
    "name": 200,
    "producer": 200,
    "heading": 300,
    "code": 40,
    "label": 120,
    "cover": 500,
    "alt": 400,
    "venue": 200,
    "city": 120,
    "reference": 200,
    "territory": 600,
    "description": 20_000,
}
_EARLIEST_YEAR, _LATEST_YEAR = 1400, 2200
_AMOUNT = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_MEASURE = re.compile(r"\d{1,7}(?:\.\d{1,6})?")


def cents_of(written: str) -> int | None:
    """Return an amount such as `24.95` in cents; None if it is not a price.

    Not negative, at most two decimals (zeros beyond are read), at most
    HIGHEST_PRICE_CENTS.
    """
    if not written.isascii() or not _AMOUNT.fullmatch(written):
        return None
    exact = Decimal(written) * 100
    if exact != exact.to_integral_value() or exact > HIGHEST_PRICE_CENTS:
        return None
    return int(exact)


def local_amount(written: str) -> str:
    """Return a French or English amount as `1234.50`: blanks and `$` removed.

    The last of several separators is the decimal one, so `1 234,50 $`,
    `1,234.50` and `1234.5` are all read.
    """
    text = re.sub(r"[\s\u00a0\u202f$]|CAD", "", written)
    if "," in text and "." in text:
        thousands = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(thousands, "")
    return text.replace(",", ".")


def whole_of(written: str, *, highest: int) -> int | None:
    """Return a whole number from 0 to `highest`; None if it is none."""
    if not written.isascii() or not re.fullmatch(r"\d{1,9}(?:\.0+)?", written):
        return None
    value = int(Decimal(written))
    return value if value <= highest else None


def measured(written: str, factor: str) -> int | None:
    """Return a length or weight times `factor`, to the nearest whole unit."""
    if not written.isascii() or not _MEASURE.fullmatch(written):
        return None
    try:
        exact = Decimal(written) * Decimal(factor)
    except InvalidOperation:
        return None
    value = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return value if value <= 1_000_000 else None


def language_of(written: str, *, two_letters: bool = False) -> str | None:
    """Return the ISO 639-2/B code of a language code, or None.

    Terminology codes (`fra`) are read as bibliographic (`fre`); `fr` and `en` only
    where `two_letters` allows them.
    """
    code = written.strip().lower()
    if two_letters and len(code) == 2:
        return TWO_LETTERS.get(code)
    code = BIBLIOGRAPHIC.get(code, code)
    return code if code in LANGUAGES else None


def onix_date(written: str, date_format: str) -> str | None:
    """Return `YYYY`, `YYYY-MM` or `YYYY-MM-DD` from a date of ONIX list 55.

    date_format: 00 day, 01 month, 05 year, 13 and 14 with a time, which is dropped;
    empty when it is to be told from the length. None if unusable.
    """
    digits = written.strip()
    if date_format in ("13", "14", "") and re.match(r"\d{8}T", digits):
        digits = digits[:8]
    lengths = {"00": 8, "01": 6, "05": 4, "13": 8, "14": 8}
    wanted = lengths.get(date_format, len(digits) if not date_format else 0)
    if len(digits) != wanted or not digits.isascii() or not digits.isdigit():
        return None
    parts = [digits[:4], digits[4:6], digits[6:8]]
    return partial_date("-".join(part for part in parts if part))


def partial_date(written: str) -> str | None:
    """Return `YYYY`, `YYYY-MM` or `YYYY-MM-DD` if such a date exists, or None."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", written.strip())
    if match is None or not match[0].isascii():
        return None
    try:
        day = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    if not _EARLIEST_YEAR <= day.year <= _LATEST_YEAR:
        return None
    return match[0]


def local_date(written: str) -> str | None:
    """Return `YYYY-MM-DD` (or its first parts) from the ways people write a date.

    `2026-11-26`, `2026/11/26`, `26/11/2026` (day first), `2026-11`, `2026`.
    """
    text = written.strip().replace("/", "-").replace(".", "-")
    if match := re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", text):
        text = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    elif match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        text = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    return partial_date(text)


def local_hour(written: str) -> str | None:
    """Return `HH:MM` from `20:00`, `20 h`, `20h30`, `8 pm` or `8:30 p.m.`."""
    text = re.sub(r"[\s\u00a0\u202f.]", "", written).lower()
    match = re.fullmatch(r"(\d{1,2})(?:[:h](\d{2})?)?(?::\d\d)?(am|pm)?", text)
    if match is None or not text.isascii():
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        return None
    return f"{hour:02}:{minute:02}"


def wall_time(written: str) -> datetime:
    """Return the naive wall time of a `PerformanceRecord`."""
    return datetime.fromisoformat(written)
