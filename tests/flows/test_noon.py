"""The noon lane answers what Flask would, byte for byte, and knows when not to."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from flashsale.app import create_app
from flashsale.assembly import build
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import LotId, MemberId
from flashsale.members.models import MemberSession
from flashsale.members.sessions import revoke_all
from flashsale.noon import NoonLane
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.models import Drop
from flashsale.settings import load_settings
from tests.factories import a_drop, a_lot, a_member, a_rush
from tests.queries import asked_of
from tests.sign_in import sign_in

RANDOM = re.compile(r'nonce(?:="|-)[\w-]+|name="(?:csrf_token|token)" value="[^"]*"')


class Lane:
    """Counts what went on to Flask."""

    def __init__(self, app: Flask) -> None:
        """Look between the lane and Flask."""
        self.beyond = 0
        layer: Any = app.wsgi_app
        while not isinstance(layer, NoonLane):
            layer = getattr(layer, "application", None) or layer._beyond
        self.layer: NoonLane = layer
        inner = layer._beyond

        def counted(environ: object, start: object) -> object:
            self.beyond += 1
            return inner(environ, start)

        layer._beyond = counted


@pytest.fixture
def shop(runtime: Runtime) -> tuple[str, LotId]:
    with runtime.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=1)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    admission.keep(runtime, drop)
    return str(slug), lot


@pytest.fixture
def with_lane(runtime: Runtime) -> Flask:
    app = create_app(runtime)
    app.config["WTF_CSRF_ENABLED"] = True
    return app


@pytest.fixture
def without_lane(
    environment: dict[str, str], runtime: Runtime, clock: FrozenClock
) -> Iterator[Flask]:
    plain = build(load_settings(environment | {"NOON_LANE": "no"}), clock=clock)
    yield create_app(replace(plain, database=runtime.database))
    plain.redis.close()


def signed_in(
    app: Flask, runtime: Runtime, member: MemberId | None = None
) -> FlaskClient:
    if member is None:
        with runtime.work() as work:
            member = a_member(work)
    client = app.test_client()
    sign_in(client, runtime, member)
    client.get("/compte")
    return client


def round_trips(runtime: Runtime) -> int:
    """Return how often the server of the gate has been written to so far."""
    return int(runtime.redis.info("stats")["total_reads_processed"])


def same(one: TestResponse, other: TestResponse) -> None:
    """Assert that two answers differ in their random values alone."""
    assert one.status == other.status
    assert RANDOM.sub("", one.text) == RANDOM.sub("", other.text)
    heads = [
        sorted((name, RANDOM.sub("", value)) for name, value in answer.headers)
        for answer in (one, other)
    ]
    for head in heads:
        head[:] = [(n, v) for n, v in head if n != "Content-Length"]
    assert heads[0] == heads[1]
    assert int(one.headers["Content-Length"]) == len(one.data)


def form_token(client: FlaskClient) -> str:
    """Return a token of this browser's forms, from a page that always has one."""
    found = re.search(
        r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/compte").text
    )
    assert found
    return found.group(1)


def hold(
    client: FlaskClient, slug: str, lot: LotId, token: str, form: str = ""
) -> TestResponse:
    """Read the drop's page, then ask for a copy."""
    client.get(f"/ventes/{slug}")
    fields = {"csrf_token": form or form_token(client), "lot": lot, "quantity": "1"}
    return client.post(f"/ventes/{slug}/garder", data=fields | {"token": token})


