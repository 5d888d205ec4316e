"""What to post together: parcels that can leave, are still open, or have left."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.kernel.ids import OrderId
from flashsale.members.directory import names_of
from flashsale.members.pages import present_member
from flashsale.orders import handovers, parcels_back, parcels_here
from flashsale.orders.handovers import HandoverFacts, Way
from flashsale.orders.parcels_here import ParcelFacts
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.provinces import PROVINCES

PATH = "/bureau/expeditions"
blueprint = Blueprint("parcels_desk", __name__, url_prefix=PATH)
MOST_LISTED, MOST_SENT = 200, 20
_STAFF = (Audience.FULFILMENT, Audience.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel with the names of its member and of its province."""

    facts: ParcelFacts
    member: str
    province: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelsPage:
    """ready: closed, to be posted. back: brought back by the post. open: still waiting
    for more. sent: the latest. to_hand, handed: what leaves without a parcel."""

    now: datetime
    ready: tuple[ParcelRow, ...]
    back: tuple[ParcelRow, ...]
    open: tuple[ParcelRow, ...]
    sent: tuple[ParcelRow, ...]
    to_hand: tuple[HandoverFacts, ...]
    handed: tuple[HandoverFacts, ...]


@blueprint.get("")
@audience(*_STAFF)
def get_parcels() -> str:
    """Show what leaves together."""
    with runtime().read() as work:
        here = parcels_here.parcels_here(work, most=MOST_LISTED)
        back = parcels_here.parcels_back(work, most=MOST_LISTED)
        sent = parcels_here.parcels_sent(work, most=MOST_SENT)
        to_hand = handovers.to_hand_over(work, most=MOST_LISTED)
        handed = handovers.handed_over(work, most=MOST_SENT)
        names = names_of(work, {parcel.member_id for parcel in (*here, *back, *sent)})
        now = work.now

    def row(facts: ParcelFacts) -> ParcelRow:
        province = str(PROVINCES[facts.address.province])
        return ParcelRow(facts, names[facts.member_id], province)

    page = ParcelsPage(
        now=now,
        ready=tuple(row(parcel) for parcel in here if not parcel.is_open),
        back=tuple(map(row, back)),
        open=tuple(row(parcel) for parcel in here if parcel.is_open),
        sent=tuple(map(row, sent)),
        to_hand=to_hand,
        handed=handed,
    )
    return render_template("orders/desk/parcels.html", page=page)


@blueprint.post("/<id:parcel_id>/postee")
@audience(*_STAFF)
def post_sent(parcel_id: int) -> Response:
    """Note that a parcel was posted."""
    with runtime().work() as work:
        done = parcels_here.send(work, parcel_id, present_member().id)
    if done:
        flash(gettext("Noté : le colis est posté."), "succes")
    else:
        flash(
            gettext(
                "Pas encore : ce colis est ouvert, déjà posté, ou attend un paiement."
            ),
            "erreur",
        )
    return redirect(PATH, 303)


@blueprint.post("/<id:parcel_id>/reprendre")
@audience(*_STAFF)
def post_taken_back(parcel_id: int) -> Response:
    """Note that a parcel was not posted after all."""
    with runtime().work() as work:
        done = parcels_here.take_back(work, parcel_id)
    if done:
        flash(gettext("Le colis est de nouveau à poster."), "succes")
    else:
        flash(gettext("Ce colis n’était pas posté."), "info")
    return redirect(PATH, 303)


@blueprint.post("/<id:parcel_id>/revenue")
@audience(*_STAFF)
def post_back(parcel_id: int) -> Response:
    """Note that the post brought a parcel back; its buyer is written to."""
    with runtime().work() as work:
        done = parcels_back.note_back(work, parcel_id)
    if done:
        flash(
            gettext("Noté : le colis est gardé, et on écrit à la personne."), "succes"
        )
    else:
        flash(gettext("Ce colis n’était pas posté, ou est déjà revenu."), "info")
    return redirect(PATH, 303)


@blueprint.post("/<id:parcel_id>/repostee")
@audience(*_STAFF)
def post_sent_again(parcel_id: int) -> Response:
    """Note that a parcel that came back was posted again."""
    with runtime().work() as work:
        done = parcels_back.send_again(work, parcel_id, present_member().id)
    if done:
        flash(gettext("Noté : le colis est reposté."), "succes")
    else:
        flash(gettext("Ce colis n’était pas revenu."), "info")
    return redirect(PATH, 303)


def _way(word: str) -> Way:
    if word not in tuple(Way):
        abort(404)
    return Way(word)


@blueprint.post("/remises/<id:order_id>/<way>")
@audience(*_STAFF)
def post_handover(order_id: int, way: str) -> Response:
    """Note that what leaves without a parcel has left, or can be fetched."""
    with runtime().work() as work:
        done = handovers.hand_over(
            work, OrderId(order_id), _way(way), present_member().id
        )
    if done:
        flash(gettext("Noté : c’est remis."), "succes")
    else:
        flash(gettext("C’était déjà noté, ou il n’y a plus rien à remettre."), "info")
    return redirect(PATH, 303)


@blueprint.post("/remises/<id:order_id>/<way>/reprendre")
@audience(*_STAFF)
def post_handover_undone(order_id: int, way: str) -> Response:
    """Note that it was not handed over after all."""
    with runtime().work() as work:
        done = handovers.take_back(work, OrderId(order_id), _way(way))
    if done:
        flash(gettext("C’est de nouveau à remettre."), "succes")
    else:
        flash(gettext("Ce n’était pas noté comme remis."), "info")
    return redirect(PATH, 303)
