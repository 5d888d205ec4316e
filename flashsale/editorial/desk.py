"""The editorial desk: a drop's page with its texts, and letting members know of it."""

from typing import assert_never, cast

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.db import Work
from flashsale.editorial import notes, scheduling, words
from flashsale.editorial.desk_forms import NoteForm, WordForm, sent_note, tell_note
from flashsale.editorial.desk_pages import (
    DropPage,
    Editor,
    author_of,
    drop_page,
    preview_of,
)
from flashsale.editorial.notes import NoteDraft, NoteRefusal, NoteRefused, NoteWritten
from flashsale.editorial.scheduling import NotReady
from flashsale.editorial.texts import Author
from flashsale.editorial.word_pages import day_asked, word_page
from flashsale.editorial.wording import LONGEST_BODY
from flashsale.editorial.words import WordDraft, WordTooLong
from flashsale.kernel.ids import DropId
from flashsale.kernel.language import Language
from flashsale.members.directory import names_of
from flashsale.members.sessions import SignedInMember
from flashsale.sales.catalogue import DropFacts, drop_by_id
from flashsale.sales.desk_wording import refusal_words
from flashsale.sales.drops import DropRefused, DropSaved
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import local

blueprint = Blueprint("editorial_desk", __name__)


def _drop(work: Work, drop_id: int) -> DropFacts:
    drop = drop_by_id(work, DropId(drop_id))
    if drop is None:
        abort(404)
    return drop


def _writer(work: Work) -> Author:
    return author_of(work, cast(SignedInMember, current_user).id)


def _shown(page: DropPage, status: int = 200) -> Response:
    return make_response(render_template("editorial/desk/drop.html", page=page), status)


@blueprint.get("/bureau/ventes/<id:drop_id>")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_drop(drop_id: int) -> Response:
    """Show a drop as the team sees it: facts, lots, what is missing, its texts."""
    with runtime().read() as work:
        page = drop_page(work, _drop(work, drop_id), _writer(work))
    return _shown(page)


@blueprint.get("/bureau/ventes/<id:drop_id>/programmer")
@blueprint.get("/bureau/ventes/<id:drop_id>/note/<any(fr,en):code>")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_answered(drop_id: int, code: str = "") -> Response:
    """Go back to the drop: an address that answered a form has no page of its own."""
    return redirect(url_for("editorial_desk.get_drop", drop_id=drop_id), 303)


@blueprint.post("/bureau/ventes/<id:drop_id>/note/<any(fr,en):code>")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_note(drop_id: int, code: str) -> Response:
    """Keep a note, or show how it will look when only that was asked."""
    language = Language(code)
    form = sent_note(language)
    if request.form.get("geste") == "apercu":
        with runtime().read() as work:
            drop, writer = _drop(work, drop_id), _writer(work)
            sent = _editor(form, language, drop, writer)
            return _shown(drop_page(work, drop, writer, sent=sent))
    with runtime().work() as work:
        drop, writer = _drop(work, drop_id), _writer(work)
        outcome = notes.write(work, _draft(form, language, drop, writer))
        match outcome:
            case NoteWritten():
                flash(_kept_words(language), "succes")
            case NoteRefused(refusals, kept):
                tell_note(form, refusals)
                conflict = NoteRefusal.CONFLICT in refusals
                if conflict:
                    # Sent again, it is written over what is shown beside it.
                    form.version.data = str(kept.version)
                name = names_of(work, [kept.author_id] if kept.author_id else [])
                sent = _editor(
                    form,
                    language,
                    drop,
                    writer,
                    theirs=kept if conflict else None,
                    theirs_author=" ".join(name.values()),
                )
                page = drop_page(work, drop, writer, sent=sent)
                return _shown(page, 409 if conflict else 422)
            case _:
                assert_never(outcome)
    anchor = f"texte-{language}"
    return redirect(
        url_for("editorial_desk.get_drop", drop_id=drop_id, _anchor=anchor), 303
    )


