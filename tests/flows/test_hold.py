"""Holding through HTTP: the gate, SQL, and the answers a member reads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import LotId, MemberId
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.models import Drop, Hold, Lot
from tests.factories import a_drop, a_lot, a_member
from tests.sign_in import sign_in

# Whatever is walked through here says no word over the network in a transaction.
pytestmark = pytest.mark.usefixtures("silent_transactions")


@pytest.fixture
def slug_and_lot(runtime: Runtime) -> tuple[str, LotId]:
    with runtime.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=5)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    assert slug is not None
    return slug, lot


def post_hold(app: Flask, runtime: Runtime, slug: str, lot: LotId, member: MemberId):
    client = app.test_client()
    sign_in(client, runtime, member)
    form = {"lot": str(lot), "quantity": "1", "token": f"token-{member}"}
    return client.post(f"/ventes/{slug}/garder", data=form)


def some_members(runtime: Runtime, count: int) -> list[MemberId]:
    with runtime.work() as work:
        return [a_member(work) for _ in range(count)]


def test_a_member_holds_a_copy(
    app: Flask, runtime: Runtime, slug_and_lot: tuple[str, LotId]
) -> None:
    slug, lot = slug_and_lot
    answer = post_hold(app, runtime, slug, lot, some_members(runtime, 1)[0])
    assert answer.status_code == 303
    with runtime.read() as work:
        assert work.session.scalar(select(Lot.held).where(Lot.id == lot)) == 1


def test_fifty_members_race_for_five_copies(
    app: Flask, runtime: Runtime, slug_and_lot: tuple[str, LotId]
) -> None:
    slug, lot = slug_and_lot
    members = some_members(runtime, 50)
    with ThreadPoolExecutor(8) as crowd:
        answers = list(
            crowd.map(lambda m: post_hold(app, runtime, slug, lot, m), members)
        )
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(303), statuses.count(409)) == (5, 45)
    with runtime.read() as work:
        assert work.session.scalar(select(Lot.held).where(Lot.id == lot)) == 5
        assert len(work.session.scalars(select(Hold.id)).all()) == 5


def test_an_emptied_redis_stops_nobody(
    app: Flask, runtime: Runtime, slug_and_lot: tuple[str, LotId], valkey: Redis
) -> None:
    slug, lot = slug_and_lot
    statuses = []
    for member in some_members(runtime, 7):
        valkey.flushall()
        statuses.append(post_hold(app, runtime, slug, lot, member).status_code)
    assert statuses == [303] * 5 + [409] * 2


def test_an_expired_hold_comes_back_without_any_job(
    app: Flask,
    runtime: Runtime,
    slug_and_lot: tuple[str, LotId],
    clock: FrozenClock,
) -> None:
    slug, lot = slug_and_lot
    for member in some_members(runtime, 5):
        assert post_hold(app, runtime, slug, lot, member).status_code == 303
    late = some_members(runtime, 1)[0]
    assert post_hold(app, runtime, slug, lot, late).status_code == 409
    clock.advance(minutes=10)
    assert post_hold(app, runtime, slug, lot, late).status_code == 303


@pytest.mark.parametrize(
    ("opens", "status"),
    [(timedelta(minutes=1), 403), (timedelta(minutes=-1), 303)],
)
def test_the_window_is_told(
    app: Flask, runtime: Runtime, opens: timedelta, status: int
) -> None:
    with runtime.work() as work:
        drop = a_drop(work, opens_at=work.now + opens)
        lot = a_lot(work, drop)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    admission.keep(runtime, drop)
    answer = post_hold(app, runtime, str(slug), lot, some_members(runtime, 1)[0])
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422),
        ({"lot": "-1", "quantity": "1", "token": "abcdefgh"}, 422),
        ({"lot": "1", "quantity": "0", "token": "abcdefgh"}, 422),
        ({"lot": "1", "quantity": "999999", "token": "abcdefgh"}, 422),
        ({"lot": "1", "quantity": "1.5", "token": "abcdefgh"}, 422),
        ({"lot": "9" * 30, "quantity": "1", "token": "abcdefgh"}, 422),
        ({"lot": "9" * 19, "quantity": "1", "token": "abcdefgh"}, 422),
        ({"lot": "1", "quantity": "1", "token": "é" * 10}, 422),
        ({"lot": "1", "quantity": "1", "token": "abcdefgh"}, 404),
    ],
)
def test_bad_input_is_refused_and_writes_nothing(
    app: Flask,
    runtime: Runtime,
    slug_and_lot: tuple[str, LotId],
    form: dict[str, str],
    status: int,
) -> None:
    client = app.test_client()
    sign_in(client, runtime, some_members(runtime, 1)[0])
    answer = client.post(f"/ventes/{slug_and_lot[0]}/garder", data=form)
    assert answer.status_code == status
    with runtime.read() as work:
        assert work.session.scalars(select(Hold.id)).all() == []


def test_signed_out_one_is_sent_to_the_door(
    app: Flask, slug_and_lot: tuple[str, LotId]
) -> None:
    slug, lot = slug_and_lot
    form = {"lot": str(lot), "quantity": "1", "token": "abcdefgh"}
    answer = app.test_client().post(f"/ventes/{slug}/garder", data=form)
    assert answer.status_code == 303
    assert answer.location.startswith("/porte")
