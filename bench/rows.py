"""The rows of the table: each a figure of the house, as a ratio to a floor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.driver import Outcome
from bench.house import House, get, post
from flashsale.kernel.ids import MemberId
from flashsale.sales.gate import GateRequest

FORM_TOKEN = "csrf_token"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, how often a second, and against which floor."""

    name: str
    per_second: float
    ratio: float
    floor: str
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    note: str = ""


def seconds() -> float:
    """Return how long each row is driven (BENCH_SECONDS, 3 by default)."""
    return float(os.environ.get("BENCH_SECONDS", "3"))


def hello(house: House) -> Outcome:
    """Drive the bare route: the floor of every page."""
    return house.drive([get("/")], seconds=seconds(), on_floor=True)


def _check(outcome: Outcome, expected: set[str], what: str) -> Outcome:
    unexpected = set(outcome.statuses) - expected
    if unexpected:
        raise RuntimeError(f"{what} answered {outcome.statuses}")
    return outcome


def _row(name: str, outcome: Outcome, floor: Outcome, note: str = "") -> Row:
    return Row(
        name,
        outcome.per_second,
        outcome.per_second / floor.per_second,
        "hello",
        outcome.p50_ms,
        outcome.p99_ms,
        note,
    )


def _form_token(house: House, cookie: str) -> str:
    # What Flask-WTF would have put in the page of this session.
    from flask_wtf.csrf import generate_csrf

    from flashsale.app import create_app

    app = create_app(house.runtime)
    with app.test_request_context(headers={"Cookie": cookie}):
        return str(generate_csrf())


def pages(house: House, floor: Outcome) -> Iterator[Row]:
    """Today's page and a drop's page, warm, signed in."""
    sale = house.sale(allotted=200)
    cookies = [cookie for _, cookie in house.members(64)]
    for name, path in (
        ("today's page, warm", "/"),
        ("drop page, warm", f"/ventes/{sale.slug}"),
    ):
        requests = [get(path, cookie) for cookie in cookies]
        house.drive(requests, seconds=0.5)
        outcome = house.drive(requests, seconds=seconds())
        yield _row(name, _check(outcome, {"200"}, name), floor)


def holds(house: House, floor: Outcome) -> Iterator[Row]:
    """A hold that is granted, durable, and one that the gate refuses."""
    count = 1_500
    granted = house.sale(allotted=count)
    people = house.members(count)
    outcome = house.drive(
        [
            post(
                f"/ventes/{granted.slug}/garder",
                f"lot={granted.lot_id}&quantity=1&token=bench-{member}",
                cookie,
                _form_token(house, cookie),
            )
            for member, cookie in people
        ],
        seconds=0,
    )
    yield _row("hold admitted", _check(outcome, {"303"}, "hold admitted"), floor)
    gone = house.sale(allotted=1)
    house.drive([_refused_post(house, gone, *people[0])], connections=1, seconds=0)
    refused = [_refused_post(house, gone, *who) for who in people[1:]]
    outcome = house.drive(refused, seconds=seconds())
    checked = _check(outcome, {"409", "429"}, "hold refused")
    yield _row("hold refused", checked, floor, note=f"{checked.statuses}")


def _refused_post(house: House, sale: object, member: MemberId, cookie: str) -> bytes:
    slug, lot = sale.slug, sale.lot_id  # type: ignore[attr-defined]
    body = f"lot={lot}&quantity=1&token=gone-{member}"
    return post(f"/ventes/{slug}/garder", body, cookie, _form_token(house, cookie))


def gate(house: House, floor: Outcome) -> Iterator[Row]:
    """The gate's function called directly, from one thread: what a hold cannot beat."""
    sale = house.sale(allotted=1_000_000 // 10)
    for name, token in (("gate's function, admitted", "a"),):
        until = time.perf_counter() + seconds()
        calls = 0
        while time.perf_counter() < until:
            house.runtime.gate.admit(
                GateRequest(
                    drop_id=sale.drop_id,
                    epoch=sale.epoch,
                    lot_id=sale.lot_id,
                    member_id=MemberId(calls + 1),
                    units=1,
                    token=f"{token}{calls:08}",
                )
            )
            calls += 1
        rate = calls / seconds()
        yield Row(name, rate, rate / floor.per_second, "hello")


ROWS: tuple[Callable[[House, Outcome], Iterator[Row]], ...] = (pages, holds, gate)
