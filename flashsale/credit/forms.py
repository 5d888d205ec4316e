"""The forms of credit, checked at the edge."""

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import Length, ValidationError

from flashsale.credit.buckets import LARGEST_GRANT_CENTS, LONGEST_REASON
from flashsale.kernel.typed_money import cents_of
from flashsale.members.forms import HouseForm, address_rule, required
from flashsale.web.filters import price
from flashsale.web.i18n import current_language

FORM_TOKEN_LENGTHS = range(8, 65)


def one_line_rule(form: HouseForm, field: StringField) -> None:
    """Refuse what has no word in it, or more than one line."""
    text = (field.data or "").strip()
    if not text.isprintable() or not any(c.isalnum() for c in text):
        raise ValidationError(gettext("Écrivez-le en une ligne, avec des mots."))


class AmountRule:
    """Refuses what is not an amount of dollars between two bounds, in cents."""

    def __init__(self, least_cents: int, most_cents: int) -> None:
        """Take amounts from `least_cents` to `most_cents`, both included."""
        self._least, self._most = least_cents, most_cents

    def __call__(self, form: HouseForm, field: StringField) -> None:
        """Raise ValidationError with what is wrong and what would be right."""
        cents = cents_of(field.data or "")
        if cents is None:
            raise ValidationError(
                gettext("Écrivez un montant en dollars, comme 12,50 $.")
            )
        if not self._least <= cents <= self._most:
            raise ValidationError(
                gettext(
                    "Le montant va de %(least)s à %(most)s.",
                    least=price(self._least, current_language()),
                    most=price(self._most, current_language()),
                )
            )


class MemberForm(HouseForm):
    """Whose credit to look at."""

    courriel = EmailField(lazy_gettext("Courriel du membre"), [required()])


class GrantForm(HouseForm):
    """Promo credit to give or to take back, and why.

    jeton: one for each form shown, so that it does its deed once.
    """

    courriel = EmailField(
        lazy_gettext("Courriel du membre"), [required(), address_rule], id="a-qui"
    )
    montant = StringField(
        lazy_gettext("Montant"), [required(), AmountRule(1, LARGEST_GRANT_CENTS)]
    )
    raison = StringField(
        lazy_gettext("Raison"),
        [
            required(),
            Length(
                max=LONGEST_REASON, message=lazy_gettext("Pas plus de 200 caractères.")
            ),
            one_line_rule,
        ],
    )
    jeton = HiddenField()

    @property
    def cents(self) -> int:
        """The amount, once the form is valid."""
        return cents_of(self.montant.data or "") or 0

    @property
    def token(self) -> str:
        """The token of the form, or empty when it is not one of ours."""
        token = self.jeton.data or ""
        is_ours = token.isascii() and token.isprintable()
        return token if is_ours and len(token) in FORM_TOKEN_LENGTHS else ""
