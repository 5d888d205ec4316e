"""The desk of pickup points: adding one, changing it, closing it to new orders."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.members.pages import present_member
from flashsale.shipping import points
from flashsale.shipping.desk import DESK
from flashsale.shipping.desk_forms import PointForm
from flashsale.shipping.points import Point
from flashsale.shipping.wording import POINT_FIELD_OF, point_refusal_words
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("points_desk", __name__, url_prefix=f"{DESK}/points")


@dataclass(frozen=True, slots=True)
class PointPage:
    """Adding a point, or changing one. point: None for a new one."""

    form: PointForm
    point: Point | None


@blueprint.get("/nouveau")
@audience(Audience.ADMINISTRATOR)
def get_new_point() -> str:
    """Show the form of a new point."""
    page = PointPage(PointForm(is_sent=False), None)
    return render_template("shipping/desk/point_form.html", page=page)


@blueprint.get("/<id:point_id>")
@audience(Audience.ADMINISTRATOR)
def get_point(point_id: int) -> str:
    """Show a point to be changed."""
    point = _point(point_id)
    words = point.words
    form = PointForm(
        is_sent=False,
        nom=words.name,
        adresse=words.line1,
        ville=words.city,
        code_postal=words.postal_code,
        heures=words.hours_fr,
        heures_en=words.hours_en,
    )
    return render_template("shipping/desk/point_form.html", page=PointPage(form, point))


@blueprint.post("/nouveau")
@audience(Audience.ADMINISTRATOR)
def post_new_point() -> Response:
    """Add a point, or say what is wrong with it."""
    return _written(None)


@blueprint.post("/<id:point_id>")
@audience(Audience.ADMINISTRATOR)
def post_point(point_id: int) -> Response:
    """Change a point, or say what is wrong with it."""
    return _written(_point(point_id))


@blueprint.post("/<id:point_id>/<any(ouvrir, fermer):deed>")
@audience(Audience.ADMINISTRATOR)
def post_opening(point_id: int, deed: str) -> Response:
    """Open a point to members, or close it; orders that chose it keep it."""
    point = _point(point_id)
    with runtime().work() as work:
        points.set_open(work, point.id, present_member().id, is_open=deed == "ouvrir")
    flash(
        gettext("Le point est ouvert.")
        if deed == "ouvrir"
        else gettext("Le point est fermé."),
        "succes",
    )
    return redirect(DESK, 303)


def _written(point: Point | None) -> Response:
    form = PointForm()
    if form.is_valid():
        with runtime().work() as work:
            refusals = points.write(
                work, form.words(), present_member().id, point.id if point else None
            )
        if not refusals:
            flash(gettext("Le point est écrit."), "succes")
            return redirect(DESK, 303)
        for refusal in refusals:
            form.blame(POINT_FIELD_OF[refusal], point_refusal_words(refusal))
    page = PointPage(form, point)
    text = render_template("shipping/desk/point_form.html", page=page)
    return make_response(text, 422)


def _point(point_id: int) -> Point:
    with runtime().read() as work:
        point = points.point_by_id(work, point_id)
    if point is None:
        abort(404)
    return point
