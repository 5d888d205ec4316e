"""A hold through any life, step by step against a small model (tests/hold_model.py)."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from flashsale.db import Database, Work
from flashsale.invariants import INVARIANTS
from flashsale.kernel.ids import DropId, HoldId, Ids, LotId
from flashsale.members.buyers import set_more_time
from flashsale.sales import drops, holds, purchases, releases, stock
from flashsale.sales.holds import (
    HoldExtended,
    HoldPlaced,
    HoldRequest,
    Pinned,
)
from flashsale.sales.models import Hold, Lot, MemberClaim, StockMove
from flashsale.sales.purchases import Bought
from flashsale.sales.releases import HoldReleased
from tests.conftest import THURSDAY_NOON
from tests.factories import a_drop, a_lot, a_member
from tests.hold_model import MINUTE, HoldModel, ModelHold
from tests.properties import of_machines

MICROSECOND = timedelta(microseconds=1)
MEMBERS = 3
PICKS = st.integers(0, 3)


class HoldMachine(RuleBasedStateMachine):
    """One lot, three members, a clock that jumps; all in one transaction, undone."""

    def __init__(self, database: Database) -> None:
        """Open the transaction."""
        super().__init__()
        self.session = database.session()
        self.session.begin()
        self.work = Work(self.session, THURSDAY_NOON, Ids())
        self.ids: list[HoldId] = []

    @initialize(copies=st.sampled_from((1, 1, 2, 4)), minutes=st.sampled_from((20, 90)))
    def open(self, copies: int, minutes: int) -> None:
        """Write the drop, its lot and its members."""
        work, closes = self.work, timedelta(minutes=minutes)
        self.drop = DropId(a_drop(work, opens_at=work.now, closes_at=work.now + closes))
        self.lot = LotId(a_lot(work, self.drop, allotted=copies))
        self.members = [a_member(work) for _ in range(MEMBERS)]
        self.model = HoldModel(copies, limit=2, closes=minutes * MINUTE)

    def teardown(self) -> None:
        """Look at every invariant of the house, then undo it all."""
        broken = [
            found for check in INVARIANTS if not (found := check(self.work)).holds
        ]
        self.session.rollback()
        self.session.close()
        assert broken == []

    def _picked(self, pick: int) -> tuple[ModelHold, HoldId]:
        """Return a hold: 0 is the latest one."""
        # The latest ones have most of their life before them.
        at = len(self.model.holds) - 1 - pick % min(4, len(self.model.holds))
        return self.model.holds[at], self.ids[at]

    def _has_holds(self) -> bool:
        return bool(self.model.holds)

    @rule(member=st.integers(0, MEMBERS - 1), units=st.sampled_from((1, 1, 2, 3)))
    def place(self, member: int, units: int) -> None:
        """Send a new form; after an expiry this is the retry."""
        self._place(member, units, f"form-{len(self.work.events)}-{self.ids}"[:60])

    @precondition(_has_holds)
    @rule(pick=PICKS)
    def place_again(self, pick: int) -> None:
        """Send a form that was sent before."""
        hold, _ = self._picked(pick)
        self._place(hold.member, hold.units, hold.token)

    def _place(self, member: int, units: int, token: str) -> None:
        known = len(self.model.holds)
        expected = self.model.place(member, units, token)
        request = HoldRequest(
            member_id=self.members[member],
            lot_id=self.lot,
            quantity=units,
            request_token=token,
        )
        outcome = holds.place(self.work, request)
        got = "placed" if isinstance(outcome, HoldPlaced) else str(outcome.refusal)
        assert got == expected
        if len(self.model.holds) > known and isinstance(outcome, HoldPlaced):
            self.ids.append(outcome.hold_id)

    @precondition(_has_holds)
    @rule(pick=PICKS)
    def extend(self, pick: int) -> None:
        """Ask for five minutes more."""
        hold, hold_id = self._picked(pick)
        outcome = holds.extend(self.work, self.members[hold.member], hold_id)
        is_extended = isinstance(outcome, HoldExtended)
        got = "extended" if is_extended else str(outcome.refusal)  # type: ignore[union-attr]
        assert got == self.model.extend(hold)

    @rule(member=st.integers(0, MEMBERS - 1), wanted=st.booleans())
    def need_more_time(self, member: int, wanted: bool) -> None:
        """Say that one needs more time, or no longer."""
        set_more_time(self.work, self.members[member], wanted)
        (self.model.patient.add if wanted else self.model.patient.discard)(member)

    @rule(member=st.integers(0, MEMBERS - 1))
    def enter_payment(self, member: int) -> None:
        """Come to the checkout."""
        raised = holds.enter_payment(self.work, self.members[member])
        assert raised == self.model.enter_payment(member)

    @precondition(_has_holds)
    @rule(pick=PICKS)
    def pin(self, pick: int) -> None:
        """Begin to pay."""
        hold, hold_id = self._picked(pick)
        outcome = holds.pin(self.work, self.members[hold.member], (hold_id,))
        got = "pinned" if isinstance(outcome, Pinned) else str(outcome.refusal)
        assert got == self.model.pin(hold)

    @precondition(_has_holds)
    @rule(pick=PICKS)
    def unpin(self, pick: int) -> None:
        """Leave the payment."""
        hold, hold_id = self._picked(pick)
        assert holds.unpin(self.work, (hold_id,)) == self.model.unpin(hold)

    @precondition(_has_holds)
    @rule(pick=PICKS)
    def release(self, pick: int) -> None:
        """Put it back on the table."""
        hold, hold_id = self._picked(pick)
        outcome = releases.release(self.work, self.members[hold.member], hold_id)
        is_back = isinstance(outcome, HoldReleased)
        got = "released" if is_back else str(outcome.refusal)  # type: ignore[union-attr]
        assert got == self.model.release(hold)

    @precondition(_has_holds)
    @rule(pick=PICKS)
    def buy(self, pick: int) -> None:
        """Have the payment come, in time or late."""
        hold, hold_id = self._picked(pick)
        outcome = purchases.buy(self.work, (hold_id,))
        assert isinstance(outcome, Bought) == self.model.buy(hold)

    @rule()
    def sweep(self) -> None:
        """Reclaim what is over."""
        assert releases.expire_due(self.work) == self.model.sweep()

    @rule()
    def suspend_or_resume(self) -> None:
        """Stop the drop, or let it go on."""
        turn = drops.schedule if self.model.is_suspended else drops.suspend
        assert isinstance(turn(self.work, self.drop), drops.DropSaved)
        self.model.is_suspended = not self.model.is_suspended

    @rule(minutes=st.sampled_from((-1.5, 0.5, 0.5, 2, 4, 5, 10, 31)))
    def jump(self, minutes: float) -> None:
        """Let time pass, or the clock be set back a little."""
        self._move(max(0, self.model.now + int(minutes * MINUTE)))

    @precondition(_has_holds)
    @rule(pick=PICKS, early=st.booleans())
    def come_to_an_end(self, pick: int, early: bool) -> None:
        """Go to the instant at which a hold ends, or just before it."""
        self._move(self._picked(pick)[0].expires - int(early))

    @rule(early=st.booleans())
    def come_to_closing(self, early: bool) -> None:
        """Go to the closing, or just before it."""
        self._move(self.model.closes - int(early))

    def _move(self, to: int) -> None:
        self.model.now = to
        self.work.now = THURSDAY_NOON + to * MICROSECOND

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        """Counts, claims, every hold, and the ledger's sums."""
        if not hasattr(self, "model"):
            return
        self.session.flush()
        self.session.expire_all()
        model, session = self.model, self.session
        lot = session.get_one(Lot, self.lot)
        assert (lot.held, lot.sold) == (model.held, model.sold)
        assert lot.available == model.free >= 0
        sums = (func.sum(StockMove.held), func.sum(StockMove.sold))
        ledger = session.execute(
            select(*sums).where(StockMove.lot_id == self.lot)
        ).one()
        assert tuple(int(each) for each in ledger) == (model.held, model.sold)
        claims = select(MemberClaim.member_id, MemberClaim.claimed).where(
            MemberClaim.drop_id == self.drop
        )
        claimed = {member: units for member, units in session.execute(claims) if units}
        assert claimed == {
            member: units
            for number, member in enumerate(self.members)
            if (units := model.claimed(number))
        }
        for hold, hold_id in zip(model.holds, self.ids, strict=True):
            row = session.get_one(Hold, hold_id)
            ends = (row.expires_at - THURSDAY_NOON) // MICROSECOND
            found = (row.state, row.quantity, ends, row.extensions)
            assert found == (hold.state, hold.units, hold.expires, hold.extensions)


