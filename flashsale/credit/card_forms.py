"""The forms of gift cards, checked at the edge."""

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, ValidationError

from flashsale.credit.forms import AmountRule, one_line_rule
from flashsale.credit.gift_cards import LEAST_CENTS, MOST_CENTS
from flashsale.credit.gift_codes import LONGEST_TYPED
from flashsale.kernel.language import Language
from flashsale.kernel.typed_money import cents_of
from flashsale.members.forms import HouseForm, address_rule, required

LONGEST_NAME, LONGEST_WORDS = 120, 400


def _short(most: int) -> Length:
    return Length(max=most, message=lazy_gettext("C’est trop long."))


def _printable_rule(form: HouseForm, field: TextAreaField) -> None:
    text = (field.data or "").replace("\r", "").replace("\n", "")
    if text and not text.isprintable():
        raise ValidationError(gettext("Écrivez-le avec des lettres ou des chiffres."))


class CardForm(HouseForm):
    """A gift card as its buyer wants it."""

    montant = StringField(
        lazy_gettext("Montant"), [required(), AmountRule(LEAST_CENTS, MOST_CENTS)]
    )
    nom = StringField(
        lazy_gettext("Pour qui"), [required(), _short(LONGEST_NAME), one_line_rule]
    )
    courriel = EmailField(lazy_gettext("Son courriel"), [required(), address_rule])
    mot = TextAreaField(
        lazy_gettext("Un mot de vous"), [_short(LONGEST_WORDS), _printable_rule]
    )
    langue = RadioField(
        lazy_gettext("Langue de la lettre"),
        choices=[
            SelectChoice(str(Language.FR), "Français"),
            SelectChoice(str(Language.EN), "English"),
        ],
        default=str(Language.FR),
        validate_choice=False,
    )

    def validate_langue(self, field: RadioField) -> None:
        """Refuse a language that the house does not write."""
        if field.data not in tuple(Language):
            raise ValidationError(gettext("Choisissez une langue."))

    @property
    def cents(self) -> int:
        """The amount, once the form is valid."""
        return cents_of(self.montant.data or "") or 0


class RedeemForm(HouseForm):
    """The code of a gift card."""

    code = StringField(lazy_gettext("Code de la carte"), [_short(LONGEST_TYPED)])
