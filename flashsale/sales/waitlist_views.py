"""The members' side of the waitlist: joining, leaving, taking, passing."""

from typing import assert_never, cast

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    request,
)
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.kernel.ids import EntryId, OfferId
from flashsale.kernel.kept_of_members import KeptOfMembers
from flashsale.members.next_path import next_path
from flashsale.members.sessions import SignedInMember
from flashsale.sales import accepting, offers, waitlist
from flashsale.sales.forms import read_join, read_units
from flashsale.sales.holds import HoldPlaced
from flashsale.sales.offers import Passed
from flashsale.sales.stakes import Stakes
from flashsale.sales.views import drop_of_address, hot_table
from flashsale.sales.waiting import WaitRefusal
from flashsale.sales.waitlist import Joined, JoinRequest, Left, WaitRefused
from flashsale.sales.waitlist_wording import wait_refusal
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import hour
from flashsale.web.i18n import current_language

blueprint = Blueprint("waitlist", __name__)

LISTS = "/listes-attente"


def _member() -> SignedInMember:
    return cast(SignedInMember, current_user)


@blueprint.post("/ventes/<slug>/attente")
@audience(Audience.MEMBER)
def post_join(slug: str) -> Response:
    """Take a place in the waitlist of one of a drop's lots."""
    form = read_join(request.form)
    if form is None:
        abort(422)
    drop = drop_of_address(slug)
    if form.lot_id not in {lot.id for lot in drop.lots}:
        abort(404)
    wanted = JoinRequest(
        member_id=_member().id, lot_id=form.lot_id, quantity=form.quantity
    )
    with runtime().work() as work:
        outcome = waitlist.join(work, wanted)
    match outcome:
        case Joined():
            flash(gettext("Votre place est prise. On vous écrit à votre tour."), "hold")
            return _back(f"/ventes/{slug}#attente")
        case WaitRefused(refusal):
            return _refused(refusal, f"/ventes/{slug}")
        case _:
            assert_never(outcome)


@blueprint.post("/attente/<id:entry_id>/quitter")
@audience(Audience.MEMBER)
def post_leave(entry_id: int) -> Response:
    """Give a place up."""
    with runtime().work() as work:
        outcome = waitlist.leave(work, _member().id, EntryId(entry_id))
    match outcome:
        case Left():
            flash(gettext("Vous avez quitté la file."), "succes")
            return _back(_wanted())
        case WaitRefused(refusal):
            return _refused(refusal, _wanted())
        case _:
            assert_never(outcome)


@blueprint.post("/attente/offres/<id:offer_id>/prendre")
@audience(Audience.MEMBER)
def post_take(offer_id: int) -> Response:
    """Put what is kept into the basket, for ten minutes."""
    units = read_units(request.form)
    if units is None:
        abort(422)
    with runtime().work() as work:
        outcome = accepting.accept(work, _member().id, OfferId(offer_id), units)
    match outcome:
        case HoldPlaced():
            until = hour(outcome.expires_at, current_language())
            told = gettext("C’est dans votre panier jusqu’à %(heure)s.", heure=until)
            flash(told.replace("..", "."), "hold")
            return _back("/panier")
        case WaitRefused(refusal):
            return _refused(refusal, _wanted())
        case _:
            assert_never(outcome)


@blueprint.post("/attente/offres/<id:offer_id>/passer")
@audience(Audience.MEMBER)
def post_pass(offer_id: int) -> Response:
    """Leave what is kept to the next one."""
    with runtime().work() as work:
        outcome = offers.pass_on(work, _member().id, OfferId(offer_id))
    match outcome:
        case Passed():
            flash(gettext("C’est noté : la personne suivante l’aura."), "succes")
            return _back(_wanted())
        case WaitRefused(refusal):
            return _refused(refusal, _wanted())
        case _:
            assert_never(outcome)


def _wanted() -> str:
    """Return the page the form came from, when it is one of ours; else the lists."""
    wanted = request.form.get("retour")
    return next_path(wanted) if wanted else LISTS


def _back(path: str) -> Response:
    """Go on to a page that must tell what has just changed."""
    hot_table().forget()
    stakes: KeptOfMembers[Stakes] = current_app.extensions["stakes"]
    stakes.forget(_member().id, runtime().clock.now())
    return redirect(path, 303)


def _refused(refusal: WaitRefusal, path: str) -> Response:
    if refusal is WaitRefusal.NOT_FOUND:
        abort(404)
    flash(wait_refusal(refusal), "erreur")
    return _back(path)
