"""The desk of carriage: prices by zone, postal codes, and what comes."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from flashsale.members.directory import names_of
from flashsale.members.pages import present_member
from flashsale.shipping import changes, points
from flashsale.shipping.changes import ChangeFacts, ShippingChanged, ShippingRefused
from flashsale.shipping.desk_forms import BandsForm, ZoneForm, typed_bands
from flashsale.shipping.points import Point
from flashsale.shipping.rates import Band, Post, ShippingTable, Zone
from flashsale.shipping.tables import table_of
from flashsale.shipping.wording import POSTS, ZONES, field_of, refusal_words
from flashsale.web.audience import Audience, audience
from flashsale.web.current import present, runtime
from flashsale.web.filters import local

DESK = "/bureau/livraison"
blueprint = Blueprint("shipping_desk", __name__, url_prefix=DESK)
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Price:
    """The bands of one post and zone in force."""

    post: Post
    zone: Zone
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change with the names of who made and undid it."""

    facts: ChangeFacts
    made_by: str
    undone_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingPage:
    """Carriage today: prices, beginnings of postal codes by zone, points, changes."""

    today: date
    prices: tuple[Price, ...]
    prefixes: tuple[tuple[Zone, tuple[str, ...]], ...]
    points: tuple[Point, ...]
    changes: tuple[ChangeRow, ...]
    zones: dict[Zone, LazyString]
    posts: dict[Post, LazyString]
    free_after: int


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_shipping() -> str:
    """Show what carriage costs today, where, and what comes."""
    with runtime().read() as work:
        today, table = changes.today(work), table_of(work)
        found = changes.changes(work, most=MOST_LISTED)
        people = {one.made_by for one in found}
        people |= {one.undone_by for one in found if one.undone_by is not None}
        names = names_of(work, people)
        page = ShippingPage(
            today=today,
            prices=tuple(
                Price(post, zone, table.bands_of(post, zone, today))
                for post in Post
                for zone in Zone
            ),
            prefixes=_prefixes(table, today),
            points=points.points(work),
            changes=tuple(
                ChangeRow(
                    one,
                    names[one.made_by],
                    names[one.undone_by] if one.undone_by is not None else "",
                )
                for one in found
            ),
            zones=ZONES,
            posts=POSTS,
            free_after=runtime().settings.free_shipping_orders,
        )
    return render_template("shipping/desk/shipping.html", page=page)


@blueprint.get("/prix")
@audience(Audience.ADMINISTRATOR)
def get_new_bands() -> str:
    """Show the form of prices, filled in with those in force."""
    typed_post, typed_zone = request.args.get("envoi"), request.args.get("zone")
    post = Post(typed_post) if typed_post in tuple(Post) else Post.PARCEL
    zone = Zone(typed_zone) if typed_zone in tuple(Zone) else Zone.QUEBEC
    with runtime().read() as work:
        bands = table_of(work).bands_of(post, zone, changes.today(work))
    form = BandsForm(
        is_sent=False,
        envoi=str(post),
        zone=str(zone),
        jour=_tomorrow(),
        tranches=typed_bands(tuple((band.up_to_g, band.cents) for band in bands)),
    )
    form.offer_choices()
    return render_template("shipping/desk/bands_form.html", form=form)


@blueprint.post("/prix")
@audience(Audience.ADMINISTRATOR)
def post_bands() -> Response:
    """Write prices that come, or say what is wrong with them."""
    form = BandsForm()
    form.offer_choices()
    draft = form.draft()
    if draft is not None:
        with runtime().work() as work:
            outcome = changes.set_bands(work, draft, present_member().id)
        if _is_done(form, outcome):
            return redirect(DESK, 303)
    text = render_template("shipping/desk/bands_form.html", form=form)
    return make_response(text, 422)


@blueprint.get("/zones")
@audience(Audience.ADMINISTRATOR)
def get_new_zone() -> str:
    """Show the form of a zone."""
    form = ZoneForm(is_sent=False, zone=str(Zone.QUEBEC_FAR), jour=_tomorrow())
    form.offer_choices()
    return render_template("shipping/desk/zone_form.html", form=form)


@blueprint.post("/zones")
@audience(Audience.ADMINISTRATOR)
def post_zone() -> Response:
    """Write the zone of some postal codes, or say what is wrong with it."""
    form = ZoneForm()
    form.offer_choices()
    draft = form.draft()
    if draft is not None:
        with runtime().work() as work:
            outcome = changes.set_zone(work, draft, present_member().id)
        if _is_done(form, outcome):
            return redirect(DESK, 303)
    text = render_template("shipping/desk/zone_form.html", form=form)
    return make_response(text, 422)


@blueprint.post("/changements/<id:change_id>/annuler")
@audience(Audience.ADMINISTRATOR)
def post_undo(change_id: int) -> Response:
    """Take back a change whose day has not come."""
    with runtime().work() as work:
        undone = changes.undo(work, change_id, present_member().id)
    if undone:
        flash(gettext("Le changement est annulé."), "succes")
    else:
        flash(gettext("Trop tard : ce changement est en vigueur ou annulé."), "erreur")
    return redirect(DESK, 303)


def _is_done(
    form: BandsForm | ZoneForm, outcome: ShippingChanged | ShippingRefused
) -> bool:
    match outcome:
        case ShippingChanged():
            words = gettext("C’est écrit : le changement vaudra à partir de son jour.")
            flash(words, "succes")
            return True
        case ShippingRefused(refusals):
            for refusal in refusals:
                form.blame(field_of(refusal), refusal_words(refusal))
            return False
        case _:
            assert_never(outcome)


def _prefixes(
    table: ShippingTable, today: date
) -> tuple[tuple[Zone, tuple[str, ...]], ...]:
    now: dict[str, Zone] = {}
    for row in sorted(table.zones, key=lambda row: row.since):
        if row.since <= today:
            now[row.prefix] = row.zone
    return tuple(
        (zone, tuple(sorted(p for p, of in now.items() if of is zone))) for zone in Zone
    )


def _tomorrow() -> str:
    return (local(present()).date() + timedelta(days=1)).isoformat()
