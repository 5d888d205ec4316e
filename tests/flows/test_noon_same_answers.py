"""The noon lane answers what Flask would, byte for byte."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import LotId
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.models import Drop
from tests.factories import a_drop, a_lot, a_member
from tests.noon_scene import (
    Lane,
    form_token,
    hold,
    round_trips,
    rushed,
    same,
    shop,
    signed_in,
    with_lane,
    without_lane,
)
from tests.queries import asked_of

__all__ = ["rushed", "shop", "with_lane", "without_lane"]


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
