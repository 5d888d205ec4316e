"""The forms of joining and of inviting."""

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from flashsale.invites.invitations import LONGEST_LABEL
from flashsale.members import wording
from flashsale.members.consents import Purpose
from flashsale.members.forms import HouseForm, address_rule, name_rule, required
from flashsale.members.people import LONGEST_NAME


class JoinForm(HouseForm):
    """What it takes to become a member; consents are off until ticked."""

    name = StringField(
        lazy_gettext("Nom"), [required(), Length(max=LONGEST_NAME), name_rule]
    )
    email = EmailField(lazy_gettext("Courriel"), [required(), address_rule])
    password = PasswordField(lazy_gettext("Mot de passe"), [required()])
    language = SelectField(
        lazy_gettext("Langue des pages et des lettres"),
        [required()],
        choices=wording.LANGUAGES,
    )
    daily_letter = BooleanField()
    house_news = BooleanField()

    def word_consents(self) -> None:
        """Put beside each checkbox the words that will be kept as its proof."""
        for purpose in Purpose:
            self[str(purpose)].label.text = wording.purpose_words(purpose)


def _note_rule(form: HouseForm, field: StringField) -> None:
    if not (field.data or "").strip().isprintable():
        raise ValidationError(gettext("Écrivez-le en une ligne, avec des mots."))


class InviteForm(HouseForm):
    """What the inviter notes about an invitation, for themselves."""

    label = StringField(
        lazy_gettext("Pour qui"), [Length(max=LONGEST_LABEL), _note_rule]
    )
