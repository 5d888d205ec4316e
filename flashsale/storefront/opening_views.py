"""The pages of an opening queue: one's place in it, its numbers, and its draw."""

import hashlib
import json
from typing import cast

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from flashsale.kernel.ids import MemberId
from flashsale.members.sessions import SignedInMember
from flashsale.sales.catalogue import DropFacts, RushFacts
from flashsale.sales.opening_reads import Draw, QueueNumbers, draw_of
from flashsale.sales.views import drop_of_address, warm_queues
from flashsale.storefront.opening_pages import QueuePage, draw_page, queue_page
from flashsale.storefront.views import table_of_the_moment
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import machine_instant
from flashsale.web.hot_pages import hot_page

blueprint = Blueprint("opening_pages", __name__)

# A browser may show the numbers again for this long without asking.
NUMBERS_FRESH_FOR_S = 2
LAST_PAGE = 10_000


def _me() -> MemberId:
    return cast(SignedInMember, current_user).id


def _rushed(slug: str) -> tuple[DropFacts, RushFacts] | None:
    """Return a drop of which members may know, and its queue; None without a queue."""
    drop = drop_of_address(slug)
    return None if drop.rush is None else (drop, drop.rush)


def _page(drop: DropFacts, rush: RushFacts) -> QueuePage:
    table, queues = table_of_the_moment(), warm_queues()
    place = queues.place(runtime(), drop, _me(), table.now)
    numbers = queues.numbers(runtime(), drop, table.now)
    return queue_page(table, drop, rush, place, numbers)


@blueprint.get("/ventes/<slug>/file")
@audience(Audience.MEMBER)
@hot_page
def get_queue(slug: str) -> str | Answer:
    """Show where the reader stands in the queue of a drop."""
    found = _rushed(slug)
    if found is None:
        return redirect(f"/ventes/{slug}", 303)
    return render_template("storefront/queue.html", page=_page(*found))


@blueprint.get("/ventes/<slug>/file/ma-place")
@audience(Audience.MEMBER)
@hot_page
def get_place(slug: str) -> str:
    """Return the part of that page that is the reader's own, for an open page."""
    found = _rushed(slug)
    if found is None:
        abort(404)
    return render_template("storefront/queue_place.html", page=_page(*found))


@blueprint.get("/ventes/<slug>/file/nombres")
@audience(Audience.MEMBER)
@hot_page
def get_numbers(slug: str) -> Response:
    """Tell what is the same for everyone in a queue, or that it has not changed."""
    found = _rushed(slug)
    if found is None:
        abort(404)
    drop, rush = found
    now = runtime().clock.now()
    numbers = warm_queues().numbers(runtime(), drop, now)
    told = _told(drop, rush, numbers)
    told["phase"] = str(drop.phase_at(now))
    answer = Response(mimetype="application/json")
    answer.set_etag(hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16])
    answer.headers["Cache-Control"] = f"private, max-age={NUMBERS_FRESH_FOR_S}"
    answer.set_data(json.dumps(told | {"at": machine_instant(now)}))
    return cast(Response, answer.make_conditional(request))


def _told(
    drop: DropFacts, rush: RushFacts, numbers: QueueNumbers
) -> dict[str, str | int | bool]:
    """waiting: members with a place. drawn: whether the draw was done. turns: how
    many turns were given. over: nobody needs one. left, state: as in /direct."""
    return {
        "state": str(drop.level.public),
        "left": max(0, drop.level.available),
        "waiting": numbers.places,
        "drawn": numbers.drawn is not None,
        "turns": numbers.next_turn,
        "over": (numbers.ended_at or rush.queue.ended_at) is not None,
    }


def _draw(slug: str) -> tuple[DropFacts, Draw]:
    drop = drop_of_address(slug)
    # Whoever asks first after the opening has it done.
    warm_queues().numbers(runtime(), drop, runtime().clock.now())
    with runtime().read() as work:
        draw = draw_of(work, drop.id)
    if draw is None:
        abort(404)
    return drop, draw


@blueprint.get("/ventes/<slug>/tirage")
@audience(Audience.MEMBER)
def get_draw(slug: str) -> str:
    """Show how the order was drawn, and do the draw again before the reader's eyes."""
    drop, draw = _draw(slug)
    now = runtime().clock.now()
    place = warm_queues().place(runtime(), drop, _me(), now)
    asked = min(request.args.get("page", 1, type=int), LAST_PAGE)
    page = draw_page(drop, draw, place, now, asked)
    return render_template("storefront/draw.html", page=page)


@blueprint.get("/ventes/<slug>/tirage.txt")
@audience(Audience.MEMBER)
def get_draw_list(slug: str) -> Response:
    """Send the places drawn, in the order of their turns, one id a line."""
    _, draw = _draw(slug)
    return Response("".join(f"{code}\n" for code in draw.codes), mimetype="text/plain")