@pytest.mark.hypothesis
def test_a_hold_lives_as_the_model_says(database: Database) -> None:
    run_state_machine_as_test(lambda: HoldMachine(database), settings=of_machines())


def lapsed(machine: HoldMachine) -> None:
    """Let one member's hold lapse three times, and ask once more for the last copy."""
    machine.open(copies=1, minutes=90)
    for _ in range(3):
        machine.place(0, 1)
        machine.come_to_an_end(0, early=False)
        machine.sweep()
    machine.place(0, 1)


def extended(machine: HoldMachine) -> None:
    """Extend the last copy twice, and one of two copies twelve times."""
    machine.open(copies=2, minutes=90)
    machine.place(0, 1)
    for _ in range(12):
        machine.extend(0)
        machine.jump(4)
    machine.place(1, 1)
    machine.extend(0)
    machine.extend(0)


def paid(machine: HoldMachine) -> None:
    """Come to the checkout late, begin to pay, leave, begin again."""
    machine.open(copies=1, minutes=90)
    machine.place(0, 1)
    machine.jump(5)
    machine.jump(4)
    machine.enter_payment(0)
    machine.the_store_says_what_the_model_says()
    machine.pin(0)
    machine.unpin(0)
    machine.enter_payment(0)
    machine.pin(0)
    machine.come_to_an_end(0, early=True)
    machine.buy(0)


