"""The languages of the payment page: French as written, English from its catalogue."""

import io
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency
from babel.support import NullTranslations, Translations

PROJECT = Path(__file__).parents[2]
LANGUAGES = ("fr", "en")
_LOCALE_OF = {"fr": "fr_CA", "en": "en_CA"}


@cache
def translations(language: str) -> NullTranslations:
    """Return the texts of a language, read from its `.po` without a compile step."""
    path = PROJECT / f"translations/fakestripe/{language}/LC_MESSAGES/messages.po"
    if language == "fr":
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def language_of(locale: str | None, accepted: str | None) -> str:
    """Return the page's language: the shop's wish, then the browser's, then French."""
    wish = (locale or "auto").split("-")[0]
    if wish in LANGUAGES:
        return wish
    return "en" if accepted == "en" else "fr"


def money(cents: int, currency: str, language: str) -> str:
    """Return an amount as it is written in Canada in this language."""
    amount = Decimal(cents) / 100
    return format_currency(amount, currency.upper(), locale=_LOCALE_OF[language])


def grouped(number: str) -> str:
    """Return a card number in groups of four, kept on one line."""
    groups = [number[start : start + 4] for start in range(0, len(number), 4)]
    return "\u00a0".join(groups)
