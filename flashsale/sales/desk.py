"""The sales desk: the calendar, making a drop, and stopping one."""

from dataclasses import dataclass
from datetime import date, timedelta
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

from flashsale.kernel.ids import DropId, MemberId
from flashsale.members.sessions import SignedInMember
from flashsale.sales import desk_editing, drops
from flashsale.sales.catalogue import DropFacts, drop_by_id
from flashsale.sales.compositions import Composed, ComposeRefused
from flashsale.sales.desk_editing import DropFormPage, Habits
from flashsale.sales.desk_pages import COLUMNS, calendar_page
from flashsale.sales.desk_reads import DeskStatus, desk_drops
from flashsale.sales.desk_wording import refusal_words, tell_refusals
from flashsale.sales.drops import DropRefused, DropSaved
from flashsale.sales.early import EarlyAccess
from flashsale.sales.lifecycle import DropState, may_become
from flashsale.sales.limits import UsualLimits
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import local

blueprint = Blueprint("sales_desk", __name__)

# The value of the button that asks only what would happen.
EFFECT = "effet"
TURNS = {
    "suspendre": (DropState.SUSPENDED, drops.suspend),
    "reprendre": (DropState.SCHEDULED, drops.resume),
    "annuler": (DropState.CANCELLED, drops.cancel),
}


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Asking before a drop is stopped. turn: a key of `TURNS`. held: units held."""

    drop: DropFacts
    turn: str
    held: int
    sold: int


@blueprint.get("/bureau")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_desk() -> Response:
    """Go to what the team looks at first."""
    return redirect(url_for("sales_desk.get_calendar"), 303)


@blueprint.get("/bureau/ventes")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_calendar() -> str:
    """Show ten days of drops, as a grid or a list."""
    with runtime().read() as work:
        now = work.now
        first_day = _first_day(request.args.get("du"), local(now).date())
        found = desk_drops(work, first_day, COLUMNS)
    wanted = request.args.get("statut", "")
    page = calendar_page(
        found,
        first_day,
        now,
        opening_hour=runtime().settings.opening_hour,
        view="liste" if request.args.get("vue") == "liste" else "grille",
        wanted=DeskStatus(wanted) if wanted in tuple(DeskStatus) else None,
    )
    return render_template("sales/desk/calendar.html", page=page)


def _first_day(asked: str | None, today: date) -> date:
    """Return the asked first day, or three days ago: what just closed stays in view."""
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        return today - timedelta(days=3)
    # Beyond a century the arithmetic of days has no use, and ends.
    return day if abs((day - today).days) < 36_500 else today - timedelta(days=3)


@blueprint.get("/bureau/ventes/nouvelle")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_new_drop() -> str:
    """Choose a work, then say when, how many and at which price."""
    with runtime().read() as work:
        page = desk_editing.new_drop_page(work, request.args, _habits())
    return render_template("sales/desk/drop_form.html", page=page)


@blueprint.post("/bureau/ventes/nouvelle")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_drop() -> Response:
    """Write a draft with its lots."""
    curator_id = cast(SignedInMember, current_user).id
    return _sent(None, request.form.get("oeuvre", ""), curator_id)


def _habits() -> Habits:
    settings = runtime().settings
    return Habits(
        settings.opening_hour,
        UsualLimits(settings.member_limit, settings.ticket_limit),
        EarlyAccess(settings.early_minutes, settings.early_percent),
        settings.places,
    )


def _sent(drop: DropFacts | None, raw_work_id: str, curator_id: MemberId) -> Response:
    """Write what was sent, or show only what it would do when that was asked."""
    only_looks, habits = request.form.get("geste") == EFFECT, _habits()
    with runtime().work() as work:
        page = desk_editing.sent_page(work, raw_work_id, habits, drop=drop)
        if page is None or page.form is None:
            abort(422)
        outcome = desk_editing.write(
            work, page, curator_id, habits, only_looks=only_looks
        )
    return _written(page, outcome)


@blueprint.get("/bureau/ventes/<id:drop_id>/modifier")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_drop_form(drop_id: int) -> str:
    """Show a drop's window, place and lots, to change them."""
    with runtime().read() as work:
        drop = _drop(DropId(drop_id))
        page = desk_editing.known_drop_page(work, drop, _habits())
    return render_template("sales/desk/drop_form.html", page=page)


@blueprint.post("/bureau/ventes/<id:drop_id>/modifier")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_drop_form(drop_id: int) -> Response:
    """Rewrite a drop with exactly the lots of the form."""
    drop = _drop(DropId(drop_id))
    return _sent(drop, str(drop.work.id), drop.curator_id)


def _written(page: DropFormPage, outcome: Composed | ComposeRefused) -> Response:
    match outcome:
        case Composed(drop_id):
            flash(gettext("La vente est enregistrée."), "succes")
            return redirect(url_for("editorial_desk.get_drop", drop_id=drop_id), 303)
        case ComposeRefused():
            assert page.form is not None  # noqa: S101 - it was written from one
            tell_refusals(page.form, outcome)
            if outcome.changed_since and page.drop is not None:
                page.form.version.data = str(page.drop.version)
        case _:
            assert_never(outcome)
    wrong = bool(page.form.errors or page.form.form_errors)
    text = render_template("sales/desk/drop_form.html", page=page)
    return make_response(text, 422 if wrong else 200)


@blueprint.get("/bureau/ventes/<id:drop_id>/<any(suspendre,reprendre,annuler):turn>")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_turn(drop_id: int, turn: str) -> str | Response:
    """Ask before stopping a drop or letting it go on; nothing changes yet."""
    drop, wanted = _drop(DropId(drop_id)), TURNS[turn][0]
    if drop.state is wanted:
        # A page kept open, or a second click: it is done, and the drop's page says so.
        return redirect(url_for("editorial_desk.get_drop", drop_id=drop.id), 303)
    is_draft_resumed = turn == "reprendre" and drop.state is DropState.DRAFT
    if is_draft_resumed or not may_become(drop.state, wanted):
        flash(refusal_words(drops.DropRefusal.NOT_FROM_THIS_STATE), "erreur")
        return redirect(url_for("editorial_desk.get_drop", drop_id=drop.id), 303)
    level = drop.level
    page = TurnPage(drop, turn, level.held, level.sold)
    return render_template("sales/desk/turn.html", page=page)


@blueprint.post("/bureau/ventes/<id:drop_id>/<any(suspendre,reprendre,annuler):turn>")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_turn(drop_id: int, turn: str) -> Response:
    """Stop a drop, or let it go on; asked twice it is done once, and told as done."""
    _, use_case = TURNS[turn]
    with runtime().work() as work:
        outcome = use_case(work, DropId(drop_id))
    match outcome:
        case DropSaved():
            flash(_done(turn), "succes")
        case DropRefused(refusals):
            flash(" ".join(refusal_words(refusal) for refusal in refusals), "erreur")
        case _:
            assert_never(outcome)
    return redirect(url_for("editorial_desk.get_drop", drop_id=drop_id), 303)


def _done(turn: str) -> str:
    match turn:
        case "suspendre":
            return gettext("La vente est suspendue. Plus personne ne peut en garder.")
        case "reprendre":
            return gettext("La vente a repris.")
        case _:
            return gettext("La vente est annulée.")


def _drop(drop_id: DropId) -> DropFacts:
    with runtime().read() as work:
        drop = drop_by_id(work, drop_id)
    if drop is None:
        abort(404)
    return drop
