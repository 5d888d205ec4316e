"""Is the journal of the members explainable by one serial order, lot by lot?

A hold takes effect somewhere between its question and its answer; it gives back at its
member's request, or at the instant they were told, and never once bought. Placing every
taking at its answer and every giving back at its question is the most lenient order
there is: if even then more is claimed than was allotted, no order explains it
(correctness.md, invariant 34).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flashsale.kernel.ids import LotId
from tests.simulation.journal import Kept


@dataclass(frozen=True, slots=True)
class Allotted:
    """A change of a lot's allotment, as it took effect."""

    lot_id: LotId
    units: int
    at: datetime


_FIRST, _THEN = 0, 1


def _claims(kept: Iterable[Kept]) -> Iterator[tuple[datetime, int, int]]:
    """Give the changes of what is certainly claimed: instant, order in it, units."""
    for hold in kept:
        end = hold.until
        if hold.let_go_at is not None:
            end = min(end, hold.let_go_at)
        if hold.bought_at is not None and hold.bought_at <= end:
            yield (hold.told_at, _THEN, hold.units)
            continue
        if end > hold.told_at:
            yield (hold.told_at, _THEN, hold.units)
            yield (end, _FIRST, -hold.units)
        if hold.bought_at is not None:
            # Paid late: taken again from free units.
            yield (hold.bought_at, _THEN, hold.units)


def unexplained(
    lot_id: LotId, kept: Iterable[Kept], allotted: Iterable[Allotted]
) -> str | None:
    """Return where no serial order explains a lot's journal, or None."""
    changes = [
        (at, order, units, 0)
        for at, order, units in _claims(hold for hold in kept if hold.lot_id == lot_id)
    ]
    changes += [
        (change.at, _FIRST if change.units > 0 else _THEN, 0, change.units)
        for change in allotted
        if change.lot_id == lot_id
    ]
    claimed = capacity = 0
    for at, _, taken, given in sorted(changes):
        claimed, capacity = claimed + taken, capacity + given
        if claimed > capacity:
            return f"lot {lot_id}: {claimed} of {capacity} acknowledged at {at}"
    return None
