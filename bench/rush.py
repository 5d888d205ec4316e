"""Noon: two thousand members, five hundred copies, one second; and what it leaves.

Everybody is connected, loads the page, and posts a hold as soon as they have it. The
generator shares the machine with the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from sqlalchemy import select

from bench import asked
from bench.figures import warm_up
from bench.house import House
from bench.processes import Memory, memory
from flashsale.invariants import check_all
from flashsale.sales.models import Lot

MEMBERS, COPIES = 2_000, 500


@dataclass(frozen=True, slots=True)
class Noon:
    """How one rush went; instants in milliseconds from its start.

    sold: holds granted, as the store counts them. faults: answers of 500 and above.
    broken: invariants that do not hold afterwards.
    """

    sold: int
    faults: int
    p50_ms: float
    p99_ms: float
    sold_out_ms: float
    last_ms: float
    broken: tuple[str, ...]


def rush(house: House) -> Noon:
    """Let two thousand members come at once."""
    people = house.members(MEMBERS)
    warm_up(house, sale_of=100)
    sale = house.sale(allotted=COPIES)
    ways = [
        request
        for person in people
        for request in (asked.page(sale, person), asked.wish(sale, person))
    ]
    outcome = house.drive(ways, connections=MEMBERS, seconds=0, steps=2).outcome
    with house.runtime.read() as work:
        held = work.session.scalar(select(Lot.held).where(Lot.id == sale.lot_id)) or 0
    granted = outcome.statuses.get("303", 0)
    if granted != held:
        raise RuntimeError(f"{granted} were told of a hold, {held} are held")
    return Noon(
        sold=held,
        faults=sum(n for status, n in outcome.statuses.items() if status >= "500"),
        p50_ms=outcome.p50_ms,
        p99_ms=outcome.p99_ms,
        sold_out_ms=outcome.last_at_ms.get("303", 0.0),
        last_ms=outcome.seconds * 1000,
        broken=tuple(x.name for x in check_all(house.runtime) if not x.holds),
    )


def middle(noons: list[Noon]) -> Noon:
    """Return the medians of several rushes; of what must not happen, the worst."""
    return Noon(
        sold=max((noon.sold for noon in noons), key=lambda sold: abs(sold - COPIES)),
        faults=max(noon.faults for noon in noons),
        p50_ms=median(noon.p50_ms for noon in noons),
        p99_ms=median(noon.p99_ms for noon in noons),
        sold_out_ms=median(noon.sold_out_ms for noon in noons),
        last_ms=median(noon.last_ms for noon in noons),
        broken=tuple({name for noon in noons for name in noon.broken}),
    )


def kept_by(house: House) -> Memory:
    """Return the memory of web, worker and Valkey; a database server is not theirs."""
    return memory(house.processes(with_store=False))