def _kept_words(language: Language) -> str:
    if language is Language.FR:
        return gettext("Le texte français est enregistré.")
    return gettext("Le texte anglais est enregistré.")


def _draft(
    form: NoteForm, language: Language, drop: DropFacts, writer: Author
) -> NoteDraft:
    version = form.version.data or ""
    is_number = version.isascii() and version.isdigit() and len(version) < 10
    return NoteDraft(
        drop_id=drop.id,
        language=language,
        hook=form.hook.data or "",
        body=form.body.data or "",
        author_id=writer.id,
        based_on_version=int(version) if is_number else 0,
    )


def _editor(
    form: NoteForm,
    language: Language,
    drop: DropFacts,
    writer: Author,
    *,
    theirs: notes.NoteSource | None = None,
    theirs_author: str = "",
) -> Editor:
    hook, body = form.hook.data or "", form.body.data or ""
    return Editor(
        language=language,
        form=form,
        preview=preview_of(language, drop.title, hook, body, writer),
        theirs=theirs,
        theirs_author=theirs_author,
    )


@blueprint.post("/bureau/ventes/<id:drop_id>/note/<any(fr,en):code>/apercu")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_preview(drop_id: int, code: str) -> str:
    """Return the phone frame of the text being typed; nothing is kept."""
    language = Language(code)
    form = sent_note(language)
    with runtime().read() as work:
        editor = _editor(form, language, _drop(work, drop_id), _writer(work))
    return render_template("editorial/desk/preview.html", page=editor.preview)


@blueprint.post("/bureau/ventes/<id:drop_id>/programmer")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_schedule(drop_id: int) -> Response:
    """Schedule a drop, or say what it still waits for."""
    with runtime().work() as work:
        drop = _drop(work, drop_id)
        outcome = scheduling.schedule(work, drop.id)
        match outcome:
            case NotReady():
                return _shown(drop_page(work, drop, _writer(work), was_tried=True), 422)
            case DropRefused(refusals):
                words = " ".join(refusal_words(refusal) for refusal in refusals)
                flash(words, "erreur")
            case DropSaved():
                flash(
                    gettext("La vente est programmée. Elle ouvrira à l’heure dite."),
                    "succes",
                )
            case _:
                assert_never(outcome)
    return redirect(url_for("editorial_desk.get_drop", drop_id=drop_id), 303)


@blueprint.get("/bureau/mot")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_word() -> str:
    """Show the word of the table of a day, to write it."""
    with runtime().read() as work:
        day = day_asked(request.args.get("jour"), local(work.now).date())
        page = word_page(work, day, _writer(work))
    return render_template("editorial/desk/word.html", page=page)


@blueprint.post("/bureau/mot")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_word() -> Response:
    """Keep the word of a day in both languages, or show how it will look."""
    sent = {
        language: WordForm(prefix=f"{language}-")  # type: ignore[no-untyped-call]
        for language in Language
    }
    only_looks = request.form.get("geste") == "apercu"
    is_refused = False
    with runtime().work() as work:
        day = day_asked(request.form.get("jour"), local(work.now).date())
        writer = _writer(work)
        for language, form in sent.items():
            if only_looks or is_refused:
                continue
            outcome = words.write(
                work,
                WordDraft(
                    day=day,
                    language=language,
                    body=form.body.data or "",
                    author_id=writer.id,
                ),
            )
            if isinstance(outcome, WordTooLong):
                is_refused = True
                form.body.errors = (_too_long(),)
        page = word_page(work, day, writer, sent=sent, is_refused=is_refused)
    if only_looks or is_refused:
        status = 422 if is_refused else 200
        return make_response(
            render_template("editorial/desk/word.html", page=page), status
        )
    flash(gettext("Le mot de la table est enregistré."), "succes")
    return redirect(url_for("editorial_desk.get_word", jour=day.isoformat()), 303)


def _too_long() -> str:
    return gettext("Le mot tient en %(n)s caractères au plus.", n=LONGEST_BODY)
