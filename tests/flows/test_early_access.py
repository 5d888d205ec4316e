"""Early access through the web: from when, to whom, to how many copies."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select

from flashsale.invariants import check_all
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, LotId
from flashsale.members.buyers import set_early_access
from flashsale.runtime import Runtime
from flashsale.sales import admission, releases
from flashsale.sales.models import Drop, Lot
from tests.factories import a_drop, a_lot, a_member
from tests.sign_in import sign_in

A_MOMENT = timedelta(microseconds=1)
A_GATE_MOMENT = timedelta(milliseconds=1)


class Sale:
    """A drop of ten copies that opens in half an hour: four for early access."""

    def __init__(self, app: Flask, runtime: Runtime) -> None:
        """Schedule it and let the gate know."""
        self._app, self._runtime = app, runtime
        with runtime.work() as work:
            opens_at = work.now + timedelta(minutes=30)
            self.drop = DropId(a_drop(work, opens_at=opens_at))
            self.lot = LotId(a_lot(work, self.drop, allotted=10))
            self.slug = work.session.scalar(
                select(Drop.slug).where(Drop.id == self.drop)
            )
        self.opens_at = opens_at
        admission.keep(runtime, self.drop)

    def browser(self, *, early: bool) -> FlaskClient:
        """Open a browser of a new member."""
        with self._runtime.work() as work:
            member = a_member(work)
            if early:
                set_early_access(work, member, self.opens_at + timedelta(days=9))
        client = self._app.test_client()
        sign_in(client, self._runtime, member)
        return client

    def page(self, browser: FlaskClient) -> str:
        """Read the drop's page."""
        return browser.get(f"/ventes/{self.slug}").text

    def ask(self, browser: FlaskClient, token: str = "") -> int:
        """Send a form for one copy and return the status."""
        form = {"lot": str(self.lot), "quantity": "1"}
        form["token"] = token or self._runtime.ids.token()
        return browser.post(f"/ventes/{self.slug}/garder", data=form).status_code

    def held(self) -> int:
        """Return how many copies are held."""
        with self._runtime.read() as work:
            return work.session.scalar(select(Lot.held).where(Lot.id == self.lot)) or 0


@pytest.fixture
def sale(app: Flask, runtime: Runtime) -> Sale:
    return Sale(app, runtime)


@pytest.mark.parametrize("has_gate", [True, False])
def test_four_of_ten_go_early_and_the_rest_waits(
    sale: Sale, runtime: Runtime, clock: FrozenClock, valkey: Redis, has_gate: bool
) -> None:
    early = [sale.browser(early=True) for _ in range(6)]
    late = sale.browser(early=False)
    if not has_gate:
        valkey.flushall()
    statuses = [sale.ask(browser) for browser in early]
    assert statuses == [303] * 4 + [409] * 2
    assert sale.ask(late) == 403
    assert sale.held() == 4
    assert [found.name for found in check_all(runtime) if not found.holds] == []
    clock.move_to(sale.opens_at)
    assert sale.ask(late) == 303
    assert sale.ask(early[5]) == 303
    with runtime.work() as work:
        releases.expire_due(work)
    assert [found.name for found in check_all(runtime) if not found.holds] == []


@pytest.mark.parametrize("has_gate", [True, False])
@pytest.mark.parametrize(("before", "status"), [(True, 403), (False, 303)])
def test_it_begins_at_its_instant(
    app: Flask,
    runtime: Runtime,
    clock: FrozenClock,
    valkey: Redis,
    has_gate: bool,
    before: bool,
    status: int,
) -> None:
    clock.advance(minutes=-1)
    sale = Sale(app, runtime)
    browser = sale.browser(early=True)
    if not has_gate:
        valkey.flushall()
    begins_at = sale.opens_at - timedelta(minutes=30)
    moment = A_GATE_MOMENT if has_gate else A_MOMENT
    clock.move_to(begins_at - moment if before else begins_at)
    assert sale.ask(browser) == status


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_tells_those_who_have_it_and_nobody_else(
    sale: Sale, clock: FrozenClock, language: str
) -> None:
    words = {
        "fr": ("Votre accès anticipé", "il reste 4 exemplaires", "est partie"),
        "en": ("Your early access", "4 copies are left", "is gone"),
    }[language]
    early, late = sale.browser(early=True), sale.browser(early=False)
    for browser in (early, late):
        browser.set_cookie("langue", language)
    assert words[0] not in sale.page(late)
    assert 'name="lot"' not in sale.page(late)
    page = sale.page(early)
    assert words[0] in page
    assert words[1] in page.replace(" ", " ")
    assert f'action="/ventes/{sale.slug}/garder"' in page
    for _ in range(4):
        assert sale.ask(sale.browser(early=True)) == 303
    clock.advance(seconds=3)
    assert words[2] in sale.page(early)
    assert 'name="lot"' not in sale.page(early)
    clock.move_to(sale.opens_at)
    assert words[0] not in sale.page(early)


def test_who_holds_early_sees_it_on_the_page(sale: Sale, clock: FrozenClock) -> None:
    browser = sale.browser(early=True)
    assert sale.ask(browser) == 303
    clock.advance(seconds=3)
    assert 'data-stand="gardee"' in sale.page(browser)


def test_before_it_begins_the_page_says_when(
    app: Flask, runtime: Runtime, clock: FrozenClock
) -> None:
    clock.advance(minutes=-10)
    sale = Sale(app, runtime)
    clock.advance(minutes=-10)
    page = sale.page(sale.browser(early=True))
    assert "Vous pouvez acheter dès" in page
    assert 'name="lot"' not in page
