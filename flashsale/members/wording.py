"""What the door and the account say: refusals, purposes and languages, in words."""

from flask_babel import gettext
from wtforms import BooleanField
from wtforms.fields import SelectChoice

from flashsale.kernel.language import Language
from flashsale.members.consents import ConsentGiven, Purpose
from flashsale.members.password_rules import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    PasswordRefusal,
)

LANGUAGES = [
    SelectChoice(str(Language.FR), "Français"),
    SelectChoice(str(Language.EN), "English"),
]


def refused_password(refusal: PasswordRefusal) -> str:
    """Return why a password cannot be taken, and what to do."""
    match refusal:
        case PasswordRefusal.TOO_SHORT:
            return gettext(
                "Il faut au moins %(n)s caractères. Quelques mots font l’affaire.",
                n=SHORTEST_PASSWORD,
            )
        case PasswordRefusal.TOO_LONG:
            return gettext("Il faut au plus %(n)s caractères.", n=LONGEST_PASSWORD)
        case PasswordRefusal.TOO_COMMON:
            return gettext(
                "Ce mot de passe est de ceux que tout le monde prend. "
                "Choisissez-en un autre."
            )
        case PasswordRefusal.ABOUT_YOU:
            return gettext(
                "Ce mot de passe ressemble trop à votre nom ou à votre adresse."
            )


def purpose_words(purpose: Purpose) -> str:
    """Return the words a consent is asked with; they are kept as its proof."""
    match purpose:
        case Purpose.DAILY_LETTER:
            return gettext(
                "Je veux recevoir la lettre du jour par courriel : "
                "ce qui est sur la table, à l’ouverture."
            )
        case Purpose.HOUSE_NEWS:
            return gettext(
                "Je veux recevoir des nouvelles de la maison par courriel, "
                "quelques fois par an."
            )


def consent_of(
    purpose: Purpose, field: BooleanField, language: Language
) -> ConsentGiven:
    """Return the choice a checkbox made, with the words that stood beside it."""
    return ConsentGiven(purpose, bool(field.data), purpose_words(purpose), language)
