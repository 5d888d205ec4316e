"""How the cost of being let in grows: with members, with lots, with live holds.

One hold after the other over one connection, so that nothing is hidden by waiting in
line: what is told is the median of how long one takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bench import asked, people
from bench.figures import expect, warm_up
from bench.house import House
from bench.people import Sale
from flashsale.sales import holds
from flashsale.sales.holds import HoldPlaced, HoldRequest

# The last size may cost this many times what the first one does.
MOST = 1.3
ASKED = 200
ROUNDS = 3
PLACED_TOGETHER = 1_000


@dataclass(frozen=True, slots=True)
class Axis:
    """Something that grows. grow: makes it so many, and returns a sale to measure."""

    name: str
    sizes: tuple[int, ...]
    grow: Callable[[House, int], Sale]


@dataclass(frozen=True, slots=True)
class Point:
    """What one size costs: milliseconds of a hold, of its page, of the processors."""

    size: int
    hold_ms: float
    page_ms: float
    house_ms: float


@dataclass(frozen=True, slots=True)
class Curve:
    """An axis as it was measured, the smallest size first."""

    name: str
    points: tuple[Point, ...]

    @property
    def growth(self) -> float:
        """How many times what the smallest size costs the largest one does."""
        return self.points[-1].hold_ms / self.points[0].hold_ms


def _members(house: House, size: int) -> Sale:
    have = people.how_many(house.runtime)
    house.members(max(0, size - have))
    return house.sale(allotted=10_000)


def _lots(house: House, size: int) -> Sale:
    return house.sale(allotted=10_000, lots=size)


def _live_holds(house: House, size: int) -> Sale:
    sale, holders = house.sale(allotted=size + 10_000), house.members(size)
    for start in range(0, size, PLACED_TOGETHER):
        with house.runtime.work() as work:
            for holder in holders[start : start + PLACED_TOGETHER]:
                request = HoldRequest(
                    member_id=holder.member_id,
                    lot_id=sale.lot_id,
                    quantity=1,
                    request_token=f"live-{holder.member_id}",
                )
                assert isinstance(holds.place(work, request), HoldPlaced)
    return sale


AXES = (
    Axis("members", (1_000, 10_000, 100_000), _members),
    Axis("lots in the drop", (1, 10, 100, 500), _lots),
    Axis("live holds in the drop", (10, 100, 1_000, 10_000), _live_holds),
)


def curve(axis: Axis, house_on: Callable[[], AbstractContextManager[House]]) -> Curve:
    """Let one thing grow in a house of its own, and measure each size."""
    with house_on() as house:
        warm_up(house, sale_of=200)
        return Curve(axis.name, tuple(_point(house, axis, n) for n in axis.sizes))


def _point(house: House, axis: Axis, size: int) -> Point:
    sale = axis.grow(house, size)
    rounds = sorted((_once(house, sale, size) for _ in range(ROUNDS)), key=_by_hold)
    return rounds[len(rounds) // 2]


def _by_hold(point: Point) -> float:
    return point.hold_ms


def _once(house: House, sale: Sale, size: int) -> Point:
    crowd = house.members(ASKED)
    looks: Sequence[bytes] = [asked.page(sale, person) for person in crowd]
    # The first look of each reads who they are; what is measured is a second one.
    house.drive(looks, connections=4, seconds=0)
    page = expect(house.drive(looks, connections=1, seconds=0.5), {"200"}, "a page")
    wishes = [asked.wish(sale, person) for person in crowd]
    hold = expect(house.drive(wishes, connections=1, seconds=0), {"303"}, "a hold")
    return Point(size, hold.outcome.p50_ms, page.outcome.p50_ms, hold.house_us / 1_000)
