"""The two microseconds around each bound: SQL and the gate agree on its side."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, LotId, MemberId, OfferId
from flashsale.members.buyers import set_early_access
from flashsale.runtime import Runtime
from flashsale.sales import (
    accepting,
    admission,
    holds,
    offers,
    opening_gate,
    opening_queue,
    releases,
)
from flashsale.sales.admission import Wish
from flashsale.sales.gate import Verdict
from flashsale.sales.holds import HoldPlaced, HoldRefused, HoldRequest, Pinned
from flashsale.sales.models import Drop, Hold, WaitOffer
from flashsale.sales.stock import Refusal
from flashsale.sales.waiting import WaitRefusal
from flashsale.sales.waitlist import WaitRefused
from tests.factories import a_drop, a_lot, a_member, a_rush
from tests.waiting import hold, open_offers, wait

MICROSECOND, MILLISECOND = timedelta(microseconds=1), timedelta(milliseconds=1)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Sale:
    """A drop that opens in an hour, for early access half an hour before."""

    def __init__(
        self, runtime: Runtime, clock: FrozenClock, *, per_minute: int = 0
    ) -> None:
        """Schedule it, let one member queue, and let the gate know all of it."""
        self.runtime, self.clock = runtime, clock
        with runtime.work() as work:
            self.opens_at = work.now + 60 * MINUTE
            self.drop = DropId(a_drop(work, opens_at=self.opens_at))
            self.lot = LotId(a_lot(work, self.drop, allotted=20))
            if per_minute:
                a_rush(work, self.drop, per_minute=per_minute)
        admission.keep(runtime, self.drop)

    def member(self, *, early: bool = False) -> MemberId:
        with self.runtime.work() as work:
            member = a_member(work)
            if early:
                set_early_access(work, member, self.opens_at + DAY)
        return member

    def by_sql(self, member: MemberId, token: str) -> Refusal | None:
        """Ask SQL alone."""
        with self.runtime.work() as work:
            request = HoldRequest(
                member_id=member, lot_id=self.lot, quantity=1, request_token=token
            )
            outcome = holds.place(work, request)
        return outcome.refusal if isinstance(outcome, HoldRefused) else None

    def by_gate(self, member: MemberId, token: str, *, early: bool) -> Verdict:
        """Ask the gate alone."""
        with self.runtime.read() as work:
            epoch = work.session.get_one(Drop, self.drop).epoch
        wish = Wish(
            drop_id=self.drop,
            epoch=epoch,
            lot_id=self.lot,
            member_id=member,
            quantity=1,
            token=token,
            early=early,
        )
        return admission.ask(self.runtime, wish)


BOUNDS: list[tuple[str, timedelta, bool, tuple[Refusal | None, Refusal | None]]] = [
    # The bound, after the opening; who asks; the answer before it, and at it.
    ("early access", -30 * MINUTE, True, (Refusal.NOT_OPEN, None)),
    ("nobody else early", -30 * MINUTE, False, (Refusal.NOT_OPEN, Refusal.NOT_OPEN)),
    ("opening", timedelta(), False, (Refusal.NOT_OPEN, None)),
    ("early at the opening", timedelta(), True, (None, None)),
    ("closing", DAY, False, (None, Refusal.CLOSED)),
    ("early at the closing", DAY, True, (None, Refusal.CLOSED)),
]


@pytest.mark.parametrize(
    ("after", "early", "answers"),
    [bound[1:] for bound in BOUNDS],
    ids=[bound[0] for bound in BOUNDS],
)
def test_the_gate_and_sql_agree_on_the_bounds_of_a_window(
    runtime: Runtime,
    clock: FrozenClock,
    after: timedelta,
    early: bool,
    answers: tuple[Refusal | None, Refusal | None],
) -> None:
    sale = Sale(runtime, clock)
    member, bound = sale.member(early=early), sale.opens_at + after
    for at, refusal in zip((bound - MICROSECOND, bound), answers, strict=True):
        clock.move_to(at)
        # A refusal that SQL has not confirmed for a while sends one to ask SQL.
        admission.keep(runtime, sale.drop)
        verdict = sale.by_gate(member, f"gate-{at}", early=early)
        assert admission.REFUSAL_OF.get(verdict) == refusal, verdict
        assert sale.by_sql(member, f"sql-{at}") == refusal


@pytest.mark.parametrize("per_minute", [1, 7, 60, 3_000])
def test_a_turn_comes_at_its_microsecond_and_the_gate_is_never_before_it(
    runtime: Runtime, clock: FrozenClock, per_minute: int
) -> None:
    sale = Sale(runtime, clock, per_minute=per_minute)
    clock.move_to(sale.opens_at - MINUTE)
    crowd = [sale.member() for _ in range(4)]
    with runtime.work() as work:
        for member in crowd:
            opening_queue.join(work, sale.drop, member)
    clock.move_to(sale.opens_at + timedelta(seconds=1))
    with runtime.work() as work:
        opening_queue.settle(work, sale.drop)
        places = {
            place.turn: member
            for member in crowd
            if (place := opening_queue.place_of(work, sale.drop, member))
        }
    opening_gate.keep_turns(runtime, sale.drop)
    turn = 3
    at = sale.opens_at + turn * 60_000_000 // per_minute * MICROSECOND
    whole = at.replace(microsecond=at.microsecond // 1000 * 1000)
    gate_at = whole if whole == at else whole + MILLISECOND
    member = places[turn]
    clock.move_to(at - MICROSECOND)
    admission.keep(runtime, sale.drop)
    assert sale.by_gate(member, "a", early=False) is Verdict.NOT_YOUR_TURN
    assert sale.by_sql(member, "b") is Refusal.NOT_YOUR_TURN
    clock.move_to(at)
    assert sale.by_sql(member, "c") is None
    clock.move_to(gate_at)
    admission.keep(runtime, sale.drop)
    assert sale.by_gate(member, "d", early=False) is Verdict.ADMIT


def _ending(runtime: Runtime, clock: FrozenClock) -> tuple[Sale, MemberId, Hold]:
    sale = Sale(runtime, clock)
    clock.move_to(sale.opens_at)
    member = sale.member()
    assert sale.by_sql(member, "only") is None
    with runtime.read() as work:
        row = work.session.query(Hold).one()
    return sale, member, row


Deed = Callable[[Runtime, MemberId, Hold], bool]


def _pins(runtime: Runtime, member: MemberId, row: Hold) -> bool:
    with runtime.work() as work:
        return isinstance(holds.pin(work, member, (row.id,)), Pinned)  # type: ignore[arg-type]


def _extends(runtime: Runtime, member: MemberId, row: Hold) -> bool:
    with runtime.work() as work:
        outcome = holds.extend(work, member, row.id)  # type: ignore[arg-type]
        return isinstance(outcome, holds.HoldExtended)


def _is_not_swept(runtime: Runtime, member: MemberId, row: Hold) -> bool:
    with runtime.work() as work:
        return releases.expire_due(work) == 0


@pytest.mark.parametrize("deed", [_pins, _extends, _is_not_swept])
@pytest.mark.parametrize("is_over", [False, True])
def test_a_hold_is_over_at_its_instant(
    runtime: Runtime, clock: FrozenClock, deed: Deed, is_over: bool
) -> None:
    _, member, row = _ending(runtime, clock)
    clock.move_to(row.expires_at - (timedelta() if is_over else MICROSECOND))
    assert deed(runtime, member, row) is not is_over


@pytest.mark.parametrize("is_over", [False, True])
def test_an_offer_is_over_at_its_instant(
    runtime: Runtime, clock: FrozenClock, is_over: bool
) -> None:
    with runtime.work() as work:
        drop = DropId(a_drop(work))
        lot = LotId(a_lot(work, drop, allotted=1))
        anna, ben = a_member(work), a_member(work)
        held = hold(work, anna, lot)
        wait(work, ben, lot)
        releases.release(work, anna, held)
        ((_, _, offer),) = open_offers(work)
    expires_at = _expiry(runtime, offer)
    clock.move_to(expires_at - (timedelta() if is_over else MICROSECOND))
    with runtime.work() as work:
        assert offers.expire_due(work, drop) == int(is_over)
    with runtime.work() as work:
        outcome = accepting.accept(work, ben, offer, 1)
    expected = WaitRefused(WaitRefusal.OFFER_ENDED)
    assert outcome == expected if is_over else isinstance(outcome, HoldPlaced)


def _expiry(runtime: Runtime, offer: OfferId) -> datetime:
    with runtime.read() as work:
        return work.session.get_one(WaitOffer, offer).expires_at
