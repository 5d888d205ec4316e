"""The rows of the table: each a figure of the house, as a ratio to a floor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.driver import Outcome
from bench.house import House, Person, Sale, get, post
from flashsale.kernel.ids import MemberId
from flashsale.sales.gate import GateRequest


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


def pages(house: House, floor: Outcome) -> Iterator[Row]:
    """Today's page and a drop's page, warm, signed in."""
    sale = house.sale(allotted=200)
    cookies = [person.cookie for person in house.members(64)]
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
    wishes = [_wish(granted, person) for person in people]
    outcome = house.drive(wishes, seconds=0)
    yield _row("hold admitted", _check(outcome, {"303"}, "hold admitted"), floor)
    # Before its opening a drop refuses without counting anyone's tries.
    closed = house.sale(allotted=1, opens_in_s=3_600)
    crowd = house.members(64)
    pages_first = [get(f"/ventes/{closed.slug}", person.cookie) for person in crowd]
    wishes = [_wish(closed, person) for person in crowd]
    house.drive(pages_first + wishes, seconds=0.5)
    outcome = house.drive(wishes, seconds=seconds())
    yield _row("hold refused", _check(outcome, {"403"}, "hold refused"), floor)


def _wish(sale: Sale, person: Person) -> bytes:
    body = f"lot={sale.lot_id}&quantity=1&token={sale.slug}-{person.member_id}"
    path = f"/ventes/{sale.slug}/garder"
    return post(path, body, person.cookie, person.form_token)


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
