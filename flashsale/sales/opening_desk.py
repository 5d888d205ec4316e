"""The desk page where a drop's opening is made a queue, with what that will do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from flashsale.db import Work
from flashsale.kernel.ids import DropId, MemberId
from flashsale.members.directory import names_of
from flashsale.members.sessions import SignedInMember
from flashsale.sales.catalogue import DropFacts, drop_by_id
from flashsale.sales.desk_forms import tell
from flashsale.sales.desk_typed import count_of
from flashsale.sales.opening_reads import RushDecision, decisions_on
from flashsale.sales.opening_rush import RushRefusal, RushRefused, RushSet, set_rush
from flashsale.sales.opening_turns import (
    MOST_PER_MINUTE,
    USUAL_PER_MINUTE,
    Queue,
    whole_minute,
)
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("opening_desk", __name__)

ORDINARY, QUEUED = "ordinaire", "file"
RATES_SHOWN = (30, 60, 120, 300)


class RushForm(FlaskForm):
    """How a drop opens."""

    ouverture = RadioField(lazy_gettext("Ouverture"), validate_choice=False)
    rythme = StringField(lazy_gettext("Personnes par minute"), [InputRequired()])


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rate does. last_at: when the last copy goes, if everyone takes one."""

    per_minute: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RushPage:
    """How a drop opens. effect: of the rate typed, None when it cannot be read.

    is_settled: too late to change anything. decisions: what was decided before.
    """

    drop: DropFacts
    form: RushForm
    copies: int
    effect: Effect | None
    effects: tuple[Effect, ...]
    joins_from: datetime
    is_settled: bool
    decisions: tuple[RushDecision, ...]
    names: Mapping[MemberId, str]


@blueprint.get("/bureau/ventes/<id:drop_id>/file")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_rush(drop_id: int) -> str:
    """Show how a drop opens, and what another rate would do."""
    with runtime().read() as work:
        drop = _drop(work, drop_id)
        rate = drop.rush.queue.per_minute if drop.rush else USUAL_PER_MINUTE
        kind = QUEUED if drop.rush else ORDINARY
        form = _form(None, ouverture=kind, rythme=str(rate))
        page = _page(work, drop, form)
    return render_template("sales/desk/rush.html", page=page)


@blueprint.post("/bureau/ventes/<id:drop_id>/file")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_rush(drop_id: int) -> Response:
    """Let a drop open by turns or all at once, or show only what a rate would do."""
    form = _form()
    is_queue = form.ouverture.data == QUEUED
    per_minute = count_of(form.rythme.data or "")
    if is_queue and per_minute is None:
        tell(form.rythme, gettext("Écrivez un nombre entier, comme 60."))
    only_looks = request.form.get("geste") == "effet"
    with runtime().work() as work:
        drop = _drop(work, drop_id)
        if not only_looks and not form.rythme.errors:
            outcome = set_rush(
                work,
                drop.id,
                per_minute if is_queue else None,
                actor_id=cast(SignedInMember, current_user).id,
            )
            match outcome:
                case RushSet():
                    flash(gettext("L’ouverture est enregistrée."), "succes")
                    address = url_for("editorial_desk.get_drop", drop_id=drop.id)
                    return redirect(address, 303)
                case RushRefused(refusal):
                    _tell(form, refusal)
                case _:
                    assert_never(outcome)
        page = _page(work, drop, form)
    wrong = bool(form.errors or form.form_errors)
    text = render_template("sales/desk/rush.html", page=page)
    return make_response(text, 422 if wrong else 200)


def _form(*sent: None, **kept: str) -> RushForm:
    return RushForm(*sent, **kept)  # type: ignore[no-untyped-call]


def _tell(form: RushForm, refusal: RushRefusal) -> None:
    match refusal:
        case RushRefusal.NOT_FOUND:
            abort(404)
        case RushRefusal.RATE_OUT_OF_RANGE:
            most = MOST_PER_MINUTE
            words = gettext("Le rythme va de 1 à %(most)s par minute.", most=most)
            tell(form.rythme, words)
        case RushRefusal.TOO_LATE:
            words = gettext(
                "La file ouvre un quart d’heure avant la vente : "
                "il est trop tard pour changer sa règle."
            )
            form.form_errors.append(words)
        case RushRefusal.MEMBERS_WAIT:
            words = gettext(
                "Des membres ont déjà pris place : leur règle ne change plus."
            )
            form.form_errors.append(words)
        case _:
            assert_never(refusal)


def _page(work: Work, drop: DropFacts, form: RushForm) -> RushPage:
    form.ouverture.choices = [
        (ORDINARY, gettext("Ordinaire : tout le monde entre en même temps")),
        (QUEUED, gettext("File d’ouverture : à tour de rôle, dans un ordre tiré")),
    ]
    copies = drop.level.allotted
    typed = count_of(form.rythme.data or "")
    queue = Queue(drop.window.opens_at, USUAL_PER_MINUTE)
    decisions = decisions_on(work, drop.id)
    return RushPage(
        drop=drop,
        form=form,
        copies=copies,
        effect=_effect(drop, typed) if typed else None,
        effects=tuple(
            found for rate in RATES_SHOWN if (found := _effect(drop, rate)) is not None
        ),
        joins_from=queue.joins_from,
        is_settled=work.now >= queue.joins_from,
        decisions=decisions,
        names=names_of(work, {decision.actor_id for decision in decisions}),
    )


def _effect(drop: DropFacts, per_minute: int) -> Effect | None:
    copies = drop.level.allotted
    if copies < 1 or not 1 <= per_minute <= MOST_PER_MINUTE:
        return None
    queue = Queue(drop.window.opens_at, per_minute)
    return Effect(per_minute, whole_minute(queue.last_served_at(copies)))


def _drop(work: Work, drop_id: int) -> DropFacts:
    drop = drop_by_id(work, DropId(drop_id))
    if drop is None:
        abort(404)
    return drop
