"""Taking a place in the opening queue of a drop."""

import logging
import time
from collections.abc import Iterator
from typing import assert_never, cast

from flask import Blueprint, abort, flash
from flask import redirect as redirect_to
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.db import StoreBusy
from flashsale.kernel.ids import DropId, MemberId
from flashsale.members.sessions import SignedInMember
from flashsale.sales import admission, opening_queue
from flashsale.sales.opening_queue import Joined, JoinRefusal, JoinRefused
from flashsale.sales.views import (
    BusyPage,
    busy_answer,
    drop_of_address,
    warm_queues,
)
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

log = logging.getLogger(__name__)
blueprint = Blueprint("opening", __name__)

# A store that says at once that it is busy is asked again within this; one that has let
# us wait longer is not. A thread that waits serves nobody else: then the member has the
# button again.
WITHIN_S = 1.5
FIRST_WAIT_S = 0.05


@blueprint.post("/ventes/<slug>/file")
@audience(Audience.MEMBER)
def post_place(slug: str) -> Response:
    """Take a place, or find the one taken before, and show it."""
    drop = drop_of_address(slug)
    member = cast(SignedInMember, current_user)
    path = f"/ventes/{slug}/file"
    outcome = _join(drop.id, member.id)
    match outcome:
        case None:
            seconds = admission.come_back_after(member.id, slug)
            return busy_answer(BusyPage(path, {}, seconds, slug, drop.title))
        case Joined(place):
            warm_queues().note(drop.id, member.id, place)
            return redirect_to(path, 303)
        case JoinRefused(refusal):
            return _refused(refusal, slug)
        case _:
            assert_never(outcome)


def _join(drop_id: DropId, member_id: MemberId) -> Joined | JoinRefused | None:
    """Take a place, or return None when the store stayed busy.

    Asking again is safe: a place that was written after all is the one that is found.
    """
    for wait_s in _waits():
        time.sleep(wait_s)
        try:
            with runtime().work() as work:
                return opening_queue.join(work, drop_id, member_id)
        except StoreBusy as fault:
            log.warning("queue.store_busy drop=%s fault=%r", drop_id, fault.orig)
    return None


def _waits() -> Iterator[float]:
    """Yield how long to wait before each try: nothing, then twice as long each time."""
    began, wait_s = time.monotonic(), FIRST_WAIT_S
    yield 0
    while time.monotonic() - began + wait_s < WITHIN_S:
        yield wait_s
        wait_s *= 2


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
