"""Today's table and a drop's page: what a crowd reads, printed once for many."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from flask import (
    Blueprint,
    abort,
    current_app,
    get_flashed_messages,
    render_template,
    session,
)
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from flashsale.editorial.texts import note_of
from flashsale.invites.places import Places, places_of
from flashsale.kernel.kept_of_members import KeptOfMembers
from flashsale.members.roles import Role
from flashsale.members.sessions import SignedInMember
from flashsale.sales.catalogue import DropFacts, drop_by_slug
from flashsale.sales.stakes import NOTHING, Stakes, stakes_of
from flashsale.sales.views import hot_table, warm_queues
from flashsale.storefront.drop import Reader, drop_page
from flashsale.storefront.early import early_notice
from flashsale.storefront.parts import Invitation, Shelf
from flashsale.storefront.reading import (
    Reading,
    basket_of,
    of_drop,
    of_today,
    print_key,
    ticket,
)
from flashsale.storefront.today import Table, today_page
from flashsale.storefront.waitlists import first_offer
from flashsale.storefront.warm import TODAY, WarmShop, WarmTable
from flashsale.web import own_writes
from flashsale.web.audience import Audience, audience
from flashsale.web.chrome import BasketGlance, chosen_theme
from flashsale.web.current import present, runtime
from flashsale.web.hot_pages import hot_page
from flashsale.web.i18n import current_language
from flashsale.web.printing import instant_mark
from flashsale.web.security import csp_nonce

blueprint = Blueprint("storefront", __name__)

TOKEN_LENGTH = 32


def warm_shop() -> WarmShop:
    """Return what this process keeps of the storefront."""
    return cast(WarmShop, current_app.extensions["warm_shop"])


def _kept_stakes() -> KeptOfMembers[Stakes]:
    return cast(KeptOfMembers[Stakes], current_app.extensions["stakes"])


def _member() -> SignedInMember:
    return cast(SignedInMember, current_user)


def _is_staff() -> bool:
    return _member().role is not Role.MEMBER


def warm_now() -> WarmTable:
    """Return the table of the moment; who was just answered sees it read anew."""
    now = present()
    messages = session.get("_flashes", ())
    if messages:
        # Another process may have done what the message tells of.
        _kept_stakes().forget(_member().id, now)
    if any(category != "hold" for category, _ in messages):
        # One's own hold is shown whatever the counts say (`stock_of`).
        hot_table().forget()
    return warm_shop().table(now)


def table_of_the_moment() -> Table:
    """Return the same in the reader's language."""
    return told_now(warm_now())


def told_now(warm: WarmTable) -> Table:
    """Return what the house knows, at most two seconds old, as of the present."""
    now = present()
    return replace(warm.told(runtime(), current_language(), now), now=now)


def _stakes(drops: Sequence[DropFacts]) -> Stakes:
    """Return what the reader has in the drops around now."""
    kept, now = _kept_stakes(), present()
    known = kept.of(_member().id, now, own_writes.last_write())
    if known is None:
        with runtime().read() as work:
            known = stakes_of(work, _member().id, [drop.id for drop in drops])
        kept.put(_member().id, known, now)
    return known


def _invitation() -> Invitation:
    """Return the reader's ticket: how many people they may still bring."""
    kept: KeptOfMembers[Places] = current_app.extensions["places"]
    member, now = _member(), present()
    known = kept.of(member.id, now, own_writes.last_write())
    if known is None:
        with runtime().read() as work:
            known = places_of(work, member.id)
        kept.put(member.id, known, now)
    return ticket(known, member.role, runtime().settings.places)


def basket_glance() -> BasketGlance:
    """Return the basket of a hot page's reader, from what is kept of them."""
    drops = warm_shop().table(present()).facts.drops
    stakes = _stakes(drops)
    return replace(basket_of(stakes), offer=first_offer(drops, stakes, present()))


def _printed(
    page: str, warm: WarmTable, reading: Reading, render: Callable[[], str], token: str
) -> str:
    """Return a page printed for every reader of whom the same is shown."""
    if not reading.is_shared:
        return render()
    now = present()
    # Messages are shown once: taking them is what takes them out of the cookie.
    messages = tuple(get_flashed_messages(with_categories=True))
    key = print_key(
        page,
        warm.phases_at(now),
        reading,
        current_language(),
        chosen_theme(),
        _member().role,
    )
    holes = holes_of(now, token, reading)
    return warm.press.answer((key, messages) if messages else key, render, holes)


def holes_of(
    now: datetime, token: str, reading: Reading
) -> dict[str, Callable[[], str]]:
    """Return what differs between two readers of one print."""
    own = {name: _always(mark) for name, mark in reading.own.items()}
    return own | {
        "nonce": csp_nonce,
        "csrf": generate_csrf,
        "now": lambda: instant_mark(now),
        "token": lambda: token,
    }


def _always(mark: str) -> Callable[[], str]:
    return lambda: mark


@blueprint.get("/")
@audience(Audience.MEMBER)
@hot_page
def get_today() -> str:
    """Show what lies on the table."""
    warm, now, language = warm_now(), present(), current_language()
    stakes, invitation = _stakes(warm.facts.drops), _invitation()

    def render() -> str:
        table = told_now(warm)
        shelf = warm.shelf(language, "today")
        page = today_page(table, stakes, invitation, shelf)
        return render_template("storefront/today.html", page=page)

    return _printed(TODAY, warm, of_today(stakes, invitation, now), render, "")


@blueprint.get("/ventes/<slug>")
@audience(Audience.MEMBER)
@hot_page
def get_drop(slug: str) -> str:
    """Show one drop, in whatever state it is."""
    warm, now, language = warm_now(), present(), current_language()
    token = runtime().ids.token()[:TOKEN_LENGTH]
    drop = warm.by_slug.get(slug)
    if drop is None:
        return _old_drop(warm, slug, token)
    stakes = _stakes(warm.facts.drops)
    turns = warm_queues().standings(runtime(), [drop], _member().id, now)
    standing = turns.get(drop.id)
    until = _member().early_until

    def render() -> str:
        table, stake = told_now(warm), stakes.get(drop.id, NOTHING)
        early = early_notice(drop, until, table.now)
        reader = Reader(
            stake=stake,
            token=token,
            standing=standing,
            early=early,
            is_staff=_is_staff(),
        )
        note = table.notes.get(drop.id)
        page = drop_page(table, drop, note, reader, warm.shelf(language, slug))
        return render_template("storefront/drop.html", page=page)

    reading = of_drop(stakes, standing, drop, language, now, until)
    return _printed(slug, warm, reading, render, token)


def _old_drop(warm: WarmTable, slug: str, token: str) -> str:
    """Show a drop of another week, or one made this second: nothing of it is kept."""
    table = told_now(warm)
    with runtime().read() as work:
        found = drop_by_slug(work, slug)
        if found is None:
            abort(404)
        stakes = stakes_of(work, _member().id, [found.id])
        note = note_of(work, found.id, table.language)
    early = early_notice(found, _member().early_until, table.now)
    turns = warm_queues().standings(runtime(), [found], _member().id, table.now)
    reader = Reader(
        stake=stakes.get(found.id, NOTHING),
        token=token,
        standing=turns.get(found.id),
        early=early,
        is_staff=_is_staff(),
    )
    page = drop_page(table, found, note, reader, Shelf())
    return render_template("storefront/drop.html", page=page)
