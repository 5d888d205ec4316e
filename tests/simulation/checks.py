"""What must hold at every instant of a play, looked at after each commit."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flashsale.kernel.ids import LotId
from flashsale.orders.lifecycle import NEXT as NEXT_PAYMENT
from flashsale.sales.doorman import REMEMBERED_FOR
from flashsale.sales.gate import Verdict
from flashsale.sales.stock import Refusal
from tests.simulation.house import House

# A refusal for want of copies may be false no longer than this (issue 3, §1).
FALSE_FOR = timedelta(seconds=5)
_WANT_OF_COPIES = (Refusal.SOLD_OUT, Refusal.ALL_HELD, Refusal.FEWER_LEFT)
_BY_THE_GATE = (Verdict.SOLD_OUT, Verdict.ALL_HELD, Verdict.FEWER_LEFT)
# Without a gate, the doorman repeats what SQL said less than a second ago.
_BY_THE_DOORMAN = (Verdict.UNKNOWN, Verdict.SILENT)
MOST_UNITS = 3
# The declared ways of a hold, an order and a payment (correctness.md, invariant 15).
NEXT: dict[str, Mapping[str, frozenset[str]]] = {
    "hold": {
        "active": frozenset({"paying", "released", "expired"}),
        "paying": frozenset({"active", "bought", "expired"}),
        "expired": frozenset({"bought"}),
        "bought": frozenset({"released"}),
        "released": frozenset(),
    },
    '"order"': {
        "pending": frozenset({"paid", "cancelled"}),
        "paid": frozenset(),
        "cancelled": frozenset(),
    },
    "payment": {
        str(stage): frozenset(map(str, after)) for stage, after in NEXT_PAYMENT.items()
    },
}


class Broken(AssertionError):
    """Something that must always hold did not."""


class Watch:
    """Looks at the store after every turn that changed it."""

    def __init__(self, house: House) -> None:
        """Watch over `house`."""
        self._house = house
        self._seen_writes = -1
        self._states: dict[str, dict[int, str]] = {table: {} for table in NEXT}
        # Since when a lot has at least 1, 2, 3 free units without a break.
        self._free: dict[int, int] = {}
        # Since when the gate refuses copies that are free.
        self._wrong_since: dict[int, datetime] = {}
        self._free_since: dict[int, list[datetime | None]] = {}

    def look(self) -> None:
        """Raise Broken when the store is not as it must be at this instant."""
        if self._house.store.writes == self._seen_writes:
            return
        self._seen_writes = self._house.store.writes
        self._look_at_lots()
        self._look_at_members()
        self._look_at_orders()
        for table, ways in NEXT.items():
            self._look_at_ways(table, ways)

    def _look_at_lots(self) -> None:
        promised = dict(
            self._house.store.rows(
                "SELECT lot_id, sum(quantity) FROM hold"
                " WHERE state IN ('active','paying','bought') GROUP BY lot_id"
            )
        )
        for lot, allotted, held, sold, offered in self._house.store.rows(
            "SELECT id, allotted, held, sold, offered FROM lot"
        ):
            counts = f"lot {lot}: {held}+{sold}+{offered} of {allotted}"
            free = allotted - held - sold - offered
            if min(held, sold, offered, free) < 0:
                raise Broken(f"oversold: {counts}")
            if promised.get(lot, 0) > allotted:
                raise Broken(f"oversold: {promised[lot]} promised; {counts}")
            self._note_free(lot, free)

    def _note_free(self, lot: int, free: int) -> None:
        self._free[lot] = free
        since = self._free_since.setdefault(lot, [None] * MOST_UNITS)
        for units in range(1, MOST_UNITS + 1):
            if free < units:
                since[units - 1] = None
            elif since[units - 1] is None:
                since[units - 1] = self._house.stage.now

    def _look_at_members(self) -> None:
        limit = self._house.stage.plan.member_limit
        over = self._house.store.rows(
            "SELECT member_id, sum(quantity) FROM hold"
            " WHERE state IN ('active','paying','bought')"
            " GROUP BY member_id HAVING sum(quantity) > :limit",
            limit=limit,
        )
        if over:
            raise Broken(f"members have more than {limit} of the drop: {over}")

    def _look_at_orders(self) -> None:
        let_go = self._house.store.rows(
            'SELECT h.id, h.state FROM order_line l JOIN "order" o ON o.id = l.order_id'
            " JOIN hold h ON h.id = l.hold_id"
            " WHERE o.state = 'pending' AND h.state IN ('active','released')"
        )
        if let_go:
            raise Broken(f"copies of an order under way were let go: {let_go}")
        twice = self._house.store.rows(
            'SELECT l.hold_id FROM order_line l JOIN "order" o ON o.id = l.order_id'
            " WHERE o.state IN ('pending','paid')"
            " GROUP BY l.hold_id HAVING count(*) > 1"
        )
        if twice:
            raise Broken(f"one hold stands in two orders: {twice}")

    def _look_at_ways(self, table: str, ways: Mapping[str, frozenset[str]]) -> None:
        known = self._states[table]
        for row, state in self._house.store.rows(
            f"SELECT id, state FROM {table}"  # noqa: S608 - the tables of NEXT
        ):
            was = known.get(row, state)
            if state != was:
                self._house.stage.seen[f"{table}: {was} to {state}"] += 1
                if state not in ways[was]:
                    raise Broken(f"{table} {row} went from {was} to {state}")
            known[row] = state

    def granted(self, lot: LotId) -> None:
        """Note that a copy was had: the gate does not refuse them all."""
        self._wrong_since.pop(lot, None)

    def refused(
        self,
        lot: LotId,
        units: int,
        asked_at: datetime,
        refusal: Refusal,
        verdict: Verdict | None,
    ) -> None:
        """Judge a refusal for want of copies: SQL's is true, the gate's soon."""
        stage = self._house.stage
        stage.seen[f"refused: {refusal}"] += 1
        if refusal not in _WANT_OF_COPIES:
            return
        self.look()
        since = self._free_since[lot][units - 1]
        # What happened in the instant of the question may have come after it.
        if since is None or since >= asked_at:
            self._wrong_since.pop(lot, None)
            return
        if verdict in _BY_THE_DOORMAN and asked_at < since + REMEMBERED_FOR:
            stage.seen["the doorman refused wrongly for a moment"] += 1
            return
        if verdict not in _BY_THE_GATE:
            raise Broken(f"SQL refused {units} of lot {lot}, free since {since}")
        asked = self._house.under_way.values()
        free = self._free[lot] - sum(wish[1] for wish in asked if wish[0] == lot)
        if free < units:
            return
        stage.seen["the gate refused wrongly for a moment"] += 1
        began = self._wrong_since.setdefault(lot, stage.now)
        if asked_at > max(began, since, stage.disturbed_at) + FALSE_FOR:
            raise Broken(f"the gate says {verdict}, {units} of lot {lot} are free")
