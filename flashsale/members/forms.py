"""The forms of the door and of the account."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from flashsale.members import wording
from flashsale.members.addresses import read_address
from flashsale.members.people import LONGEST_NAME


class HouseForm(FlaskForm):
    """A form with its token; the library carries no types, this border does."""

    def __init__(self, *, is_sent: bool = True, **values: object) -> None:
        """Read the request, or show `values` when the form was not sent."""
        form: Any = super()
        if is_sent:
            form.__init__()
        else:
            form.__init__(None, data=values)

    def is_valid(self) -> bool:
        """Check every field; the faults stand on them afterwards."""
        form: Any = super()
        return bool(form.validate())

    def blame(self, name: str, words: str) -> None:
        """Put one more fault on a field."""
        field = self[name]
        field.errors = (*field.errors, words)


def required() -> InputRequired:
    """Return the rule that a field is filled in."""
    return InputRequired(lazy_gettext("Ce champ est à remplir."))


def address_rule(form: FlaskForm, field: EmailField) -> None:
    """Refuse what is not an e-mail address."""
    if read_address(field.data or "") is None:
        raise ValidationError(
            gettext("Cette adresse est incomplète ou mal écrite : nom@exemple.ca.")
        )


def name_rule(form: FlaskForm, field: StringField) -> None:
    """Refuse a name without a visible character, or with more than one line."""
    name = (field.data or "").strip()
    if not name or not name.isprintable():
        raise ValidationError(gettext("Écrivez votre nom comme on vous appelle."))


class SignInForm(HouseForm):
    """Address and password, at the door. suite: the page one came for."""

    email = EmailField(lazy_gettext("Courriel"), [required()])
    password = PasswordField(lazy_gettext("Mot de passe"), [required()])
    suite = HiddenField()


class LinkForm(HouseForm):
    """The address a one-time link is sent to."""

    email = EmailField(
        lazy_gettext("Courriel"), [required(), address_rule], id="lien-email"
    )


class IdentityForm(HouseForm):
    """Name and language."""

    name = StringField(
        lazy_gettext("Nom"), [required(), Length(max=LONGEST_NAME), name_rule]
    )
    language = SelectField(
        lazy_gettext("Langue des pages et des lettres"),
        [required()],
        choices=wording.LANGUAGES,
    )


class TimeForm(HouseForm):
    """How long the member's holds last; nobody asks why."""

    more_time = BooleanField(lazy_gettext("J’ai besoin de plus de temps"))


class ConsentForm(HouseForm):
    """One checkbox for each purpose; the labels are set by the view."""

    daily_letter = BooleanField()
    house_news = BooleanField()


class PasswordForm(HouseForm):
    """The present password, where one is needed, and the new one."""

    current = PasswordField(lazy_gettext("Mot de passe actuel"), id="actuel")
    password = PasswordField(
        lazy_gettext("Nouveau mot de passe"), [required()], id="nouveau"
    )