WALKS = {"lapsed": lapsed, "extended": extended, "paid": paid}


def walk_through(database: Database, walk: str) -> None:
    """Go one of these ways and look at the store at its end."""
    machine = HoldMachine(database)
    try:
        WALKS[walk](machine)
        machine.the_store_says_what_the_model_says()
    finally:
        machine.session.rollback()
        machine.session.close()


@pytest.mark.parametrize("walk", WALKS)
def test_known_walks(database: Database, walk: str) -> None:
    walk_through(database, walk)


@pytest.mark.parametrize(
    ("walk", "rule_of_stock", "broken"),
    [
        ("lapsed", "EXPIRIES_BEFORE_WAITLIST", 4),
        ("lapsed", "HOLD_FOR", timedelta(minutes=11)),
        ("extended", "EXTENSIONS_CONTESTED", 2),
        ("extended", "LONGEST_UNCONTESTED", timedelta(minutes=59)),
        ("paid", "PAYMENT_RAISES_TO", timedelta(minutes=6)),
        ("paid", "PAYMENT_PINS_FOR", timedelta(minutes=16)),
    ],
)
def test_the_control_a_broken_rule_is_noticed(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    walk: str,
    rule_of_stock: str,
    broken: object,
) -> None:
    # `holds.py` reads the numbers of `stock.py` where it needs them.
    monkeypatch.setattr(stock, rule_of_stock, broken)
    with pytest.raises(AssertionError):
        walk_through(database, walk)


def test_three_lapses_lead_to_the_waitlist_and_a_purchase_forgives(
    database: Database,
) -> None:
    machine = HoldMachine(database)
    machine.open(copies=2, minutes=90)
    for _ in range(3):
        machine.place(0, 1)
        machine.come_to_an_end(0, early=False)
        machine.sweep()
    machine.place(1, 1)
    assert machine.model.place(0, 1, "seen") == "waitlist_only"
    machine.place(0, 1)
    machine.the_store_says_what_the_model_says()
    # Paid for late: what lapsed is taken again, and counts as bought.
    machine.buy(3)
    machine.the_store_says_what_the_model_says()
    machine.teardown()


def test_a_payment_over_closing_ends_fifteen_minutes_after_it(
    database: Database,
) -> None:
    machine = HoldMachine(database)
    machine.open(copies=1, minutes=20)
    machine.need_more_time(0, True)
    machine.come_to_closing(early=True)
    machine.place(0, 1)
    assert machine.model.holds[0].expires == 35 * MINUTE
    machine.jump(0.5)
    machine.suspend_or_resume()
    machine.pin(0)
    machine.the_store_says_what_the_model_says()
    machine.come_to_an_end(0, early=False)
    machine.extend(0)
    machine.pin(0)
    machine.sweep()
    machine.buy(0)
    machine.the_store_says_what_the_model_says()
    machine.teardown()
