"""Taking a place in the opening queue of a drop."""

from typing import assert_never, cast

from flask import Blueprint, abort, flash
from flask import redirect as redirect_to
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.members.sessions import SignedInMember
from flashsale.sales import opening_queue
from flashsale.sales.opening_queue import Joined, JoinRefusal, JoinRefused
from flashsale.sales.views import drop_of_address, warm_queues
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("opening", __name__)


@blueprint.post("/ventes/<slug>/file")
@audience(Audience.MEMBER)
def post_place(slug: str) -> Response:
    """Take a place, or find the one taken before, and show it."""
    drop = drop_of_address(slug)
    member = cast(SignedInMember, current_user)
    with runtime().work() as work:
        outcome = opening_queue.join(work, drop.id, member.id)
    match outcome:
        case Joined(place):
            warm_queues().note(drop.id, member.id, place)
            return redirect_to(f"/ventes/{slug}/file", 303)
        case JoinRefused(refusal):
            return _refused(refusal, slug)
        case _:
            assert_never(outcome)


def _refused(refusal: JoinRefusal, slug: str) -> Response:
    """Send who got no place where they read why, or may go in without one."""
    match refusal:
        case JoinRefusal.NOT_FOUND:
            abort(404)
        case JoinRefusal.NOT_YET:
            flash(gettext("La file n’est pas encore ouverte."), "info")
            return redirect_to(f"/ventes/{slug}/file", 303)
        case JoinRefusal.CLOSED:
            flash(gettext("La vente est fermée : il n’y a plus de file."), "info")
        case JoinRefusal.NO_QUEUE:
            flash(gettext("Il n’y a pas de file : entrez, tout simplement."), "info")
        case _:
            assert_never(refusal)
    return redirect_to(f"/ventes/{slug}", 303)
