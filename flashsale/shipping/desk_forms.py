"""The forms of bands, of a zone and of a pickup point, read at the edge."""

import re

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import DateInput

from flashsale.kernel.typed_days import day_of
from flashsale.kernel.typed_money import cents_of
from flashsale.members.forms import HouseForm, required
from flashsale.shipping.points import PointWords
from flashsale.shipping.rates import Post, Zone
from flashsale.shipping.rules import BandsDraft, ZoneDraft
from flashsale.shipping.wording import POSTS, ZONES

_BAND = re.compile(r"([\d \u00a0\u202f]{1,12})\s*g?\s*[:;=\t]\s*(.+)")
LONGEST_TEXT = 2_000


def _short(most: int) -> Length:
    return Length(max=most, message=lazy_gettext("C’est trop long."))


class _DatedForm(HouseForm):
    """What begins on a day, for a zone."""

    zone = SelectField(lazy_gettext("Zone"), [required()], validate_choice=False)
    jour = StringField(lazy_gettext("Premier jour"), [required()], widget=DateInput())

    def offer_zones(self) -> None:
        """Write the zones in the language of the moment."""
        self.zone.choices = [(str(zone), str(name)) for zone, name in ZONES.items()]

    def sound(self, *checks: tuple[str, bool, str]) -> bool:
        """Say whether all is well written; each check is (field, is wrong, words)."""
        is_sound = self.is_valid()
        own = (
            (
                "zone",
                _text(self, "zone") not in tuple(Zone),
                gettext("Choisissez une zone."),
            ),
            (
                "jour",
                day_of(_text(self, "jour")) is None,
                gettext("Écrivez une date, comme 2026-11-26."),
            ),
        )
        for name, is_wrong, words in (*own, *checks):
            if is_wrong and not self[name].errors:
                self.blame(name, words)
            is_sound = is_sound and not is_wrong
        return is_sound


class BandsForm(_DatedForm):
    """The bands of one post and zone from a day on."""

    envoi = RadioField(lazy_gettext("Envoi"), validate_choice=False)
    tranches = TextAreaField(
        lazy_gettext("Tranches"), [required(), _short(LONGEST_TEXT)]
    )

    def offer_choices(self) -> None:
        """Write the choices in the language of the moment."""
        self.offer_zones()
        self.envoi.choices = [(str(post), str(name)) for post, name in POSTS.items()]

    def draft(self) -> BandsDraft | None:
        """Return the bands, or None after telling each field what is wrong."""
        bands = _bands(_text(self, "tranches"))
        is_sound = self.sound(
            (
                "envoi",
                _text(self, "envoi") not in tuple(Post),
                gettext("Choisissez lettre ou colis."),
            ),
            (
                "tranches",
                bands is None,
                gettext("Une tranche par ligne, comme 500 g : 8,50 $."),
            ),
        )
        since = day_of(_text(self, "jour"))
        if not is_sound or bands is None or since is None:
            return None
        return BandsDraft(
            post=Post(_text(self, "envoi")),
            zone=Zone(_text(self, "zone")),
            since=since,
            bands=bands,
        )


class ZoneForm(_DatedForm):
    """The zone of some beginnings of postal codes from a day on."""

    debuts = StringField(
        lazy_gettext("Débuts de codes postaux"), [required(), _short(LONGEST_TEXT)]
    )

    def offer_choices(self) -> None:
        """Write the choices in the language of the moment."""
        self.offer_zones()

    def draft(self) -> ZoneDraft | None:
        """Return the zone, or None after telling each field what is wrong."""
        since = day_of(_text(self, "jour"))
        if not self.sound() or since is None:
            return None
        words = _text(self, "debuts").upper().replace(",", " ").split()
        return ZoneDraft(
            zone=Zone(_text(self, "zone")), since=since, prefixes=tuple(words)
        )


class PointForm(HouseForm):
    """A pickup point with its hours, in both languages."""

    nom = StringField(lazy_gettext("Nom"), [required(), _short(120)])
    adresse = StringField(lazy_gettext("Adresse"), [required(), _short(120)])
    ville = StringField(lazy_gettext("Ville"), [required(), _short(120)])
    code_postal = StringField(lazy_gettext("Code postal"), [required(), _short(20)])
    heures = TextAreaField(
        lazy_gettext("Heures, en français"), [required(), _short(400)]
    )
    heures_en = TextAreaField(lazy_gettext("Heures, en anglais"), [_short(400)])

    def words(self) -> PointWords:
        """Return the point as it was typed."""
        return PointWords(
            name=_text(self, "nom"),
            line1=_text(self, "adresse"),
            city=_text(self, "ville"),
            postal_code=_text(self, "code_postal"),
            hours_fr=_text(self, "heures"),
            hours_en=_text(self, "heures_en"),
        )


def typed_bands(bands: tuple[tuple[int, int], ...]) -> str:
    """Return bands as one types them, a line for each: `500 g : 8,50`."""
    return "\n".join(
        f"{up_to_g} g : {cents // 100},{cents % 100:02}" for up_to_g, cents in bands
    )


def _bands(typed: str) -> tuple[tuple[int, int], ...] | None:
    found = []
    for line in filter(None, map(str.strip, typed.splitlines())):
        band = _BAND.fullmatch(line)
        cents = cents_of(band.group(2)) if band else None
        grams = re.sub(r"\D", "", band.group(1)) if band else ""
        if cents is None or not grams:
            return None
        found.append((int(grams), cents))
    return tuple(found)


def _text(form: HouseForm, name: str) -> str:
    return str(form[name].data or "").strip()
