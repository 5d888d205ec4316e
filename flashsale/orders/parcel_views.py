"""A member closes a parcel of theirs that is open: it leaves without waiting."""

from flask import abort, flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.orders import parcels
from flashsale.orders.basket_views import BASKET, signed_in
from flashsale.orders.board import blueprint
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime


@blueprint.post("/colis/<id:parcel_id>/fermer")
@audience(Audience.MEMBER)
def post_close(parcel_id: int) -> Response:
    """Close the parcel now and go back to the basket."""
    with runtime().work() as work:
        if not parcels.is_of(work, signed_in().id, parcel_id):
            abort(404)
        closed = parcels.close(work, signed_in().id, parcel_id)
    if closed:
        flash(gettext("Votre colis est fermé : il part sans attendre."), "succes")
    else:
        flash(gettext("Ce colis était déjà fermé."), "info")
    return redirect(BASKET, 303)
