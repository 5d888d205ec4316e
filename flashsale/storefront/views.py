"""Today's table, a drop's page, the week to come and the past sheets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import cast

from flask import Blueprint, abort, current_app, render_template, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from flashsale.editorial.texts import note_of, notes_of
from flashsale.members.sessions import SignedInMember
from flashsale.sales.archive import count_past, first_opening, past_drops
from flashsale.sales.catalogue import DropFacts, drop_by_slug
from flashsale.sales.opening_turns import Standing
from flashsale.sales.stakes import NOTHING, stakes_of
from flashsale.sales.views import hot_table, warm_queues
from flashsale.storefront.archives import SHOWN, archives_page
from flashsale.storefront.drop import Reader, drop_page
from flashsale.storefront.parts import Shelf
from flashsale.storefront.today import Table, today_page, upcoming_page
from flashsale.storefront.warm import TODAY, WarmShop
from flashsale.web.audience import Audience, audience
from flashsale.web.chrome import BasketGlance, chosen_theme
from flashsale.web.current import runtime
from flashsale.web.hot_pages import hot_page
from flashsale.web.i18n import current_language
from flashsale.web.printing import instant_mark
from flashsale.web.security import csp_nonce

blueprint = Blueprint("storefront", __name__)

LONGEST_QUERY = 80
LAST_PAGE = 10_000
TOKEN_LENGTH = 32


def warm_shop() -> WarmShop:
    """Return what this process keeps of the storefront."""
    return cast(WarmShop, current_app.extensions.setdefault("warm_shop", WarmShop()))


def _member() -> SignedInMember:
    return cast(SignedInMember, current_user)


def table_of_the_moment() -> Table:
    """Return the table of the moment; who was just answered sees it read anew."""
    house = runtime()
    if _has_messages():
        # Another process may have done what the message tells of.
        hot_table().forget()
    now = house.clock.now()
    # What is known is at most two seconds old; the instant is always the present.
    return replace(
        warm_shop().table(house, hot_table(), current_language(), now), now=now
    )


def basket_glance() -> BasketGlance:
    """Return the basket of a hot page's reader, from what is kept of them."""
    drops = hot_table().drops(runtime(), runtime().clock.now())
    stakes = warm_shop().stakes(runtime(), _member().id, drops)
    holds = [hold for stake in stakes.values() for hold in stake.holds]
    if not holds:
        return BasketGlance()
    first = min(holds, key=lambda hold: hold.expires_at)
    return BasketGlance(
        sum(hold.quantity for hold in holds),
        first.expires_at,
        f"/panier/{first.hold_id}/prolonger",
    )


def _printed(
    page: str,
    table: Table,
    render: Callable[[], str],
    token: str,
    standing: Standing | None = None,
) -> str:
    """Return a page printed for every reader of whom the same is shown."""
    shop, member = warm_shop(), _member()
    drops = tuple(table.drops)
    reading = shop.reading(page, drops, member.id, table.now, standing)
    if reading is None or _has_messages():
        return render()
    key = (page, table.language, chosen_theme(), member.role, reading)
    return shop.press.answer(key, render, holes_of(table.now, token))


def holes_of(now: datetime, token: str) -> dict[str, Callable[[], str]]:
    """Return what differs between two readers of one print."""
    return {
        "nonce": csp_nonce,
        "csrf": generate_csrf,
        "now": lambda: instant_mark(now),
        "token": lambda: token,
    }


def _has_messages() -> bool:
    return "_flashes" in session


@blueprint.get("/")
@audience(Audience.MEMBER)
@hot_page
def get_today() -> str:
    """Show what lies on the table."""
    table, shop, member = table_of_the_moment(), warm_shop(), _member()
    stakes = shop.stakes(runtime(), member.id, tuple(table.drops))
    invitation = shop.invitation(runtime(), member.id, member.role)
    shelf = shop.shelf(table.language, "today")

    def render() -> str:
        page = today_page(table, stakes, invitation, shelf)
        return render_template("storefront/today.html", page=page)

    return _printed(TODAY, table, render, "")


@blueprint.get("/ventes/<slug>")
@audience(Audience.MEMBER)
@hot_page
def get_drop(slug: str) -> str:
    """Show one drop, in whatever state it is."""
    table, shop, member = table_of_the_moment(), warm_shop(), _member()
    token = runtime().ids.token()[:TOKEN_LENGTH]
    drop = next((drop for drop in table.drops if drop.slug == slug), None)
    if drop is None:
        return _old_drop(table, slug, token)
    found = drop
    stakes = shop.stakes(runtime(), member.id, tuple(table.drops))
    standing = _standing(found, table.now)

    def render() -> str:
        stake = stakes.get(found.id, NOTHING)
        reader = Reader(stake=stake, token=token, standing=standing)
        note = table.notes.get(found.id)
        shelf = shop.shelf(table.language, slug)
        page = drop_page(table, found, note, reader, shelf)
        return render_template("storefront/drop.html", page=page)

    return _printed(slug, table, render, token, standing)


def _standing(drop: DropFacts, now: datetime) -> Standing | None:
    """Return where the reader stands in the opening queue of a drop, if it has one."""
    queues = warm_queues()
    return queues.standings(runtime(), [drop], _member().id, now).get(drop.id)


def _old_drop(table: Table, slug: str, token: str) -> str:
    """Show a drop of another week: few read it at once, so nothing of it is kept."""
    with runtime().read() as work:
        found = drop_by_slug(work, slug)
        if found is None:
            abort(404)
        stakes = stakes_of(work, _member().id, [found.id])
        note = note_of(work, found.id, table.language)
    reader = Reader(stake=stakes.get(found.id, NOTHING), token=token)
    page = drop_page(table, found, note, reader, Shelf())
    return render_template("storefront/drop.html", page=page)


@blueprint.get("/a-venir")
@audience(Audience.MEMBER)
def get_upcoming() -> str:
    """Show the seven days to come."""
    return render_template(
        "storefront/upcoming.html", page=upcoming_page(table_of_the_moment())
    )


@blueprint.get("/archives")
@audience(Audience.MEMBER)
def get_archives() -> str:
    """Show past sheets, those whose titles hold the words looked for."""
    query = " ".join(request.args.get("q", "")[:LONGEST_QUERY].split())
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    language = current_language()
    with runtime().read() as work:
        found = count_past(work, query)
        drops = past_drops(work, query, most=SHOWN, skip=(number - 1) * SHOWN)
        notes = notes_of(work, [drop.id for drop in drops], language)
        first = first_opening(work)
    page = archives_page(
        drops, notes, language, first, query=query, page=number, found=found
    )
    return render_template("storefront/archives.html", page=page)
