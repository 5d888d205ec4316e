"""The live numbers of a drop: what they tell, to whom, and when nothing has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import LotId
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop, Lot
from flashsale.storefront.live import is_known
from tests.factories import a_drop, a_lot


@pytest.fixture
def sale(runtime: Runtime) -> tuple[str, LotId]:
    with runtime.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=60)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    return f"/ventes/{slug}/direct", lot


def counted(runtime: Runtime, lot: LotId, **counts: int) -> None:
    with runtime.work() as work:
        work.session.execute(update(Lot).where(Lot.id == lot).values(**counts))


@pytest.mark.parametrize(
    ("counts", "left", "held", "state"),
    [
        ({}, 60, 0, "free"),
        ({"held": 3, "sold": 50}, 7, 3, "free"),
        ({"held": 4, "sold": 55, "offered": 1}, 0, 5, "all_held"),
        ({"sold": 60}, 0, 0, "sold_out"),
    ],
)
def test_the_numbers_are_those_of_the_rows(
    member: FlaskClient,
    runtime: Runtime,
    sale: tuple[str, LotId],
    clock: FrozenClock,
    counts: dict[str, int],
    left: int,
    held: int,
    state: str,
) -> None:
    if counts:
        counted(runtime, sale[1], **counts)
    answer = member.get(sale[0])
    assert answer.json == {
        "at": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "phase": "live",
        "state": state,
        "allotted": 60,
        "left": left,
        "held": held,
    }
    assert answer.headers["Cache-Control"] == "private, max-age=2"
    assert answer.headers["Content-Type"] == "application/json"


def test_each_format_is_told_apart(
    member: FlaskClient, runtime: Runtime, clock: FrozenClock
) -> None:
    with runtime.work() as work:
        drop = a_drop(work)
        paper, file = a_lot(work, drop, allotted=2), a_lot(work, drop, allotted=3)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    counted(runtime, paper, sold=2)
    told = member.get(f"/ventes/{slug}/direct").json
    assert told is not None
    assert told["lots"] == {str(paper): [0, "sold_out"], str(file): [3, "free"]}


def test_unchanged_numbers_are_not_sent_again(
    member: FlaskClient,
    runtime: Runtime,
    sale: tuple[str, LotId],
    clock: FrozenClock,
) -> None:
    path, lot = sale
    tag = member.get(path).headers["ETag"]
    clock.advance(seconds=5)
    again = member.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    counted(runtime, lot, held=1)
    clock.advance(seconds=5)
    assert member.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_phase_is_that_of_the_clock(
    member: FlaskClient, runtime: Runtime, clock: FrozenClock
) -> None:
    with runtime.work() as work:
        opens_at = work.now + timedelta(hours=1)
        drop = a_drop(work, opens_at=opens_at)
        a_lot(work, drop)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    path = f"/ventes/{slug}/direct"
    found = []
    for at in (opens_at - timedelta(microseconds=1), opens_at):
        clock.move_to(at)
        told = member.get(path).json
        assert told is not None
        found.append(told["phase"])
    assert found == ["upcoming", "live"]


def test_a_drop_of_another_month_and_one_that_never_was(
    member: FlaskClient, runtime: Runtime
) -> None:
    with runtime.work() as work:
        drop = a_drop(work, opens_at=work.now - timedelta(days=40))
        a_lot(work, drop)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    told = member.get(f"/ventes/{slug}/direct").json
    assert told is not None
    assert told["phase"] == "closed"
    assert member.get("/ventes/jamais-vue/direct").status_code == 404


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ('W/"ab"', True),
        ('"ab"', True),
        ('W/"cd", W/"ab"', True),
        ("*", True),
        ('W/"cd"', False),
        ("", False),
        (None, False),
    ],
)
def test_a_tag_is_compared_weakly(asked: str | None, known: bool) -> None:
    assert is_known(asked, 'W/"ab"') is known
