"""The members' side of the sales: holding a copy."""

import logging
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never, cast

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    render_template,
    request,
    session,
)
from flask import redirect as redirect_to
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from flashsale.db import StoreBusy
from flashsale.kernel.ids import LotId
from flashsale.kernel.kept_of_members import KeptOfMembers
from flashsale.kernel.language import Language
from flashsale.members.roles import Role
from flashsale.members.sessions import SignedInMember
from flashsale.sales import admission
from flashsale.sales.admission import Wish
from flashsale.sales.catalogue import DropFacts, drop_by_slug
from flashsale.sales.forms import HoldForm, read_hold
from flashsale.sales.gate import Verdict
from flashsale.sales.holds import HoldPlaced, HoldRefused
from flashsale.sales.hot import HotTable
from flashsale.sales.opening_turns import Standing
from flashsale.sales.opening_warm import WarmQueues
from flashsale.sales.stakes import Stakes
from flashsale.sales.stock import Refusal
from flashsale.web.audience import Audience, audience
from flashsale.web.chrome import BasketGlance, Theme, chosen_theme, present_basket
from flashsale.web.current import present, runtime
from flashsale.web.filters import hour
from flashsale.web.hot_pages import hot_page
from flashsale.web.i18n import current_language
from flashsale.web.own_marks import basket_marks, basket_shape
from flashsale.web.papers import paper_of
from flashsale.web.printing import Press, instant_mark
from flashsale.web.security import csp_nonce

log = logging.getLogger(__name__)
blueprint = Blueprint("sales", __name__)

# Where the lane in front of Flask leaves the gate's verdict; no header can set it.
VERDICT = "flashsale.verdict"

STATUS_OF: dict[Refusal, int] = {
    Refusal.NOT_FOUND: 404,
    Refusal.NOT_OPEN: 403,
    Refusal.CLOSED: 403,
    Refusal.SUSPENDED: 403,
    Refusal.NOT_YOUR_TURN: 403,
    Refusal.SOLD_OUT: 409,
    Refusal.ALL_HELD: 409,
    Refusal.FEWER_LEFT: 409,
    Refusal.EARLY_GONE: 409,
    Refusal.WAITLIST_ONLY: 403,
    Refusal.OVER_MEMBER_LIMIT: 403,
    Refusal.TOO_MANY_LINES: 403,
    Refusal.TOO_FAST: 429,
    Refusal.TOO_BUSY: 429,
    Refusal.HOLD_ENDED: 409,
    Refusal.IN_PAYMENT: 409,
    Refusal.NO_MORE_EXTENSIONS: 409,
}


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """What a member reads who cannot have it.

    standing, turn_at: theirs in the opening queue, where that is why. lot_id, quantity:
    what they wished for, where the waitlist is their way to it.
    """

    refusal: str
    slug: str
    title: str
    member_limit: int
    standing: Standing | None = None
    turn_at: datetime | None = None
    lot_id: LotId | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class BusyPage:
    """What a member reads who came when SQL had no turn left for them.

    path, fields: the same form again. seconds: to wait before sending it.
    """

    path: str
    fields: Mapping[str, str]
    seconds: int
    slug: str
    title: str


def hot_table() -> HotTable:
    """Return what this process knows of the table."""
    return cast(HotTable, current_app.extensions["hot_table"])


def warm_queues() -> WarmQueues:
    """Return what this process knows of the opening queues."""
    return cast(WarmQueues, current_app.extensions["warm_queues"])


def drop_of_address(slug: str) -> DropFacts:
    """Return the drop of an address, or answer that there is none."""
    facts = hot_table().drop(present(), slug)
    if facts is None:
        with runtime().read() as work:
            facts = drop_by_slug(work, slug)
    if facts is None:
        abort(404)
    return facts


@blueprint.post("/ventes/<slug>/garder")
@audience(Audience.MEMBER)
@hot_page
def post_hold(slug: str) -> Response | tuple[str, int]:
    """Hold copies of a lot and go back to its page, or say why not."""
    form = read_hold(request.form)
    if form is None:
        abort(422)
    drop = drop_of_address(slug)
    if form.lot_id not in {lot.id for lot in drop.lots}:
        abort(404)
    member = cast(SignedInMember, current_user)
    wish = wish_of(drop, form, member, runtime().clock.now())
    # The lane in front of us may have asked the gate for this wish already.
    outcome = asked(wish, request.environ.get(VERDICT))
    match outcome:
        case HoldPlaced():
            stakes: KeptOfMembers[Stakes] = current_app.extensions["stakes"]
            stakes.forget(member.id, runtime().clock.now())
            until = hour(outcome.expires_at, current_language())
            told = gettext("C’est gardé pour vous jusqu’à %(heure)s.", heure=until)
            flash(told.replace("..", "."), "hold")
            return redirect_to(f"/ventes/{slug}", 303)
        case HoldRefused(Refusal.TOO_BUSY):
            fields = {"lot": str(form.lot_id), "quantity": str(form.quantity)}
            return busy(wish, drop, f"/ventes/{slug}/garder", fields)
        case HoldRefused(refusal):
            return refused(refusal, drop, wish)
        case _:
            assert_never(outcome)


