"""The lines of the sheet « L'objet » that an import can tell, in both languages."""

from dataclasses import dataclass
from typing import Any

from babel import Locale

from flashsale.catalogue.identifiers import is_isbn
from flashsale.catalogue.iso_codes import TWO_LETTERS
from flashsale.kernel.language import Language

NBSP = "\u00a0"
MULTIPLY = "\u00d7"
LANGUAGE_LABEL = "Langue"
# Languages of books sold here; another one has no line.
_LANGUAGES = {
    "fre": ("Français", "French"),
    "eng": ("Anglais", "English"),
    "spa": ("Espagnol", "Spanish"),
    "iku": ("Inuktitut", "Inuktitut"),
    "atj": ("Atikamekw", "Atikamekw"),
    "moe": ("Innu-aimun", "Innu-aimun"),
    "moh": ("Kanien’kéha", "Kanien’kéha"),
    "abe": ("Abénaquis", "Abenaki"),
    "alq": ("Algonquin", "Algonquin"),
    "crj": ("Cri de l’Est", "East Cree"),
    "crl": ("Cri de l’Est", "East Cree"),
    "nsk": ("Naskapi", "Naskapi"),
    "wdt": ("Wendat", "Wendat"),
    "mul": ("Plusieurs langues", "Several languages"),
}
_TWO_OF_THREE = {three: two for two, three in TWO_LETTERS.items()}
_MONTHS_FR = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of a work and of its first format; empty or 0 where unknown."""

    language: str
    published_on: str
    gtin: str
    pages: int
    minutes: int
    height_mm: int
    width_mm: int


def facts_of(told: Told) -> list[dict[str, Any]]:
    """Return the lines as the `facts` column keeps them, known ones only."""
    lines = [
        _format(told),
        _duration(told.minutes),
        _language(told.language),
        _date(told.published_on),
        _number(told.gtin),
    ]
    return [
        {"fr": [label_fr, value_fr], "en": [label_en, value_en]}
        for label_fr, value_fr, label_en, value_en in filter(None, lines)
    ]


Line = tuple[str, str, str, str] | None


def _format(told: Told) -> Line:
    pages, french, english = told.pages, [], []
    if told.width_mm and told.height_mm:
        width, height = _centimetres(told.width_mm), _centimetres(told.height_mm)
        french.append(f"{width} {MULTIPLY} {height}{NBSP}cm".replace(".", ","))
        english.append(f"{width} {MULTIPLY} {height}{NBSP}cm")
    if pages:
        french.append(f"{pages}{NBSP}page{'s' if pages > 1 else ''}")
        english.append(f"{pages}{NBSP}page{'s' if pages > 1 else ''}")
    if not french:
        return None
    return "Format", ", ".join(french), "Format", ", ".join(english)


def _centimetres(millimetres: int) -> str:
    return f"{millimetres / 10:g}"


def _duration(minutes: int) -> Line:
    if not minutes:
        return None
    hours, rest = divmod(minutes, 60)
    if not hours:
        return "Durée", f"{rest}{NBSP}min", "Length", f"{rest}{NBSP}min"
    text = f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"
    english = f"{hours}{NBSP}h {rest}{NBSP}min" if rest else f"{hours}{NBSP}h"
    return "Durée", text, "Length", english


def language_name(code: str, language: Language) -> str:
    """Return what a language is called; the code itself where it has no name here.

    code: of ISO 639-2/B or 639-3, or empty, which stays so.
    """
    if code in _LANGUAGES:
        return _LANGUAGES[code][0 if language is Language.FR else 1]
    names = Locale(str(language)).languages
    name = names.get(_TWO_OF_THREE.get(code, code))
    return code if name is None else name[:1].upper() + name[1:]


def _language(code: str) -> Line:
    if code not in _LANGUAGES:
        return None
    return LANGUAGE_LABEL, _LANGUAGES[code][0], "Language", _LANGUAGES[code][1]


def _date(published_on: str) -> Line:
    if not published_on:
        return None
    year, _, rest = published_on.partition("-")
    if not rest:
        return "Parution", year, "Published", year
    month = int(rest[:2]) - 1
    french = f"{_MONTHS_FR[month].capitalize()} {year}"
    return "Parution", french, "Published", f"{_MONTHS_EN[month]} {year}"


def _number(gtin: str) -> Line:
    if not gtin:
        return None
    name = "ISBN" if is_isbn(gtin) else "EAN"
    return name, gtin, name, gtin
