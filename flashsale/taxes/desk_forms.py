"""The forms of a rate and of a registration, read at the edge."""

from datetime import date

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.kernel.typed_days import day_of
from flashsale.kernel.typed_rates import rate_of
from flashsale.members.forms import HouseForm, required
from flashsale.taxes.rates import Authority, Tax
from flashsale.taxes.rules import (
    LONGEST_NUMBER,
    LONGEST_SOURCE,
    RateDraft,
    RegistrationDraft,
)
from flashsale.taxes.wording import AUTHORITIES, tax_word
from flashsale.web.provinces import PROVINCES

REGISTERED, STOPPED = "inscrite", "arretee"


def _short(most: int) -> Length:
    return Length(max=most, message=lazy_gettext("C’est trop long."))


class RateForm(HouseForm):
    """A rate that follows the one in force, for some classes of one place."""

    lieu = SelectField(lazy_gettext("Endroit"), [required()], validate_choice=False)
    taxe = RadioField(lazy_gettext("Taxe"), validate_choice=False)
    classes = SelectMultipleField(
        lazy_gettext("Pour quoi"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    taux = StringField(lazy_gettext("Taux"), [required()])
    jour = StringField(lazy_gettext("Premier jour"), [required()], widget=DateInput())
    source = StringField(
        lazy_gettext("Où c’est écrit"), [required(), _short(LONGEST_SOURCE)]
    )

    def offer_choices(self) -> None:
        """Write the choices in the language of the moment."""
        self.lieu.choices = [(str(p), str(name)) for p, name in PROVINCES.items()]
        self.taxe.choices = [(str(tax), tax_word(tax)) for tax in Tax]
        self.classes.choices = [(str(one), str(one)) for one in TaxClass]

    def draft(self) -> RateDraft | None:
        """Return the rate, or None after telling each field what is wrong.

        Only the writing is judged here; the bounds are the use case's.
        """
        is_sound = self.is_valid()
        rate, since = rate_of(_text(self, "taux")), day_of(_text(self, "jour"))
        place, tax = _text(self, "lieu"), _text(self, "taxe")
        chosen = self.classes.data or []
        for name, wrong, words in (
            ("taux", rate is None, gettext("Écrivez un pourcentage, comme 9,975 %.")),
            ("jour", since is None, gettext("Écrivez une date, comme 2026-11-26.")),
            ("lieu", place not in tuple(Province), gettext("Choisissez un endroit.")),
            ("taxe", tax not in tuple(Tax), gettext("Choisissez une taxe.")),
            (
                "classes",
                any(one not in tuple(TaxClass) for one in chosen),
                gettext("Choisissez parmi ces classes."),
            ),
        ):
            if wrong and not self[name].errors:
                self.blame(name, words)
            is_sound = is_sound and not wrong
        if not is_sound or rate is None or since is None:
            return None
        return RateDraft(
            tax=Tax(tax),
            place=Province(place),
            classes=frozenset(map(TaxClass, chosen)),
            rate=rate,
            since=since,
            source=_text(self, "source"),
        )


class RegistrationForm(HouseForm):
    """The house registers with an authority, or stops, from a day on."""

    organisme = RadioField(lazy_gettext("Auprès de"), validate_choice=False)
    etat = RadioField(lazy_gettext("À partir de ce jour"), validate_choice=False)
    numero = StringField(lazy_gettext("Numéro d’inscription"), [_short(LONGEST_NUMBER)])
    jour = StringField(lazy_gettext("Premier jour"), [required()], widget=DateInput())

    def offer_choices(self) -> None:
        """Write the choices in the language of the moment."""
        self.organisme.choices = [
            (str(a), str(name)) for a, name in AUTHORITIES.items()
        ]
        self.etat.choices = [
            (REGISTERED, gettext("la maison perçoit la taxe")),
            (STOPPED, gettext("la maison ne la perçoit plus")),
        ]

    def draft(self) -> RegistrationDraft | None:
        """Return the registration, or None after telling each field what is wrong."""
        is_sound = self.is_valid()
        since, authority = day_of(_text(self, "jour")), _text(self, "organisme")
        state = _text(self, "etat")
        for name, wrong, words in (
            ("jour", since is None, gettext("Écrivez une date, comme 2026-11-26.")),
            (
                "organisme",
                authority not in tuple(Authority),
                gettext("Choisissez un organisme."),
            ),
            (
                "etat",
                state not in (REGISTERED, STOPPED),
                gettext("Dites si la maison perçoit la taxe."),
            ),
        ):
            if wrong and not self[name].errors:
                self.blame(name, words)
            is_sound = is_sound and not wrong
        if not is_sound or not isinstance(since, date):
            return None
        return RegistrationDraft(
            authority=Authority(authority),
            since=since,
            is_registered=state == REGISTERED,
            number=_text(self, "numero"),
        )


def _text(form: HouseForm, name: str) -> str:
    return str(form[name].data or "").strip()
