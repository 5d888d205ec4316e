"""A member reads their own writes at once, whichever web process answers next."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.app import create_app
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import LotId
from flashsale.kernel.kept import GOOD_FOR
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.models import Drop
from flashsale.web import own_writes
from tests.factories import a_drop, a_lot, a_member
from tests.noon_scene import hold, signed_in
from tests.queries import asked_of

NOON = datetime(2026, 11, 26, 17, tzinfo=UTC)


@pytest.fixture
def processes(runtime: Runtime) -> tuple[Flask, Flask]:
    """Build two web processes of one house."""
    one, other = create_app(runtime), create_app(runtime)
    for app in (one, other):
        app.config["WTF_CSRF_ENABLED"] = True
    return one, other


@pytest.fixture
def shop(runtime: Runtime) -> tuple[str, LotId]:
    with runtime.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=9)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    admission.keep(runtime, drop)
    return str(slug), lot


def at(app: Flask, browser: FlaskClient) -> FlaskClient:
    """Return the same browser, answered by another process."""
    there = app.test_client()
    for cookie in browser._cookies.values():  # type: ignore[union-attr]
        there._cookies[cookie._storage_key] = cookie  # type: ignore[index]
    return there


def copies(page: str) -> str:
    found = re.search(r'class="outil panier".*?</span>(\d+)', page, re.DOTALL)
    assert found
    return found.group(1)


@pytest.mark.parametrize("where", ["/", "/ventes/{slug}"])
def test_what_is_put_back_is_gone_from_every_process(
    processes: tuple[Flask, Flask],
    runtime: Runtime,
    clock: FrozenClock,
    shop: tuple[str, LotId],
    where: str,
) -> None:
    slug, lot = shop
    address = where.format(slug=slug)
    browser = signed_in(processes[0], runtime)
    assert hold(browser, slug, lot, "first-one").status_code == 303
    clock.advance(seconds=0.1)
    # Both know of the hold; its message was read, so nothing waits in the cookie.
    for app in processes:
        assert copies(at(app, browser).get(address).text) == "1"
    browser.get(f"/ventes/{slug}")
    page = browser.get(f"/ventes/{slug}").text
    path = re.search(r'action="(/panier/\d+/remettre)"', page)
    form = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert path
    assert form
    clock.advance(seconds=0.1)
    done = browser.post(path.group(1), data={"csrf_token": form.group(1)})
    assert done.status_code == 303
    clock.advance(seconds=0.1)
    browser.get("/panier")
    for app in (processes[1], processes[0]):
        elsewhere = at(app, browser)
        assert copies(elsewhere.get(address).text) == "0"
        elsewhere.get(address)
        with asked_of(runtime.database.engine) as asked:
            assert copies(elsewhere.get(address).text) == "0"
        assert asked == []


def cookie_of(at: datetime) -> str:
    return str((at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("text", "since"),
    [
        (None, None),
        ("", None),
        ("hier", None),
        ("-5", None),
        ("9" * 5_000, None),
        ("9" * 17, NOON),
        (cookie_of(NOON), NOON),
        (cookie_of(NOON - GOOD_FOR), NOON - GOOD_FOR),
        (cookie_of(NOON - own_writes.LIVES_FOR), None),
        (cookie_of(NOON + timedelta(hours=1)), NOON),
    ],
)
def test_the_cookie_counts_for_as_long_as_something_old_may_be_kept(
    text: str | None, since: datetime | None
) -> None:
    assert own_writes.instant_of(text, NOON) == since


def test_only_what_was_granted_is_told(
    processes: tuple[Flask, Flask], runtime: Runtime, shop: tuple[str, LotId]
) -> None:
    slug, lot = shop
    with runtime.work() as work:
        member = a_member(work)
    browser = signed_in(processes[0], runtime, member)
    browser.get("/")
    assert browser.get_cookie(own_writes.COOKIE) is None
    assert hold(browser, slug, LotId(7), "none-such").status_code == 404
    assert browser.get_cookie(own_writes.COOKIE) is None
    assert hold(browser, slug, lot, "first-one").status_code == 303
    told = browser.get_cookie(own_writes.COOKIE)
    assert told is not None
    assert told.http_only
    assert told.same_site == "Lax"
