"""The members' side of the sales: holding a copy."""

from dataclasses import dataclass
from typing import assert_never, cast

from flask import Blueprint, abort, current_app, flash, render_template, request
from flask import redirect as redirect_to
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.members.sessions import SignedInMember
from flashsale.sales import admission
from flashsale.sales.admission import Wish
from flashsale.sales.catalogue import DropFacts, drop_by_slug
from flashsale.sales.forms import read_hold
from flashsale.sales.holds import HoldPlaced, HoldRefused
from flashsale.sales.hot import HotTable
from flashsale.sales.stock import Refusal
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("sales", __name__)

STATUS_OF: dict[Refusal, int] = {
    Refusal.NOT_FOUND: 404,
    Refusal.NOT_OPEN: 403,
    Refusal.CLOSED: 403,
    Refusal.SUSPENDED: 403,
    Refusal.SOLD_OUT: 409,
    Refusal.ALL_HELD: 409,
    Refusal.OVER_MEMBER_LIMIT: 403,
    Refusal.TOO_MANY_LINES: 403,
    Refusal.TOO_FAST: 429,
    Refusal.HOLD_ENDED: 409,
    Refusal.IN_PAYMENT: 409,
    Refusal.NO_MORE_EXTENSIONS: 409,
}


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """What a member reads who cannot have it. retry_path: where to go on."""

    refusal: str
    slug: str
    title: str
    member_limit: int


def hot_table() -> HotTable:
    """Return what this process knows of the table."""
    return cast(HotTable, current_app.extensions.setdefault("hot_table", HotTable()))


def _drop(slug: str) -> DropFacts:
    now = runtime().clock.now()
    facts = hot_table().drop(runtime(), now, slug)
    if facts is None:
        with runtime().read() as work:
            facts = drop_by_slug(work, slug)
    if facts is None:
        abort(404)
    return facts


@blueprint.post("/ventes/<slug>/garder")
@audience(Audience.MEMBER)
def post_hold(slug: str) -> Response | tuple[str, int]:
    """Hold copies of a lot and go back to its page, or say why not."""
    form = read_hold(request.form)
    if form is None:
        abort(422)
    drop = _drop(slug)
    if form.lot_id not in {lot.id for lot in drop.lots}:
        abort(404)
    member = cast(SignedInMember, current_user)
    outcome = admission.hold(
        runtime(),
        Wish(
            drop_id=drop.id,
            epoch=drop.epoch,
            lot_id=form.lot_id,
            member_id=member.id,
            quantity=form.quantity,
            token=form.token,
        ),
    )
    match outcome:
        case HoldPlaced():
            hot_table().forget()
            flash(gettext("C’est gardé pour vous. Vous avez dix minutes."), "hold")
            return redirect_to(f"/ventes/{slug}", 303)
        case HoldRefused(refusal):
            return refused(refusal, drop)
        case _:
            assert_never(outcome)


def refused(refusal: Refusal, drop: DropFacts) -> tuple[str, int]:
    """Return the page that says why, with the status the refusal has on the web."""
    page = RefusedPage(str(refusal), drop.slug, drop.title, drop.member_limit)
    return render_template("sales/refused.html", page=page), STATUS_OF[refusal]