def wish_of(
    drop: DropFacts, form: HoldForm, member: SignedInMember, now: datetime
) -> Wish:
    """Return a well-formed form as a wish for copies of a drop."""
    return Wish(
        drop_id=drop.id,
        epoch=drop.epoch,
        lot_id=form.lot_id,
        member_id=member.id,
        quantity=form.quantity,
        token=form.token,
        early=member.has_early_access_at(now),
    )


def asked(wish: Wish, verdict: Verdict | None = None) -> HoldPlaced | HoldRefused:
    """Ask for what is wished; a store that is busy or away is too busy.

    The same form may be sent again without fear: should it have been granted after
    all, it is the same hold.
    """
    try:
        return admission.hold(runtime(), wish, verdict)
    except StoreBusy as fault:
        log.warning("hold.store_busy fault=%r", fault.orig)
        return HoldRefused(Refusal.TOO_BUSY)


def busy(wish: Wish, drop: DropFacts, path: str, fields: Mapping[str, str]) -> Response:
    """Return the page that says when to come back, with the same form once more.

    path, fields: where the form goes and what it holds beside its token.
    """
    seconds = admission.come_back_after(wish.member_id, wish.token)
    fields = {**fields, "token": wish.token}
    title = _told_title(drop, present())
    return busy_answer(BusyPage(path, fields, seconds, drop.slug, title))


def busy_answer(page: BusyPage) -> Response:
    """Return the page of who must come back, and tell programs when."""
    text = render_template("sales/busy.html", page=page)
    answer = make_response(text, STATUS_OF[Refusal.TOO_BUSY])
    answer.headers["Retry-After"] = str(page.seconds)
    return answer


def refused(
    refusal: Refusal, drop: DropFacts, wish: Wish | None = None
) -> tuple[str, int]:
    """Return the page that says why, with the status the refusal has on the web.

    wish: what was refused, for the page that shows another way to it.
    """
    page = _with_turn(refused_page(refusal, drop, present()), drop)
    if refusal is Refusal.WAITLIST_ONLY and wish is not None:
        page = replace(page, lot_id=wish.lot_id, quantity=wish.quantity)
    has_messages = "_flashes" in session
    text = render_template("sales/refused.html", page=page)
    member, basket = cast(SignedInMember, current_user), present_basket()
    # Each reader has their own turn and offer: nothing to print for others.
    if page.turn_at is None and basket.offer is None and not has_messages:
        asked = (current_language(), chosen_theme(), member.role)
        own = {
            "nonce": csp_nonce(),
            "csrf": generate_csrf(),
            "now": instant_mark(present()),
        }
        refusal_press().keep(
            refused_key(page, basket, *asked, present()),
            text,
            own | basket_marks(basket, present()),
        )
    return text, STATUS_OF[refusal]


def refusal_press() -> Press:
    """Return the refusals this process has printed, for the lane in front of us."""
    return cast(Press, current_app.extensions["refusals"])


def refused_page(refusal: Refusal, drop: DropFacts, now: datetime) -> RefusedPage:
    """Return what the page of a refusal says."""
    title = _told_title(drop, now)
    return RefusedPage(str(refusal), drop.slug, title, drop.member_limit)


def _told_title(drop: DropFacts, now: datetime) -> str:
    """Return the title, empty as long as members may not know it."""
    return drop.title if drop.is_told_at(now) else ""


def _with_turn(page: RefusedPage, drop: DropFacts) -> RefusedPage:
    if page.refusal != Refusal.NOT_YOUR_TURN or drop.rush is None:
        return page
    member, queue, now = cast(SignedInMember, current_user), drop.rush.queue, present()
    place = warm_queues().place(runtime(), drop, member.id, now)
    turn = place.turn if place else None
    return replace(
        page,
        standing=queue.standing(now, has_place=place is not None, turn=turn),
        turn_at=None if turn is None else queue.turn_at(turn),
    )


def refused_key(
    page: RefusedPage,
    basket: BasketGlance,
    language: Language,
    theme: Theme,
    role: Role,
    now: datetime,
) -> Hashable:
    """Return all that the print of a refusal depends on."""
    return (page, basket_shape(basket), language, theme, role, paper_of(now))
