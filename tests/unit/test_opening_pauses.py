"""A drop that is suspended: its turns stand still, and nobody loses theirs."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.db import Database
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import MemberId
from flashsale.sales import drops, opening_queue
from flashsale.sales.models import DropPause
from flashsale.sales.opening_turns import MOST_PER_MINUTE, QUEUE_LASTS, Pause, Queue
from flashsale.sales.stock import Refusal
from tests.conftest import THURSDAY_NOON as NOON
from tests.unit.test_opening_queue import Door

MICROSECOND, SECOND = timedelta(microseconds=1), timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
SPANS = st.lists(
    st.tuples(st.integers(0, 300_000_000), st.integers(1, 300_000_000)), max_size=4
)


def paused(rate: int, spans: list[tuple[int, int]]) -> Queue:
    """Return a queue with pauses; spans: microseconds until each, and its length.

    The first begins up to two minutes before the opening.
    """
    at, found = NOON - 2 * MINUTE, []
    for gap, length in spans:
        since = at + gap * MICROSECOND
        at = since + length * MICROSECOND
        found.append(Pause(since, at))
    return Queue(NOON, rate, pauses=tuple(found))


@pytest.mark.parametrize(
    ("spans", "turn", "second"),
    [
        # One turn a second; the pause lasts from the 10th to the 70th second.
        ([(10, 70)], 9, 9),
        ([(10, 70)], 10, 70),
        ([(10, 70)], 11, 71),
        # The second pause finds only what the first one had put off.
        ([(10, 70), (80, 100)], 19, 79),
        ([(10, 70), (80, 100)], 20, 100),
        ([(10, 70), (80, 100)], 21, 101),
        # A pause that began before the opening counts from the opening.
        ([(-60, 30)], 0, 30),
        ([(-60, 30)], 1, 31),
        # One that ended before it does not count.
        ([(-60, -30)], 1, 1),
    ],
)
def test_a_turn_that_had_not_come_comes_as_much_later(
    spans: list[tuple[int, int]], turn: int, second: int
) -> None:
    pauses = tuple(Pause(NOON + a * SECOND, NOON + b * SECOND) for a, b in spans)
    queue = Queue(NOON, 60, pauses=pauses)
    assert queue.turn_at(turn) == NOON + second * SECOND


def test_while_it_lasts_nothing_comes_and_nothing_is_lost() -> None:
    queue = Queue(NOON, 60, pauses=(Pause(NOON + 10 * SECOND),))
    assert queue.is_paused
    for later in (10 * SECOND, MINUTE, timedelta(hours=3)):
        assert queue.come_at(NOON + later) == 10
        assert queue.first_turn_from(NOON + later) == 10
        assert not queue.may_end_at(NOON + later, next_turn=0)


@given(rate=st.integers(1, MOST_PER_MINUTE), spans=SPANS, turn=st.integers(0, 20_000))
def test_the_instant_of_a_turn_is_when_it_has_come(
    rate: int, spans: list[tuple[int, int]], turn: int
) -> None:
    queue = paused(rate, spans)
    at = queue.turn_at(turn)
    assert queue.lets_in(at, turn)
    assert not queue.lets_in(at - MICROSECOND, turn)
    assert queue.come_at(at) == turn + 1
    assert queue.come_at(at - MICROSECOND) <= turn
    assert queue.first_turn_from(at) == turn
    assert queue.turn_at(turn) < queue.turn_at(turn + 1)
    # What a hold and the gate ask: the same, once the last pause is over.
    last = max((pause.until or NOON for pause in queue.pauses), default=NOON)
    if at >= last:
        assert Queue(queue.counts_from, rate).turn_at(turn) == at


@given(rate=st.integers(1, 120), spans=SPANS, joined=st.integers(0, 900_000_000))
def test_who_joins_around_a_pause_is_not_let_in_before_they_came(
    rate: int, spans: list[tuple[int, int]], joined: int
) -> None:
    queue, joined_at = paused(rate, spans), NOON + joined * MICROSECOND
    (turn,) = queue.turns_of([joined_at], 0)
    shut = sum((p.until - p.since for p in queue.pauses if p.until), timedelta())
    came_at = queue.turn_at(turn)
    assert came_at >= joined_at
    assert came_at <= joined_at + MINUTE / rate + MICROSECOND + shut


class Suspended(Door):
    """A queue of four drawn members, whose drop is suspended and goes on."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        """Draw four members at the opening."""
        super().__init__(database, clock)
        self.at(NOON - SECOND)
        crowd = [self.member() for _ in range(4)]
        for member in crowd:
            self.join(member)
        self.at(NOON + SECOND).settle()
        self.crowd = sorted(crowd, key=lambda one: self.turn(one) or 0)

    def suspend(self) -> None:
        with self.work() as work:
            assert isinstance(drops.suspend(work, self.drop), drops.DropSaved)

    def resume(self) -> None:
        with self.work() as work:
            assert isinstance(drops.schedule(work, self.drop), drops.DropSaved)

    def late(self) -> MemberId:
        member = self.member()
        self.join(member)
        self.settle()
        return member


@pytest.fixture
def door(database: Database, clock: FrozenClock) -> Suspended:
    return Suspended(database, clock)


def test_turns_go_on_where_they_stood(door: Suspended) -> None:
    first, second, third, fourth = door.crowd
    door.at(NOON + 2 * SECOND - MICROSECOND).suspend()
    assert door.hold(first) is Refusal.SUSPENDED
    door.at(NOON + timedelta(hours=1)).resume()
    resumed = NOON + timedelta(hours=1)
    assert door.hold(first) is None
    assert door.hold(second) is None
    assert door.hold(third) is Refusal.NOT_YOUR_TURN
    assert door.at(resumed + MICROSECOND).hold(third) is None
    assert door.at(resumed + SECOND).hold(fourth) is Refusal.NOT_YOUR_TURN
    assert door.at(resumed + SECOND + MICROSECOND).hold(fourth) is None
    assert door.broken() == []


def test_a_turn_that_had_come_stays_good_after_every_pause(door: Suspended) -> None:
    last = door.crowd[3]
    door.at(NOON + 3 * SECOND)
    for minutes in (5, 10, 15):
        door.suspend()
        door.at(NOON + minutes * MINUTE).resume()
        assert door.hold(last) is (None if minutes < 15 else Refusal.OVER_MEMBER_LIMIT)
    assert door.broken() == []


def test_a_queue_does_not_end_while_its_drop_is_suspended(door: Suspended) -> None:
    door.at(NOON + 2 * SECOND).suspend()
    assert not door.at(NOON + 2 * QUEUE_LASTS).settle()
    door.resume()
    outsider = door.member()
    assert door.hold(outsider) is Refusal.NOT_YOUR_TURN
    # Half an hour of the queue's own time: two seconds of it were before the pause.
    ends = NOON + 3 * QUEUE_LASTS - 2 * SECOND
    assert not door.at(ends - MICROSECOND).settle()
    assert door.at(ends).settle()
    assert door.hold(outsider) is None


def test_a_place_taken_during_the_pause_goes_behind_and_comes_after_it(
    door: Suspended,
) -> None:
    door.at(NOON + 2 * SECOND).suspend()
    late = door.at(NOON + 10 * MINUTE).late()
    assert door.turn(late) == 4
    door.at(NOON + 11 * MINUTE).resume()
    # Two seconds had passed of the queue's own time.
    comes = NOON + 11 * MINUTE + 2 * SECOND
    assert door.at(comes - MICROSECOND).hold(late) is Refusal.NOT_YOUR_TURN
    assert door.at(comes).hold(late) is None
    assert door.broken() == []


def test_a_drop_suspended_over_its_opening_is_drawn_all_the_same(
    database: Database, clock: FrozenClock
) -> None:
    door = Suspended.__new__(Suspended)
    Door.__init__(door, database, clock)
    members = [door.at(NOON - 2 * MINUTE).member() for _ in range(3)]
    for member in members:
        door.join(member)
    door.at(NOON - MINUTE).suspend()
    door.at(NOON + SECOND).settle()
    assert sorted(door.turn(member) or 0 for member in members) == [0, 1, 2]
    door.at(NOON + 5 * MINUTE).resume()
    refused = [door.hold(member) for member in members]
    assert refused.count(None) == 1
    assert refused.count(Refusal.NOT_YOUR_TURN) == 2
    assert door.broken() == []


def test_who_was_given_a_turn_while_it_went_on_is_not_let_in_before_they_came(
    door: Suspended,
) -> None:
    """The transaction that resumes began a moment before another one's joining."""
    door.at(NOON + 2 * SECOND).suspend()
    joined_at = NOON + 10 * MINUTE + MICROSECOND
    late = [door.at(joined_at).late() for _ in range(2)]
    door.at(NOON + 10 * MINUTE).resume()
    with door.work() as work:
        (pause,) = work.session.query(DropPause).all()
    assert pause.until == joined_at
    assert door.at(joined_at + 5 * SECOND).broken() == []
    assert [door.turn(member) for member in late] == [4, 5]


@pytest.mark.parametrize("turn", [drops.cancel, drops.schedule])
def test_every_way_out_ends_the_pause(door: Suspended, turn: object) -> None:
    door.at(NOON + 2 * SECOND).suspend()
    door.at(NOON + 9 * SECOND)
    with door.work() as work:
        turn(work, door.drop)  # type: ignore[operator]
        (pause,) = work.session.query(DropPause).all()
        assert (pause.until, pause.lasted_us) == (NOON + 9 * SECOND, 7_000_000)


def test_a_pause_before_the_opening_keeps_nobody_waiting(
    database: Database, clock: FrozenClock
) -> None:
    door = Suspended.__new__(Suspended)
    Door.__init__(door, database, clock)
    door.at(NOON - 10 * MINUTE).suspend()
    door.at(NOON - 5 * MINUTE).resume()
    member = door.member()
    door.join(member)
    door.at(NOON + SECOND).settle()
    assert door.hold(member) is None
    with door.work() as work:
        (pause,) = work.session.query(DropPause).all()
        assert pause.lasted_us == 0
        assert opening_queue.place_of(work, door.drop, member) is not None
