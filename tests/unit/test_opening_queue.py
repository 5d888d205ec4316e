"""Joining a queue, the draw, later turns and the end, on the real store."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from flashsale.db import Database, Work, unit_of_work
from flashsale.invariants import INVARIANTS
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, Ids, LotId, MemberId
from flashsale.sales import accepting, holds, opening_queue, releases
from flashsale.sales.events import TurnsGiven
from flashsale.sales.holds import HoldPlaced, HoldRefused, HoldRequest
from flashsale.sales.models import Drop, Lot, QueuePlace, Rush
from flashsale.sales.opening_draw import draw
from flashsale.sales.opening_queue import Joined, JoinRefusal, JoinRefused, Place
from flashsale.sales.opening_turns import QUEUE_LASTS
from flashsale.sales.stock import Refusal
from tests import waiting
from tests.conftest import THURSDAY_NOON
from tests.factories import a_drop, a_lot, a_member, a_rush

OPENS = THURSDAY_NOON
MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)


class Door:
    """A queued drop with one lot, at whatever instant the clock stands."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        """Open a drop at THURSDAY_NOON, sixty turns a minute."""
        self.database, self.clock = database, clock
        with self.work() as work:
            self.drop: DropId = a_drop(
                work, opens_at=OPENS, closes_at=OPENS + timedelta(days=1)
            )
            self.lot: LotId = a_lot(work, self.drop, allotted=50)
            a_rush(work, self.drop)

    def work(self):
        return unit_of_work(self.database, self.clock, Ids(), {})

    def at(self, instant: datetime) -> "Door":
        self.clock.move_to(instant)
        return self

    def member(self) -> MemberId:
        with self.work() as work:
            return a_member(work)

    def try_to_join(self, member: MemberId) -> Joined | JoinRefused:
        with self.work() as work:
            return opening_queue.join(work, self.drop, member)

    def join(self, member: MemberId) -> Place:
        outcome = self.try_to_join(member)
        assert isinstance(outcome, Joined)
        return outcome.place

    def settle(self) -> bool:
        with self.work() as work:
            return opening_queue.settle(work, self.drop)

    def turn(self, member: MemberId) -> int | None:
        with self.work() as work:
            place = opening_queue.place_of(work, self.drop, member)
        return place.turn if place else None

    def hold(self, member: MemberId) -> Refusal | None:
        with self.work() as work:
            outcome = holds.place(
                work,
                HoldRequest(
                    member_id=member,
                    lot_id=self.lot,
                    quantity=1,
                    request_token=f"{member}-{self.clock.now().isoformat()}",
                ),
            )
        return outcome.refusal if isinstance(outcome, HoldRefused) else None

    def broken(self) -> list[str]:
        with self.work() as work:
            return [
                finding.name
                for finding in (invariant(work) for invariant in INVARIANTS)
                if not finding.holds
            ]


@pytest.fixture
def door(database: Database, clock: FrozenClock) -> Door:
    return Door(database, clock)


def test_places_are_taken_from_a_quarter_of_an_hour_before(door: Door) -> None:
    member = door.member()
    from_then = OPENS - timedelta(minutes=15)
    early = door.at(from_then - MICROSECOND).try_to_join(member)
    assert early == JoinRefused(JoinRefusal.NOT_YET)
    assert door.at(from_then).join(member).turn is None


def test_a_member_finds_the_same_place_again(door: Door) -> None:
    member = door.member()
    first = door.at(OPENS - timedelta(minutes=2)).join(member)
    assert door.at(OPENS - timedelta(minutes=1)).join(member) == first
    door.at(OPENS + SECOND).settle()
    again = door.join(member)
    assert (again.code, again.joined_at, again.turn) == (first.code, first.joined_at, 0)


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda row: setattr(row, "state", "cancelled"), JoinRefusal.CLOSED),
        (lambda row: setattr(row, "closes_at", OPENS + SECOND), JoinRefusal.CLOSED),
        (lambda row: setattr(row, "state", "suspended"), None),
    ],
)
def test_no_place_is_given_where_there_is_nothing_to_wait_for(
    door: Door, prepare: Callable[[Drop], None], refusal: JoinRefusal | None
) -> None:
    member = door.at(OPENS + SECOND).member()
    with door.work() as work:
        row = work.session.get(Drop, door.drop)
        assert row is not None
        prepare(row)
    outcome = door.try_to_join(member)
    if refusal is None:
        assert isinstance(outcome, Joined)
    else:
        assert outcome == JoinRefused(refusal)


def test_a_draft_is_nobodys_business(door: Door) -> None:
    member = door.member()
    with door.work() as work:
        drop = a_rush(work, a_drop(work, opens_at=OPENS, state="draft"))
        outcome = opening_queue.join(work, drop, member)
    assert outcome == JoinRefused(JoinRefusal.NOT_FOUND)


def test_an_ordinary_drop_has_no_queue(door: Door) -> None:
    member = door.member()
    with door.work() as work:
        plain = a_drop(work, opens_at=OPENS)
        outcome = opening_queue.join(work, plain, member)
    assert outcome == JoinRefused(JoinRefusal.NO_QUEUE)


def test_who_is_there_at_the_opening_is_drawn_and_who_comes_after_follows(
    door: Door,
) -> None:
    present = [door.member() for _ in range(8)]
    late = [door.member() for _ in range(3)]
    door.at(OPENS - timedelta(minutes=10))
    codes = {member: door.join(member).code for member in present[:-1]}
    codes[present[-1]] = door.at(OPENS - MICROSECOND).join(present[-1]).code
    for after, member in enumerate(late):
        door.at(OPENS + after * MICROSECOND).join(member)
    assert not door.at(OPENS + SECOND - MICROSECOND).settle()
    assert door.at(OPENS + SECOND).settle()
    with door.work() as work:
        seed = work.session.scalars(select(Rush.seed)).one()
    order = draw(seed, codes.values())
    assert {m: door.turn(m) for m in present} == {
        m: order.index(code) for m, code in codes.items()
    }
    assert [door.turn(member) for member in late] == [8, 9, 10]
    assert not door.settle(), "a second time there is nothing to do"
    assert door.broken() == []


def test_a_place_written_too_late_for_the_draw_goes_first_behind_it(door: Door) -> None:
    """Its transaction began before the opening and ended after the draw."""
    drawn, slow, late = door.member(), door.member(), door.member()
    door.at(OPENS - SECOND).join(drawn)
    door.at(OPENS + 2 * SECOND).settle()
    door.join(late)
    door.at(OPENS - MICROSECOND).join(slow)
    door.at(OPENS + 3 * SECOND).settle()
    assert (door.turn(drawn), door.turn(slow), door.turn(late)) == (0, 1, 2)
    assert door.broken() == []


def test_a_turn_lets_its_member_hold_from_its_microsecond_on(door: Door) -> None:
    members = [door.member() for _ in range(3)]
    outsider = door.member()
    door.at(OPENS - SECOND)
    for member in members:
        door.join(member)
    assert door.at(OPENS).hold(members[0]) is Refusal.NOT_YOUR_TURN, "not drawn yet"
    door.at(OPENS + SECOND).settle()
    second = next(member for member in members if door.turn(member) == 2)
    turn_at = OPENS + 2 * SECOND
    assert door.at(turn_at - MICROSECOND).hold(second) is Refusal.NOT_YOUR_TURN
    assert door.at(turn_at).hold(second) is None
    assert door.hold(outsider) is Refusal.NOT_YOUR_TURN
    assert door.broken() == []


def test_a_copy_offered_by_the_waitlist_asks_for_no_turn(
    database: Database, clock: FrozenClock, door: Door
) -> None:
    first, last = door.member(), door.member()
    with door.work() as work:
        only_one = a_lot(work, door.drop, allotted=1)
    door.at(OPENS - SECOND).join(first)
    door.at(OPENS + SECOND).settle()
    for begin in waiting.beginning(database, clock):
        with begin() as work:
            hold_id = waiting.hold(work, first, only_one)
            waiting.wait(work, last, only_one)
            releases.release(work, first, hold_id)
            ((member, units, offer),) = waiting.open_offers(work)
            outcome = accepting.accept(work, member, offer, units)
        assert isinstance(outcome, HoldPlaced)
        assert member == last
    assert door.turn(last) is None


def test_a_queue_ends_and_then_nobody_needs_a_place(door: Door) -> None:
    member, outsider = door.member(), door.member()
    door.at(OPENS - SECOND).join(member)
    door.at(OPENS + SECOND).settle()
    assert not door.at(OPENS + QUEUE_LASTS - MICROSECOND).settle()
    assert door.hold(outsider) is Refusal.NOT_YOUR_TURN
    assert door.at(OPENS + QUEUE_LASTS).settle()
    assert door.hold(outsider) is None
    assert door.try_to_join(outsider) == JoinRefused(JoinRefusal.NO_QUEUE)
    assert not door.settle()
    assert door.broken() == []


def test_a_queue_that_is_still_long_does_not_end(door: Door) -> None:
    with door.work() as work:
        rush = work.session.get(Rush, door.drop)
        assert rush is not None
        rush.per_minute = 1
    first, second = door.member(), door.member()
    door.at(OPENS + QUEUE_LASTS - SECOND).join(first)
    door.at(OPENS + QUEUE_LASTS - SECOND + MICROSECOND).join(second)
    door.settle()
    assert (door.turn(first), door.turn(second)) == (30, 31)
    assert not door.at(OPENS + QUEUE_LASTS).settle()
    assert door.at(OPENS + QUEUE_LASTS + timedelta(minutes=1)).settle()


def test_settling_tells_that_turns_were_given(door: Door) -> None:
    door.at(OPENS - SECOND).join(door.member())
    door.at(OPENS + SECOND)
    with door.work() as work:
        assert opening_queue.is_due(work, door.drop)
        opening_queue.settle(work, door.drop)
        assert work.events == [TurnsGiven(door.drop)]
        assert not opening_queue.is_due(work, door.drop)
    member = door.member()
    door.join(member)
    with door.work() as work:
        assert opening_queue.is_due(work, door.drop)
        assert opening_queue.queues_to_settle(work) == (door.drop,)


def break_it(work: Work, door: Door, how: str) -> None:
    places = work.session.scalars(select(QueuePlace).order_by(QueuePlace.turn)).all()
    rush = work.session.get(Rush, door.drop)
    assert rush is not None
    match how:
        case "seed":
            rush.seed = "00" * 32
        case "order":
            places[0].turn, places[1].turn = None, None
            work.session.flush()
            places[0].turn = 1
            work.session.flush()
            places[1].turn = 0
        case "late one drawn":
            places[0].joined_at = OPENS
        case "too early a turn":
            places[-1].joined_at = OPENS + timedelta(minutes=5)
        case "hold":
            lot = work.session.get(Lot, door.lot)
            assert lot is not None
            outcome = holds.place(
                work,
                HoldRequest(
                    member_id=MemberId(places[0].member_id),
                    lot_id=door.lot,
                    quantity=1,
                    request_token="early-one",
                ),
            )
            assert isinstance(outcome, HoldPlaced)
            rush.per_minute = 1
            places[0].turn = None
            work.session.flush()
            rush.drawn -= 1


@pytest.mark.parametrize(
    ("how", "name"),
    [
        ("seed", "the seed of a draw is the one that was promised"),
        ("order", "the draw of an opening is that of its seed"),
        ("late one drawn", "the draw of an opening is that of its seed"),
        ("too early a turn", "later arrivals go behind the draw, none before they"),
        ("hold", "nobody held a copy before their turn"),
    ],
)
def test_the_check_finds_what_breaks_a_queue(door: Door, how: str, name: str) -> None:
    members = [door.member() for _ in range(4)]
    door.at(OPENS - SECOND)
    for member in members[:3]:
        door.join(member)
    door.at(OPENS + SECOND).join(members[3])
    door.settle()
    door.at(OPENS + 10 * SECOND)
    assert door.broken() == []
    with door.work() as work:
        break_it(work, door, how)
    assert any(found.startswith(name) for found in door.broken())
