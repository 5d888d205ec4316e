"""The desk page where the limit per member is changed, also while a drop is open."""

from dataclasses import dataclass
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
from wtforms import StringField
from wtforms.validators import InputRequired

from flashsale.db import Work
from flashsale.kernel.ids import DropId
from flashsale.members.sessions import SignedInMember
from flashsale.sales.catalogue import DropFacts, drop_by_id
from flashsale.sales.desk_forms import tell
from flashsale.sales.desk_typed import count_of
from flashsale.sales.desk_wording import refusal_words
from flashsale.sales.drops import DropRefusal, DropRefused, DropSaved
from flashsale.sales.lifecycle import Phase
from flashsale.sales.limits import LARGEST_LIMIT
from flashsale.sales.member_limits import members_above, set_member_limit
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("limit_desk", __name__)

EFFECT = "effet"


class LimitForm(FlaskForm):
    """How many units one member may have."""

    limite = StringField(lazy_gettext("Limite par membre"), [InputRequired()])


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPage:
    """The limit of a drop. typed: the one in the form, None when it cannot be read.

    above: members who have more than `typed` by now. can_change: the drop is not over.
    """

    drop: DropFacts
    form: LimitForm
    typed: int | None
    above: int
    can_change: bool


@blueprint.get("/bureau/ventes/<id:drop_id>/limite")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_limit(drop_id: int) -> str:
    """Show the limit of a drop, to change it."""
    with runtime().read() as work:
        drop = _drop(work, drop_id)
        form = LimitForm(None, limite=str(drop.member_limit))  # type: ignore[no-untyped-call]
        page = _page(work, drop, form)
    return render_template("sales/desk/limit.html", page=page)


@blueprint.post("/bureau/ventes/<id:drop_id>/limite")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_limit(drop_id: int) -> Response:
    """Change the limit at once, or show only whom another one would touch."""
    form = LimitForm()  # type: ignore[no-untyped-call]
    limit = count_of(form.limite.data or "")
    if limit is None:
        tell(form.limite, gettext("Écrivez un nombre entier, comme 2."))
    with runtime().work() as work:
        drop = _drop(work, drop_id)
        if limit is not None and request.form.get("geste") != EFFECT:
            by = cast(SignedInMember, current_user).id
            outcome = set_member_limit(work, drop.id, limit, actor_id=by)
            match outcome:
                case DropSaved():
                    flash(gettext("La limite est changée, dès maintenant."), "succes")
                    address = url_for("editorial_desk.get_drop", drop_id=drop.id)
                    return redirect(address, 303)
                case DropRefused(refusals):
                    for refusal in refusals:
                        tell(form.limite, refusal_words(refusal))
                case _:
                    assert_never(outcome)
        elif limit is not None and not 1 <= limit <= LARGEST_LIMIT:
            tell(form.limite, refusal_words(DropRefusal.LIMIT_OUT_OF_RANGE))
        page = _page(work, drop, form)
    text = render_template("sales/desk/limit.html", page=page)
    return make_response(text, 422 if form.errors else 200)


def _page(work: Work, drop: DropFacts, form: LimitForm) -> LimitPage:
    typed = None if form.limite.errors else count_of(form.limite.data or "")
    return LimitPage(
        drop=drop,
        form=form,
        typed=typed,
        above=0 if typed is None else members_above(work, drop.id, typed),
        can_change=drop.phase_at(work.now) not in (Phase.CLOSED, Phase.CANCELLED),
    )


def _drop(work: Work, drop_id: int) -> DropFacts:
    drop = drop_by_id(work, DropId(drop_id))
    if drop is None:
        abort(404)
    return drop
