"""The noon lane asks little of the stores, and still lets nobody in who may not be."""

from __future__ import annotations

import time
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import LotId
from flashsale.members.models import MemberSession
from flashsale.members.sessions import revoke_all
from flashsale.runtime import Runtime
from tests.factories import a_member
from tests.noon_scene import (
    Lane,
    all_known,
    form_token,
    hold,
    round_trips,
    rushed,
    shop,
    signed_in,
    with_lane,
    without_lane,
)
from tests.queries import asked_of
from tests.sign_in import sign_in

__all__ = ["rushed", "shop", "with_lane", "without_lane"]


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
