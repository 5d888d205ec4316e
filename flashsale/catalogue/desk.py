"""The catalogue for the team: searching it, reading a work, completing it."""

from dataclasses import dataclass
from typing import assert_never

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
from markupsafe import Markup
from werkzeug.wrappers import Response

from flashsale.catalogue.completions import (
    Completed,
    CompletionRefused,
    complete,
    producer_names,
)
from flashsale.catalogue.desk_forms import (
    CompletionForm,
    completion_of,
    form_of,
    form_words,
    kind_words,
    tell,
)
from flashsale.catalogue.desk_reads import (
    Search,
    ShelfPage,
    WorkSheet,
    work_sheet,
    works_matching,
)
from flashsale.catalogue.facts import LANGUAGE_LABEL, language_name
from flashsale.db import Work
from flashsale.kernel.ids import WorkId
from flashsale.kernel.kinds import Kind
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language

blueprint = Blueprint("catalogue_desk", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePage:
    """One page of works, and what was looked for. kinds, forms: value and word."""

    shelf: ShelfPage
    search: Search
    kinds: dict[str, str]
    forms: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """All that is known of a work, and the form that completes it.

    language: its name in the language of the page; empty when the sheet's own lines
    tell it.
    """

    sheet: WorkSheet
    language: str
    form: CompletionForm
    forms: dict[str, str]
    producers: tuple[str, ...]
    descriptions: tuple[tuple[str, Markup], ...]
    is_refused: bool = False


@blueprint.get("/bureau/catalogue")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_catalogue() -> str:
    """List the works found, fifty a page."""
    kind = request.args.get("genre", "")
    search = Search(
        words=request.args.get("q", "")[:200].replace("\0", ""),
        kind=Kind(kind) if kind in tuple(Kind) else None,
        only_incomplete=request.args.get("incompletes") == "1",
    )
    number = max(1, request.args.get("page", 1, type=int))
    with runtime().read() as work:
        shelf = works_matching(work, search, min(number, 1_000_000))
    page = CataloguePage(
        shelf=shelf, search=search, kinds=kind_words(), forms=form_words()
    )
    return render_template("catalogue/desk/catalogue.html", page=page)


@blueprint.get("/bureau/catalogue/<id:work_id>")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_work(work_id: int) -> str:
    """Show all that is known of a work, and the form that completes it."""
    with runtime().read() as work:
        sheet = _sheet(work, work_id)
        page = _page(work, sheet, form_of(sheet, sent=False))
    return render_template("catalogue/desk/work.html", page=page)


@blueprint.post("/bureau/catalogue/<id:work_id>")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_work(work_id: int) -> Response:
    """Write what the team knows of a work."""
    with runtime().work() as work:
        sheet = _sheet(work, work_id)
        form = form_of(sheet, sent=True)
        wanted = completion_of(form, sheet)
        outcome = None if wanted is None else complete(work, wanted)
        match outcome:
            case Completed(is_incomplete):
                flash(_kept_words(is_incomplete), "info" if is_incomplete else "succes")
            case CompletionRefused(refusal):
                tell(form, refusal)
            case None:
                pass
            case _:
                assert_never(outcome)
        page = _page(work, sheet, form, is_refused=True)
    if isinstance(outcome, Completed):
        return redirect(url_for("catalogue_desk.get_work", work_id=work_id), 303)
    return make_response(render_template("catalogue/desk/work.html", page=page), 422)


def _language_of(sheet: WorkSheet) -> str:
    if any(fact.label_fr == LANGUAGE_LABEL for fact in sheet.facts.facts):
        return ""
    return language_name(sheet.facts.language, current_language())


def _kept_words(is_incomplete: bool) -> str:
    if is_incomplete:
        return gettext("C’est enregistré. Il manque encore le format d’une copie.")
    return gettext("La fiche est enregistrée.")


def _sheet(work: Work, raw_id: int) -> WorkSheet:
    sheet = work_sheet(work, WorkId(raw_id))
    if sheet is None:
        abort(404)
    return sheet


def _page(
    work: Work, sheet: WorkSheet, form: CompletionForm, *, is_refused: bool = False
) -> WorkPage:
    return WorkPage(
        sheet=sheet,
        language=_language_of(sheet),
        form=form,
        forms=form_words(),
        producers=producer_names(work),
        descriptions=tuple(
            # Safe because the import cleaned it (`description.py`).
            (language, Markup(html))  # noqa: S704
            for language, html in (
                ("fr", sheet.facts.description_fr),
                ("en", sheet.facts.description_en),
            )
            if html
        ),
        is_refused=is_refused,
    )
