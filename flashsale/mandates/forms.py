"""The form by which a member has the house buy for them."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from flashsale.kernel.typed_days import day_of
from flashsale.kernel.typed_money import cents_of
from flashsale.mandates.rules import MOST_CENTS
from flashsale.members.forms import HouseForm, required

LONGEST_ID = 19


class MandateForm(HouseForm):
    """The way it leaves, the most it may cost, the last day, the card, and a yes."""

    facon = RadioField(lazy_gettext("Livraison"), [required()], validate_choice=False)
    maximum = StringField(lazy_gettext("Maximum, tout compris"), [required()])
    jour = StringField(lazy_gettext("Dernier jour"), [required()])
    carte = HiddenField()
    accord = BooleanField(lazy_gettext("J’accepte"))

    def validate_maximum(self, field: StringField) -> None:
        """Refuse what is no amount, or more than any purchase of the house."""
        cents = cents_of(field.data or "")
        if cents is None or not 0 < cents <= MOST_CENTS:
            raise ValidationError(gettext("Écrivez un montant, comme 24,99."))

    def validate_jour(self, field: StringField) -> None:
        """Refuse what is no day."""
        if day_of(field.data or "") is None:
            raise ValidationError(gettext("Écrivez un jour, comme 2026-11-26."))

    def validate_accord(self, field: BooleanField) -> None:
        """Refuse a form whose words were not agreed to."""
        if not field.data:
            raise ValidationError(gettext("Cochez cette case pour accepter."))

    def offer(self, ways: Sequence[tuple[str, str]], chosen: str) -> None:
        """Put the ways to choose among, each with its words.

        chosen: the one to be marked in an empty form; else the first, the usual one.
        """
        self.facon.choices = [SelectChoice(value, words) for value, words in ways]
        values = [value for value, _ in ways]
        if self.facon.data is None and values:
            self.facon.data = chosen if chosen in values else values[0]

    @property
    def max_total_cents(self) -> int:
        """The most it may cost, once the form is valid."""
        return cents_of(self.maximum.data or "") or 0

    @property
    def last_day(self) -> date:
        """The last day, once the form is valid."""
        return day_of(self.jour.data or "") or date.min

    @property
    def card_id(self) -> int:
        """The saved card that was shown; 0 for what is none."""
        typed = self.carte.data or ""
        fits = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID
        return int(typed) if fits and int(typed) < 1 << 63 else 0