@pytest.mark.parametrize("page", ["/", "/ventes/{slug}"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_is_the_same_with_and_without_the_lane(
    with_lane: Flask,
    without_lane: Flask,
    runtime: Runtime,
    shop: tuple[str, LotId],
    page: str,
    language: str,
) -> None:
    address = page.format(slug=shop[0])
    lane = Lane(with_lane)
    fast, slow = signed_in(with_lane, runtime), signed_in(without_lane, runtime)
    for client in (fast, slow):
        client.set_cookie("langue", language)
    fast.get(address)
    went_on = lane.beyond
    same(fast.get(address), slow.get(address))
    assert lane.beyond == went_on, "the second page went on to Flask"


@pytest.fixture
def rushed(runtime: Runtime, clock: FrozenClock) -> tuple[str, LotId]:
    """A drop with an opening queue that opens at the clock's instant."""
    opens_at = clock.now()
    with runtime.work() as work:
        drop = a_rush(work, a_drop(work, opens_at=opens_at), per_minute=1)
        lot = a_lot(work, drop, allotted=5)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    admission.keep(runtime, drop)
    return str(slug), lot


@pytest.mark.parametrize("joins", [False, True])
@pytest.mark.parametrize("after_min", [-16, -5, 0, 1, 2])
def test_a_page_of_a_queue_is_the_same_with_and_without_the_lane(
    with_lane: Flask,
    without_lane: Flask,
    runtime: Runtime,
    clock: FrozenClock,
    rushed: tuple[str, LotId],
    joins: bool,
    after_min: int,
) -> None:
    """One of the two who joined goes in a minute before the other."""
    slug, opens_at, lane = rushed[0], clock.now(), Lane(with_lane)
    fast, slow = signed_in(with_lane, runtime), signed_in(without_lane, runtime)
    if joins:
        clock.move_to(opens_at - timedelta(minutes=10))
        for client in (fast, slow):
            form = {"csrf_token": form_token(client)}
            assert client.post(f"/ventes/{slug}/file", data=form).status_code == 303
    clock.move_to(opens_at + timedelta(minutes=after_min, seconds=1))
    fast.get(f"/ventes/{slug}")
    went_on = lane.beyond
    pages = fast.get(f"/ventes/{slug}"), slow.get(f"/ventes/{slug}")
    assert lane.beyond == went_on, "the second page went on to Flask"
    stands = [re.findall(r'data-stand="(\w+)"', page.text) for page in pages]
    if stands[0] == stands[1]:
        same(*pages)
    else:
        assert joins
        assert after_min == 0
        assert sorted(stands) == [["file"], ["ouverte"]]


def test_the_lane_lets_nobody_past_their_turn(
    with_lane: Flask,
    without_lane: Flask,
    runtime: Runtime,
    clock: FrozenClock,
    rushed: tuple[str, LotId],
) -> None:
    slug, lot = rushed
    clock.advance(seconds=1)
    for number, app in enumerate((with_lane, without_lane)):
        client = signed_in(app, runtime)
        for again in range(3):
            answer = hold(client, slug, lot, f"early-{number}-{again}")
            assert answer.status_code == 403
            assert "Garder ma place" in answer.text


def test_a_warm_page_asks_nothing_of_sql(
    with_lane: Flask, runtime: Runtime, shop: tuple[str, LotId]
) -> None:
    client = signed_in(with_lane, runtime)
    client.get(f"/ventes/{shop[0]}")
    before = round_trips(runtime)
    with asked_of(runtime.database.engine) as asked:
        assert client.get(f"/ventes/{shop[0]}").status_code == 200
    assert asked == []
    assert round_trips(runtime) == before + 1, "the page asked something of Redis"


def test_a_refused_hold_is_the_same_and_asks_nothing_of_sql(
    with_lane: Flask, without_lane: Flask, runtime: Runtime, shop: tuple[str, LotId]
) -> None:
    slug, lot = shop
    lane = Lane(with_lane)
    assert (
        hold(signed_in(with_lane, runtime), slug, lot, "first-one").status_code == 303
    )
    fast, slow = signed_in(with_lane, runtime), signed_in(without_lane, runtime)
    assert hold(fast, slug, lot, "second-1").status_code == 409
    expected = hold(slow, slug, lot, "second-2")
    form, went_on, before = form_token(fast), lane.beyond, round_trips(runtime)
    with asked_of(runtime.database.engine) as asked:
        same(hold(fast, slug, lot, "second-3", form), expected)
    assert lane.beyond == went_on
    assert asked == []
    assert round_trips(runtime) == before + 2, "one question to the gate, and our INFO"


def test_a_wrong_form_token_goes_on_to_flask_and_is_refused(
    with_lane: Flask, runtime: Runtime, shop: tuple[str, LotId]
) -> None:
    client = signed_in(with_lane, runtime)
    client.get(f"/ventes/{shop[0]}")
    form = {"csrf_token": "forged", "lot": shop[1], "quantity": "1", "token": "a" * 8}
    assert client.post(f"/ventes/{shop[0]}/garder", data=form).status_code == 400


def test_a_revoked_session_is_shut_out_within_two_seconds(
    with_lane: Flask, runtime: Runtime, shop: tuple[str, LotId], clock: FrozenClock
) -> None:
    with runtime.work() as work:
        member = a_member(work)
    client = with_lane.test_client()
    sign_in(client, runtime, member)
    for _ in range(2):
        assert client.get(f"/ventes/{shop[0]}").status_code == 200
    with runtime.work() as work:
        revoke_all(work, member)
    clock.advance(seconds=2)
    assert client.get(f"/ventes/{shop[0]}").status_code == 303


def test_a_changed_cookie_is_nobody(
    with_lane: Flask, runtime: Runtime, shop: tuple[str, LotId]
) -> None:
    client = signed_in(with_lane, runtime)
    client.get(f"/ventes/{shop[0]}")
    cookie = client.get_cookie("house")
    assert cookie is not None
    client.set_cookie("house", cookie.value[:-2] + "xx")
    assert client.get(f"/ventes/{shop[0]}").status_code == 303


@pytest.mark.parametrize("page", ["/", "/ventes/{slug}"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_holds_reads_their_own_seconds_on_the_print_of_another(
    with_lane: Flask,
    without_lane: Flask,
    runtime: Runtime,
    clock: FrozenClock,
    page: str,
    language: str,
) -> None:
    with runtime.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=9)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
        one, other = a_member(work), a_member(work)
    admission.keep(runtime, drop)
    address, lane = page.format(slug=slug), Lane(with_lane)
    first = signed_in(with_lane, runtime, one)
    assert hold(first, str(slug), lot, "first-one").status_code == 303
    clock.advance(seconds=95)
    second = signed_in(with_lane, runtime, other)
    assert hold(second, str(slug), lot, "the-other").status_code == 303
    plain = signed_in(without_lane, runtime, one)
    clock.advance(seconds=5)
    for client in (first, second, plain):
        client.set_cookie("langue", language)
        client.get(address)
        client.get(address)
    clock.advance(seconds=1)
    went_on = lane.beyond
    fast = first.get(address)
    assert lane.beyond == went_on
    same(fast, plain.get(address))
    assert "8:19" in fast.text
    assert "8:19" not in second.get(address).text


def test_who_holds_something_is_refused_by_the_lane_too(
    with_lane: Flask, without_lane: Flask, runtime: Runtime, shop: tuple[str, LotId]
) -> None:
    slug, lot = shop
    with runtime.work() as work:
        member = a_member(work)
        drop = a_drop(work, opens_at=work.now + timedelta(hours=1))
        closed = a_lot(work, drop)
        later = str(work.session.scalar(select(Drop.slug).where(Drop.id == drop)))
    admission.keep(runtime, drop)
    fast, slow = (signed_in(app, runtime, member) for app in (with_lane, without_lane))
    assert hold(fast, slug, lot, "first-one").status_code == 303
    for client in (fast, slow):
        client.get("/")
    lane, answers = Lane(with_lane), []
    for client in (fast, fast, slow):
        form, went_on = form_token(client), lane.beyond
        answers.append(hold(client, later, closed, "later-001", form))
        if len(answers) == 2:
            assert lane.beyond == went_on
    assert [answer.status_code for answer in answers] == [403] * 3
    same(answers[1], answers[2])
    assert "data-garde-fin" in answers[1].text
    empty = hold(signed_in(with_lane, runtime), later, closed, "later-002")
    assert "data-garde-fin" not in empty.text


def test_the_live_numbers_are_the_same_and_ask_nothing_of_sql(
    with_lane: Flask, without_lane: Flask, runtime: Runtime, shop: tuple[str, LotId]
) -> None:
    path, lane = f"/ventes/{shop[0]}/direct", Lane(with_lane)
    fast, slow = signed_in(with_lane, runtime), signed_in(without_lane, runtime)
    fast.get(path)
    went_on = lane.beyond
    with asked_of(runtime.database.engine) as asked:
        told = fast.get(path)
        again = fast.get(path, headers={"If-None-Match": told.headers["ETag"]})
    assert (lane.beyond, asked) == (went_on, [])
    expected = slow.get(path)
    assert told.data == expected.data
    same(told, expected)
    unchanged = slow.get(path, headers={"If-None-Match": told.headers["ETag"]})
    assert again.status_code == unchanged.status_code == 304
    assert again.data == unchanged.data == b""
    assert sorted(again.headers) == sorted(unchanged.headers)


def all_known(layer: NoonLane, clock: FrozenClock) -> None:
    """Wait until the lane's own thread has read everyone."""
    deadline = time.monotonic() + 10
    while not layer._crowd.is_known(clock.now()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_crowd_never_seen_before_is_answered_without_sql_and_revocable(
    with_lane: Flask, runtime: Runtime, shop: tuple[str, LotId], clock: FrozenClock
) -> None:
    address, lane = f"/ventes/{shop[0]}", Lane(with_lane)
    with runtime.work() as work:
        members = [a_member(work) for _ in range(20)]
    crowd = [with_lane.test_client() for _ in members]
    for client, member in zip(crowd, members, strict=True):
        sign_in(client, runtime, member)
        with client.session_transaction() as cookie:
            # As after any page they saw, days ago.
            cookie["csrf_token"] = "0" * 40
    early = signed_in(with_lane, runtime)
    early.get(address)
    all_known(lane.layer, clock)
    went_on = lane.beyond
    with asked_of(runtime.database.engine) as asked:
        assert {client.get(address).status_code for client in crowd} == {200}
    assert (lane.beyond, asked) == (went_on, [])

    with runtime.work() as work:
        revoke_all(work, members[0])
    clock.advance(seconds=2)
    early.get(address)
    all_known(lane.layer, clock)
    assert [client.get(address).status_code for client in crowd[:2]] == [303, 200]


def test_visits_of_a_crowd_are_noted_in_one_write(
    with_lane: Flask, runtime: Runtime, shop: tuple[str, LotId], clock: FrozenClock
) -> None:
    address, lane = f"/ventes/{shop[0]}", Lane(with_lane)
    clients = [signed_in(with_lane, runtime) for _ in range(3)]
    clock.advance(hours=2)
    clients[0].get(address)
    all_known(lane.layer, clock)
    with asked_of(runtime.database.engine) as asked:
        for client in clients:
            assert client.get(address).status_code == 200
    assert asked == []
    clock.advance(seconds=10)
    clients[0].get(address)
    all_known(lane.layer, clock)
    deadline = time.monotonic() + 10
    while seen_at(runtime) != {clock.now()}:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def seen_at(runtime: Runtime) -> set[datetime]:
    """Return when the sessions were last used, as SQL knows."""
    with runtime.read() as work:
        return set(work.session.scalars(select(MemberSession.seen_at)))


def test_an_admitted_hold_asks_little(
    with_lane: Flask, runtime: Runtime, shop: tuple[str, LotId]
) -> None:
    slug, lot = shop
    client = signed_in(with_lane, runtime)
    client.get(f"/ventes/{slug}")
    form, before = form_token(client), round_trips(runtime)
    with asked_of(runtime.database.engine) as asked:
        assert hold(client, slug, lot, "first-one", form).status_code == 303
    assert len([said for said in asked if not said.startswith("BEGIN")]) <= 8, asked
    assert round_trips(runtime) == before + 2, "one question to the gate, and our INFO"
