"""The gate knows the turns: it refuses the crowd, SQL is spared and still decides."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import select

from flashsale.job_runtime import run_jobs_with
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.runtime import Runtime
from flashsale.sales import (
    admission,
    drops,
    jobs,
    opening_gate,
    opening_invariants,
    opening_queue,
)
from flashsale.sales.admission import Wish
from flashsale.sales.gate import Verdict, keys_of
from flashsale.sales.holds import HoldPlaced, HoldRefused
from flashsale.sales.models import Drop, Rush
from flashsale.sales.stock import Refusal
from tests.conftest import THURSDAY_NOON
from tests.factories import a_drop, a_lot, a_member, a_rush
from tests.queries import asked_of

OPENS = THURSDAY_NOON
SECOND = timedelta(seconds=1)


class Door:
    """A queued drop with people in it, a gate in front, one turn a second."""

    def __init__(self, runtime: Runtime, clock: FrozenClock, people: int) -> None:
        """Let `people` join and the opening come; `members` are in drawn order."""
        self.runtime, self.clock = runtime, clock
        clock.move_to(OPENS - timedelta(minutes=5))
        with runtime.work() as work:
            self.drop: DropId = a_rush(work, a_drop(work, opens_at=OPENS))
            self.lot: LotId = a_lot(work, self.drop, allotted=50)
            joined = [a_member(work) for _ in range(people)]
            for member in joined:
                opening_queue.join(work, self.drop, member)
        clock.move_to(OPENS + SECOND)
        admission.keep(runtime, self.drop)
        self.settle()
        with runtime.read() as work:
            places = {m: opening_queue.place_of(work, self.drop, m) for m in joined}
        self.members = sorted(joined, key=lambda m: places[m].turn)  # type: ignore[union-attr]

    def settle(self) -> None:
        with self.runtime.work() as work:
            opening_queue.settle(work, self.drop)

    def wish(self, member: MemberId, token: str = "first-one") -> Wish:
        with self.runtime.read() as work:
            epoch = work.session.scalar(select(Drop.epoch))
        assert epoch is not None
        return Wish(
            drop_id=self.drop,
            epoch=epoch,
            lot_id=self.lot,
            member_id=member,
            quantity=1,
            token=token,
        )

    def turns(self, redis: Redis) -> int:
        with self.runtime.read() as work:
            epoch = work.session.scalar(select(Drop.epoch))
        return redis.hlen(keys_of(self.drop, epoch or 0)[4])


@pytest.fixture
def door(runtime: Runtime, clock: FrozenClock) -> Door:
    return Door(runtime, clock, 5)


@pytest.fixture
def statements(runtime: Runtime) -> Iterator[list[str]]:
    with asked_of(runtime.database.engine) as said:
        yield said


def test_who_must_wait_is_refused_without_sql(
    door: Door, statements: list[str]
) -> None:
    waits, enters = door.wish(door.members[4]), door.wish(door.members[1])
    statements.clear()
    outcome = admission.hold(door.runtime, waits)
    assert outcome == HoldRefused(Refusal.NOT_YOUR_TURN)
    assert statements == []
    assert isinstance(admission.hold(door.runtime, enters), HoldPlaced)


def test_an_emptied_gate_learns_the_turns_again_and_lets_nobody_past(
    door: Door, valkey: Redis
) -> None:
    valkey.flushall()
    waits = door.wish(door.members[4])
    assert admission.ask(door.runtime, waits) is Verdict.UNKNOWN
    outcome = admission.hold(door.runtime, waits)
    assert outcome == HoldRefused(Refusal.NOT_YOUR_TURN), "SQL decides"
    assert door.turns(valkey) == 5
    waits = door.wish(door.members[4])
    assert admission.ask(door.runtime, waits) is Verdict.NOT_YOUR_TURN
    entered = admission.hold(door.runtime, door.wish(door.members[0]))
    assert isinstance(entered, HoldPlaced)


def test_without_any_gate_the_order_is_kept(
    door: Door, clock: FrozenClock, valkey: Redis
) -> None:
    for member in reversed(door.members):
        valkey.flushall()
        outcome = admission.hold(door.runtime, door.wish(member))
        has_come = member in door.members[:2]
        assert isinstance(outcome, HoldPlaced) is has_come


def test_the_gate_is_told_the_turns_of_who_comes_later(
    door: Door, clock: FrozenClock, valkey: Redis
) -> None:
    clock.advance(seconds=10)
    with door.runtime.work() as work:
        late = a_member(work)
        opening_queue.join(work, door.drop, late)
    wish = door.wish(late)
    admission.keep(door.runtime, door.drop)
    assert admission.ask(door.runtime, wish) is Verdict.NOT_YOUR_TURN
    run_jobs_with(door.runtime)
    jobs.settle_queues()
    assert door.turns(valkey) == 6
    assert isinstance(admission.hold(door.runtime, wish), HoldPlaced)


def test_turns_that_were_lost_in_between_are_told_again(
    door: Door, valkey: Redis
) -> None:
    key = keys_of(door.drop, door.wish(door.members[0]).epoch)[4]
    for lost in (door.members[:1], door.members[3:], door.members):
        valkey.hdel(key, *lost)
        opening_gate.keep_turns(door.runtime, door.drop)
        kept = {int(m): int(turn) for m, turn in valkey.hgetall(key).items()}
        assert kept == {member: turn for turn, member in enumerate(door.members)}


def test_a_long_queue_is_told_in_parts(
    runtime: Runtime, clock: FrozenClock, valkey: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_gate, "TOLD_AT_ONCE", 3)
    door = Door(runtime, clock, 8)
    assert door.turns(valkey) == 8


def test_once_the_queue_is_over_the_gate_asks_for_no_turn(
    door: Door, clock: FrozenClock
) -> None:
    clock.move_to(OPENS + timedelta(minutes=30))
    door.settle()
    with door.runtime.work() as work:
        assert work.session.scalars(select(Rush)).one().ended_at is not None
        outsider = a_member(work)
    assert isinstance(admission.hold(door.runtime, door.wish(outsider)), HoldPlaced)


def test_a_pause_puts_off_the_turns_at_the_gate_as_in_sql(
    door: Door, clock: FrozenClock, statements: list[str]
) -> None:
    """Of five turns two had come; the pause lasts ten minutes and a microsecond."""
    with door.runtime.work() as work:
        drops.suspend(work, door.drop)
    assert admission.ask(door.runtime, door.wish(door.members[0])) is Verdict.SUSPENDED
    clock.move_to(OPENS + timedelta(minutes=10, microseconds=1))
    with door.runtime.work() as work:
        drops.schedule(work, door.drop)
    # The first second of the opening was over when the pause began.
    comes = clock.now() + SECOND
    waits, enters = door.wish(door.members[2], "a"), door.wish(door.members[0], "b")
    statements.clear()
    clock.move_to(comes - timedelta(milliseconds=1))
    assert admission.hold(door.runtime, waits) == HoldRefused(Refusal.NOT_YOUR_TURN)
    assert statements == []
    assert isinstance(admission.hold(door.runtime, enters), HoldPlaced)
    clock.move_to(comes + timedelta(milliseconds=1))
    waits = door.wish(door.members[2], "c")
    assert isinstance(admission.hold(door.runtime, waits), HoldPlaced)
    with door.runtime.read() as work:
        found = opening_invariants.nobody_held_before_their_turn(work)
    assert found.holds
