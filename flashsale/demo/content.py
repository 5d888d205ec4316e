"""The shapes of the demo club's content: plain values, in both languages.

Texts are written with ordinary spaces and quotes and set in type here, once.
"""

import re
from dataclasses import dataclass

from flashsale.editorial.typography import english, french
from flashsale.kernel.kinds import Form, Kind
from flashsale.kernel.money import split

NBSP = "\u00a0"
_UNITS = re.compile(r"(?<=\d) (?=(?:cm|mm|g|kg|min|pages|ans|km|years)\b)")
_LINES = re.compile(r"[ \n]*\n[ \n]*")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in French and in English; `en` is empty when nobody wrote it."""

    fr: str
    en: str = ""


def _flat(text: str) -> str:
    """Return wrapped source text as paragraphs of one line, an empty line between."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(_LINES.sub(" ", paragraph.strip()) for paragraph in paragraphs)


def words(fr: str, en: str = "") -> Words:
    """Return both texts set in type: spaces, quotes and units in place."""
    return Words(
        fr=_UNITS.sub(NBSP, french(_flat(fr))),
        en=_UNITS.sub(NBSP, english(_flat(en))) if en else "",
    )


def ean13(twelve: str) -> str:
    """Return the thirteen digits of an EAN or ISBN from its first twelve."""
    weighted = sum(
        int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(twelve)
    )
    return f"{twelve}{-weighted % 10}"


@dataclass(frozen=True, slots=True)
class DemoProducer:
    """A house, label, collective or hall that gives the allotment."""

    slug: str
    name: str
    city: str
    about: Words


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the sheet « L'objet »."""

    label: Words
    value: Words


_LABELS = {
    "format": words("Format", "Format"),
    "printing": words("Impression", "Printing"),
    "run": words("Tirage", "Run"),
    "language": words("Langue", "Language"),
    "ships": words("Expédition", "Shipping"),
    "recorded": words("Enregistrement", "Recording"),
    "pressing": words("Pressage", "Pressing"),
    "length": words("Durée", "Length"),
    "file": words("Fichier", "File"),
    "voice": words("Voix", "Voice"),
    "image": words("Image", "Picture"),
    "subtitles": words("Sous-titres", "Subtitles"),
    "binding": words("Reliure", "Binding"),
    "paper": words("Papier", "Paper"),
    "where": words("Lieu", "Where"),
    "doors": words("Portes", "Doors"),
    "bring": words("À apporter", "To bring"),
    "age": words("Âge", "Age"),
    "access": words("Accès", "Access"),
    "authors": words("Textes", "Writing"),
    "inside": words("Au sommaire", "Inside"),
}


def fact(label: str, fr: str, en: str) -> Fact:
    """Return one line of the sheet; label: a key of the house's labels."""
    return Fact(_LABELS[label], words(fr, en))


@dataclass(frozen=True, slots=True)
class Shares:
    """Where one price goes, in cents; the three parts sum to it."""

    producer_cents: int
    house_cents: int
    payment_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One format of a work, and what its drop gives.

    code: own code, used where there is no gtin. parts: weights of the producer, the
    house, and payment with servers. Sizes in mm, weight in g; None when it has no
    body. allotted: copies given to the drop.
    """

    form: Form
    code: str
    label: Words
    regular_cents: int
    drop_cents: int
    allotted: int
    gtin: str | None = None
    parts: tuple[int, int, int] = (70, 20, 10)
    pages: int | None = None
    minutes: int | None = None
    height_mm: int | None = None
    width_mm: int | None = None
    thickness_mm: int | None = None
    weight_g: int | None = None

    @property
    def shares(self) -> Shares:
        """Return where the drop price goes."""
        return Shares(*split(self.drop_cents, self.parts))


@dataclass(frozen=True, slots=True)
class Showing:
    """Where and when a ticket is good: the first Saturday, `days` or more from now.

    hour: local wall hour, `HH:MM`.
    """

    venue: str
    city: str
    days: int
    hour: str


@dataclass(frozen=True, slots=True)
class InsideSpread:
    """A double page of « Dedans ». name: the drawing's, in `art/spreads.py`."""

    name: str
    alt: Words
    caption: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWork:
    """One work with its formats. credits: (ONIX list 17 role, invented name).

    byline: as the cover says it. proof: where the regular price was seen.
    published_on: `YYYY-MM`.
    """

    slug: str
    kind: Kind
    title: str
    producer: str
    byline: str
    credits: tuple[tuple[str, str], ...]
    published_on: str
    description: Words
    cover_alt: Words
    proof: Words
    editions: tuple[Edition, ...]
    facts: tuple[Fact, ...]
    subtitle: str = ""
    language: str = "fre"
    spreads: tuple[InsideSpread, ...] = ()
    showing: Showing | None = None


@dataclass(frozen=True, slots=True)
class DemoNote:
    """Why this one: the hook and the note, and who signs them."""

    curator: str
    hook: Words
    body: Words


def note(curator: str, *, hook: tuple[str, str], fr: str, en: str = "") -> DemoNote:
    """Return a note set in type. en: empty when it was not written in English."""
    return DemoNote(curator, words(*hook), words(fr, en))
