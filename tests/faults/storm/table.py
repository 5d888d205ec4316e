"""One sale of a storm on the table: its drop and lots, and a lot that nobody lacks."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flashsale.kernel.ids import DropId, LotId
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.catalogue import drop_by_id
from tests.factories import a_drop, a_lot

PINGS_ALLOTTED = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is sold. opens_at, closes_at: by the clock of the store."""

    drop_id: DropId
    slug: str
    lots: tuple[LotId, ...]
    member_limit: int
    opens_at: datetime
    closes_at: datetime
    ping_slug: str
    ping_lot: LotId


def set_table(
    runtime: Runtime,
    allotments: tuple[int, ...],
    *,
    member_limit: int,
    opens_in_s: float,
    open_for_s: float,
    ahead_s: float = 0.0,
) -> Table:
    """Write a sale that opens in a moment.

    ahead_s: by how much the clock of the store is ahead of ours.
    """
    opens_at = datetime.now(UTC) + timedelta(seconds=opens_in_s + ahead_s)
    closes_at = opens_at + timedelta(seconds=open_for_s)
    with runtime.work() as work:
        drop = a_drop(
            work, opens_at=opens_at, closes_at=closes_at, member_limit=member_limit
        )
        lots = tuple(a_lot(work, drop, allotted=units) for units in allotments)
        ping = a_drop(work, opens_at=opens_at - timedelta(hours=1), member_limit=9)
        ping_lot = a_lot(work, ping, allotted=PINGS_ALLOTTED)
    for each in (drop, ping):
        admission.keep(runtime, each)
    with runtime.read() as work:
        facts, ping_facts = drop_by_id(work, drop), drop_by_id(work, ping)
    assert facts is not None
    assert ping_facts is not None
    return Table(
        drop_id=drop,
        slug=facts.slug,
        lots=lots,
        member_limit=member_limit,
        opens_at=opens_at,
        closes_at=closes_at,
        ping_slug=ping_facts.slug,
        ping_lot=ping_lot,
    )


def seconds(at: datetime, ahead_s: float = 0.0) -> float:
    """Return an instant of the store's clock as seconds of this machine's."""
    return at.timestamp() - ahead_s


def now() -> float:
    """Return seconds of this machine's clock."""
    return time.time()
