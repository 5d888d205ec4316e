"""The figures that are ratios: what the house answers in a second, and the floor.

Each round of a figure drives the floor right before it, so that both see the same
machine; the ratio of a figure is the median of its rounds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from statistics import median

from bench import asked, checkout
from bench.driver import Outcome
from bench.house import House, Measured
from flashsale.kernel.ids import MemberId
from flashsale.sales.gate import GateRequest

SIGNED_IN = 64
CONNECTIONS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    rounds: drives the house once and says what came of it; made anew for each store.
    target: the least ratio, by whether the store is SQLite; None where none is set.
    """

    name: str
    prepare: Callable[[House], Callable[[], Measured]]
    target: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure as it was measured. per_second, latencies in ms: of the median round."""

    name: str
    per_second: float
    ratio: float
    spread: tuple[float, float]
    target: float | None
    p50_ms: float
    p99_ms: float
    house_us: float

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where none is set."""
        return None if self.target is None else self.ratio >= self.target


def seconds() -> float:
    """Return how long one round is driven (BENCH_SECONDS, 1 by default)."""
    return float(os.environ.get("BENCH_SECONDS", "1"))


def measure(house: House, figure: Figure, rounds: int) -> Row:
    """Drive a figure and the floor in turn, and return the median of the rounds."""
    drive = figure.prepare(house)
    found = []
    for _ in range(rounds):
        floor = hello(house).outcome.per_second
        measured = drive()
        found.append((measured.outcome.per_second / floor, measured))
    found.sort(key=lambda one: one[0])
    ratio, middle = found[len(found) // 2]
    target = figure.target
    return Row(
        name=figure.name,
        per_second=middle.outcome.per_second,
        ratio=ratio,
        spread=(found[0][0], found[-1][0]),
        target=None if target is None else target[not _is_sqlite(house)],
        p50_ms=median(one.outcome.p50_ms for _, one in found),
        p99_ms=median(one.outcome.p99_ms for _, one in found),
        house_us=median(one.house_us for _, one in found),
    )


def _is_sqlite(house: House) -> bool:
    return house.runtime.database.is_sqlite


def expect(measured: Measured, statuses: Collection[str], what: str) -> Measured:
    """Return what was measured; raises RuntimeError on any other answer."""
    if set(measured.outcome.statuses) - set(statuses):
        raise RuntimeError(f"{what} answered {measured.outcome.statuses}")
    return measured


def hello(house: House, path: str = "/") -> Measured:
    """Drive the bare route: the floor of every figure."""
    requests = [asked.get(path)]
    return house.drive(requests, seconds=seconds() * 0.7, on_floor=True)


def _page(path_of: Callable[[str], str]) -> Callable[[House], Callable[[], Measured]]:
    def prepare(house: House) -> Callable[[], Measured]:
        path = path_of(house.sale(allotted=200).slug)
        people = house.members(SIGNED_IN)
        requests = [asked.get(path, person.cookie) for person in people]

        def drive() -> Measured:
            house.drive(requests, seconds=0.5)
            return expect(house.drive(requests, seconds=seconds()), {"200"}, path)

        return drive

    return prepare


def _refused(house: House) -> Callable[[], Measured]:
    # Before its opening a drop refuses without counting anyone's tries.
    closed = house.sale(allotted=1, opens_in_s=3_600)
    crowd = house.members(SIGNED_IN)
    wishes = [asked.wish(closed, person) for person in crowd]
    looks = [asked.page(closed, person) for person in crowd]

    def drive() -> Measured:
        house.drive(looks + wishes, seconds=0.5)
        return expect(house.drive(wishes, seconds=seconds()), {"403"}, "a refused hold")

    return drive


def _admitted(house: House) -> Callable[[], Measured]:
    count = int(800 * seconds())

    def drive() -> Measured:
        sale, people = house.sale(allotted=count), house.members(count)
        warm_up(house, sale_of=200)
        wishes = [asked.wish(sale, person) for person in people]
        return expect(house.drive(wishes, seconds=0), {"303"}, "a hold")

    return drive


def warm_up(house: House, *, sale_of: int) -> None:
    """Let the processes meet what a hold needs: by noon a house has sold before."""
    sale, people = house.sale(allotted=sale_of), house.members(sale_of)
    wishes = [asked.wish(sale, person) for person in people]
    expect(house.drive(wishes, seconds=0), {"303"}, "a hold")


def _gate(house: House) -> Callable[[], Measured]:
    sale = house.sale(allotted=100_000)
    numbers = iter(range(1, 100_000))

    def drive() -> Measured:
        calls, begun = 0, time.perf_counter()
        while (taken := time.perf_counter() - begun) < seconds():
            number = next(numbers)
            house.runtime.gate.admit(
                GateRequest(
                    drop_id=sale.drop_id,
                    epoch=sale.epoch,
                    lot_id=sale.lot_id,
                    member_id=MemberId(number),
                    units=1,
                    token=f"gate-{number:08}",
                )
            )
            calls += 1
        return Measured(Outcome(sent=calls, per_second=calls / taken), 0)

    return drive


def _checkout(house: House) -> Callable[[], Measured]:
    count = int(150 * seconds())

    def drive() -> Measured:
        ways = checkout.ways(house, count)
        return expect(
            house.drive(
                ways,
                seconds=0,
                connections=CONNECTIONS // 2,
                steps=checkout.STEPS,
                whole=True,
            ),
            {"303"},
            "a checkout",
        )

    return drive


FIGURES = (
    Figure(
        name="the server alone, without Flask",
        prepare=lambda house: lambda: hello(house, "/bare"),
    ),
    Figure(name="today's page, warm", prepare=_page(lambda _: "/"), target=(3.0, 3.0)),
    Figure(
        name="drop page, warm",
        prepare=_page(lambda slug: f"/ventes/{slug}"),
        target=(3.0, 3.0),
    ),
    Figure(
        name="live numbers",
        prepare=_page(lambda slug: f"/ventes/{slug}/direct"),
        target=(3.0, 3.0),
    ),
    Figure(name="hold refused", prepare=_refused, target=(0.7, 0.7)),
    Figure(name="hold admitted, durable", prepare=_admitted, target=(0.09, 0.08)),
    Figure(name="checkout, order to paid", prepare=_checkout, target=(0.02, 0.02)),
    Figure(name="the gate alone, one thread", prepare=_gate),
)
