"""The form of a promotion, read into its terms at the edge."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TimeInput

from flashsale.kernel.ids import DropId
from flashsale.kernel.kinds import Kind
from flashsale.kernel.typed_days import day_of
from flashsale.kernel.typed_money import cents_of
from flashsale.kernel.typed_rates import rate_of
from flashsale.kernel.window import HOUSE_ZONE
from flashsale.members.forms import HouseForm, required
from flashsale.promotions.rules import LONGEST_TITLE, CodeTerms, tidy_word
from flashsale.promotions.wording import kind_words
from flashsale.sales.desk_typed import count_of, hour_of

PERCENT, AMOUNT = "pourcent", "montant"
LONGEST_DROPS = 2_000
FindDrop = Callable[[str], DropId | None]


def _short(most: int) -> Length:
    return Length(max=most, message=lazy_gettext("C’est trop long."))


class PromotionForm(HouseForm):
    """All that a promotion is; each field says what is wrong with it."""

    mot = StringField(lazy_gettext("Code"), [required(), _short(60)])
    titre = StringField(
        lazy_gettext("Titre en français"), [required(), _short(LONGEST_TITLE)]
    )
    titre_en = StringField(lazy_gettext("Titre en anglais"), [_short(LONGEST_TITLE)])
    sorte = RadioField(lazy_gettext("Ce qu’il donne"), validate_choice=False)
    valeur = StringField(lazy_gettext("Combien en moins"), [required()])
    debut_jour = StringField(lazy_gettext("Premier jour"), widget=DateInput())
    debut_heure = StringField(lazy_gettext("À partir de"), widget=TimeInput())
    fin_jour = StringField(lazy_gettext("Dernier jour"), widget=DateInput())
    fin_heure = StringField(lazy_gettext("Jusqu’à"), widget=TimeInput())
    minimum = StringField(lazy_gettext("Achat minimum"))
    en_tout = StringField(lazy_gettext("Fois en tout"))
    par_membre = StringField(lazy_gettext("Fois par membre"), [required()])
    genres = SelectMultipleField(
        lazy_gettext("Genres"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    ventes = TextAreaField(lazy_gettext("Ventes"), [_short(LONGEST_DROPS)])

    def offer_choices(self) -> None:
        """Write the choices in the language of the moment."""
        self.sorte.choices = [
            (PERCENT, gettext("Un pourcentage")),
            (AMOUNT, gettext("Un montant sur le panier")),
        ]
        self.genres.choices = [(str(kind), kind_words(kind)) for kind in Kind]


class TermsReader:
    """Reads a form into terms; every field that cannot be read says why, at once."""

    def __init__(self, form: PromotionForm, find_drop: FindDrop) -> None:
        """Read `form`; find_drop gives the drop of a slug, or None."""
        self._form = form
        self._find_drop = find_drop
        self._is_sound = True

    def terms(self) -> CodeTerms | None:
        """Return the terms, or None after telling each field what is wrong.

        Only the writing is judged here; the bounds are the use case's.
        """
        self._is_sound = self._form.is_valid()
        rate, amount = self._gives()
        starts_at = self._instant("debut_jour", "debut_heure")
        ends_at = self._instant("fin_jour", "fin_heure")
        minimum, in_all = self._minimum(), self._count("en_tout", needed=False)
        by_member = self._count("par_membre", needed=True)
        kinds, drop_ids = self._kinds(), self._drops()
        if not self._is_sound or starts_at is None or ends_at is None:
            return None
        return CodeTerms(
            word=tidy_word(self._text("mot")),
            rate=rate,
            amount_cents=amount,
            minimum_cents=minimum,
            starts_at=starts_at,
            ends_at=ends_at,
            kinds=kinds,
            drop_ids=drop_ids,
            most_uses=in_all,
            most_by_member=by_member or 0,
        )

    def _text(self, name: str) -> str:
        return str(self._form[name].data or "").strip()

    def _blame(self, name: str, words: str) -> None:
        self._form.blame(name, words)
        self._is_sound = False

    def _gives(self) -> tuple[int, int]:
        sort, typed = self._form.sorte.data, self._text("valeur")
        if sort == PERCENT:
            rate = rate_of(typed)
            if rate is None and typed:
                self._blame("valeur", gettext("Écrivez un pourcentage, comme 10 %."))
            return rate or 0, 0
        if sort == AMOUNT:
            cents = cents_of(typed)
            if cents is None and typed:
                self._blame("valeur", gettext("Écrivez un montant, comme 5,00 $."))
            return 0, cents or 0
        self._blame("sorte", gettext("Choisissez ce que le code donne."))
        return 0, 0

    def _instant(self, day_name: str, hour_name: str) -> datetime | None:
        day, hour = day_of(self._text(day_name)), hour_of(self._text(hour_name))
        if day is None:
            self._blame(day_name, gettext("Écrivez une date, comme 2026-11-26."))
        if hour is None:
            self._blame(hour_name, gettext("Écrivez une heure, comme 12:00."))
        if day is None or hour is None:
            return None
        wall = datetime.combine(day, hour, ZoneInfo(HOUSE_ZONE))
        return wall.astimezone(UTC)

    def _minimum(self) -> int:
        typed = self._text("minimum")
        cents = cents_of(typed) if typed else 0
        if cents is None:
            self._blame("minimum", gettext("Écrivez un montant, comme 25,00 $."))
        return cents or 0

    def _count(self, name: str, *, needed: bool) -> int | None:
        typed = self._text(name)
        count = count_of(typed) if typed else None
        if count is None and typed:
            self._blame(name, gettext("Écrivez un nombre entier, comme 100."))
        return count if typed or not needed else 0

    def _kinds(self) -> frozenset[Kind]:
        chosen = self._form.genres.data or []
        if any(value not in tuple(Kind) for value in chosen):
            self._blame("genres", gettext("Choisissez parmi ces genres."))
            return frozenset()
        return frozenset(map(Kind, chosen))

    def _drops(self) -> frozenset[DropId]:
        found = set()
        for typed in self._text("ventes").split():
            slug = typed.strip(",;").rstrip("/").rsplit("/", 1)[-1]
            drop_id = self._find_drop(slug) if slug.isprintable() and slug else None
            if drop_id is None:
                words = gettext("Aucune vente n’a cette adresse : %(mot)s.", mot=slug)
                self._blame("ventes", words)
            else:
                found.add(drop_id)
        return frozenset(found)
