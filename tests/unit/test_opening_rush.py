"""Making the opening of a drop a queue: until when, and what is written down."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, Ids, MemberId
from flashsale.members.roles import Role
from flashsale.sales import opening_queue
from flashsale.sales.catalogue import drop_by_id
from flashsale.sales.events import DropChanged
from flashsale.sales.models import Drop, Rush
from flashsale.sales.opening_draw import commitment_of
from flashsale.sales.opening_reads import RushDecision, decisions_on
from flashsale.sales.opening_rush import RushRefusal, RushRefused, RushSet, set_rush
from flashsale.sales.opening_turns import MOST_PER_MINUTE
from tests.conftest import THURSDAY_NOON
from tests.factories import a_drop, a_member

OPENS = THURSDAY_NOON
MICROSECOND = timedelta(microseconds=1)
FROM_THEN = OPENS - timedelta(minutes=15)


class Desk:
    """A curator, and a drop that opens at THURSDAY_NOON."""

    def __init__(self, database: Database, clock: FrozenClock, state: str) -> None:
        """Stand an hour before the opening."""
        self.database, self.clock = database, clock
        clock.move_to(OPENS - timedelta(hours=1))
        with self.work() as work:
            self.curator: MemberId = a_member(work, role=Role.CURATOR)
            self.drop: DropId = a_drop(work, opens_at=OPENS, state=state)

    def work(self):
        return unit_of_work(self.database, self.clock, Ids(), {})

    def set(self, per_minute: int | None) -> RushSet | RushRefused:
        with self.work() as work:
            return set_rush(work, self.drop, per_minute, actor_id=self.curator)

    def rush(self, work: Work) -> Rush | None:
        return work.session.get(Rush, self.drop)


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock, "scheduled")


def test_a_queue_is_promised_and_can_be_taken_back(desk: Desk) -> None:
    assert desk.set(60) == RushSet(desk.drop, 60)
    with desk.work() as work:
        rush = desk.rush(work)
        assert rush is not None
        assert len(rush.seed) == 64
        assert rush.commitment == commitment_of(rush.seed)
        facts = drop_by_id(work, desk.drop)
        assert facts is not None
        assert facts.rush is not None
        assert facts.rush.queue.per_minute == 60
        seed = rush.seed
    assert desk.set(90) == RushSet(desk.drop, 90)
    with desk.work() as work:
        rush = desk.rush(work)
        assert rush is not None
        assert (rush.per_minute, rush.seed) == (90, seed), "the promise is kept"
    assert desk.set(None) == RushSet(desk.drop, None)
    with desk.work() as work:
        assert desk.rush(work) is None


def test_every_decision_is_written_down_with_who_took_it(desk: Desk) -> None:
    at = desk.clock.now()
    desk.set(60)
    desk.clock.advance(minutes=1)
    desk.set(60)
    desk.set(None)
    with desk.work() as work:
        assert decisions_on(work, desk.drop) == (
            RushDecision(at + timedelta(minutes=1), desk.curator, None),
            RushDecision(at, desk.curator, 60),
        )


def test_members_see_the_change(desk: Desk) -> None:
    with desk.work() as work:
        set_rush(work, desk.drop, 60, actor_id=desk.curator)
        assert work.events == [DropChanged(desk.drop)]
        version = work.session.scalar(select(Drop.version))
    assert version == 2


@pytest.mark.parametrize("rate", [0, -1, MOST_PER_MINUTE + 1])
def test_a_rate_out_of_range_is_refused(desk: Desk, rate: int) -> None:
    assert desk.set(rate) == RushRefused(RushRefusal.RATE_OUT_OF_RANGE)


def test_nothing_changes_once_the_queue_opens(desk: Desk) -> None:
    desk.clock.move_to(FROM_THEN - MICROSECOND)
    assert desk.set(60) == RushSet(desk.drop, 60)
    for instant in (FROM_THEN, OPENS, OPENS + timedelta(days=2)):
        desk.clock.move_to(instant)
        assert desk.set(90) == RushRefused(RushRefusal.TOO_LATE)
        assert desk.set(None) == RushRefused(RushRefusal.TOO_LATE)


def test_a_draft_may_still_change(database: Database, clock: FrozenClock) -> None:
    desk = Desk(database, clock, "draft")
    clock.move_to(FROM_THEN)
    assert desk.set(60) == RushSet(desk.drop, 60)


def test_those_who_wait_keep_their_rule_when_the_opening_moves_later(
    desk: Desk,
) -> None:
    desk.set(60)
    desk.clock.move_to(FROM_THEN)
    with desk.work() as work:
        opening_queue.join(work, desk.drop, a_member(work))
        row = work.session.get(Drop, desk.drop)
        assert row is not None
        row.opens_at = OPENS + timedelta(hours=2)
    assert desk.set(None) == RushRefused(RushRefusal.MEMBERS_WAIT)


def test_an_unknown_drop_is_not_found(desk: Desk) -> None:
    with desk.work() as work:
        outcome = set_rush(work, DropId(1), 60, actor_id=desk.curator)
    assert outcome == RushRefused(RushRefusal.NOT_FOUND)
