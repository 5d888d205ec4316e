"""The forms of the texts: a note, and the word of the table."""

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from flashsale.editorial.notes import NoteRefusal, NoteSource
from flashsale.editorial.readiness import CheckName
from flashsale.editorial.wording import LONGEST_BODY, LONGEST_HOOK
from flashsale.kernel.language import Language


class NoteForm(FlaskForm):
    """A note in one language; made with that language as its prefix."""

    hook = StringField(lazy_gettext("Accroche"))
    body = TextAreaField(lazy_gettext("Note"))
    version = HiddenField()


class WordForm(FlaskForm):
    """The word of the table in one language; made with that language as its prefix."""

    body = TextAreaField(lazy_gettext("Mot de la table"))


def sent_note(language: Language) -> NoteForm:
    """Return the form with what this request sent."""
    return NoteForm(prefix=f"{language}-")  # type: ignore[no-untyped-call]


def kept_note(language: Language, source: NoteSource) -> NoteForm:
    """Return the form with what the house holds."""
    return NoteForm(  # type: ignore[no-untyped-call]
        None,
        prefix=f"{language}-",
        hook=source.hook,
        body=source.body,
        version=str(source.version),
    )


def tell_lacks(form: NoteForm, lacks: tuple[CheckName, ...]) -> None:
    """Write, next to each French text that a drop waits for, that it does."""
    for field, name in (
        (form.hook, CheckName.FRENCH_HOOK),
        (form.body, CheckName.FRENCH_NOTE),
    ):
        if name in lacks:
            words = gettext("Sans ce texte, la vente ne peut pas être programmée.")
            field.errors = (*field.errors, words)


def tell_note(form: NoteForm, refusals: tuple[NoteRefusal, ...]) -> None:
    """Write each reason next to the field it is about."""
    for refusal in refusals:
        match refusal:
            case NoteRefusal.HOOK_TOO_LONG:
                words = gettext(
                    "L’accroche tient en %(n)s caractères, espaces compris.",
                    n=LONGEST_HOOK,
                )
                form.hook.errors = (*form.hook.errors, words)
            case NoteRefusal.BODY_TOO_LONG:
                words = gettext(
                    "La note tient en %(n)s caractères au plus.", n=LONGEST_BODY
                )
                form.body.errors = (*form.body.errors, words)
            case NoteRefusal.CONFLICT:
                form.form_errors.append(
                    gettext(
                        "Quelqu’un a enregistré un autre texte pendant que vous "
                        "écriviez. Rien n’est perdu : les deux sont ci-dessous."
                    )
                )
