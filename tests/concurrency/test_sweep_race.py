"""Sweepers at once, and the same sweep twice: each unit comes back once.

The control takes the guard off, and must free what was never taken.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from flashsale.db import Database, Work, unit_of_work
from flashsale.invariants import INVARIANTS
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, HoldId, Ids, LotId
from flashsale.reactions import WITHIN
from flashsale.sales import claims, offers, releases
from flashsale.sales.models import Hold, Lot, MemberClaim, StockMove, WaitEntry
from tests.factories import a_drop, a_lot, a_member
from tests.waiting import hold, wait

SWEEPERS = 6
HOLDS = 8
Sweep = Callable[[Work], int]


def work_of(database: Database, clock: FrozenClock):
    return unit_of_work(database, clock, Ids(), WITHIN)


@pytest.fixture
def lot(database: Database, clock: FrozenClock) -> LotId:
    """Eight members hold two of twenty copies each, and their time is over."""
    with work_of(database, clock) as work:
        lot = a_lot(work, allotted=20)
        for _ in range(HOLDS):
            hold(work, a_member(work), lot, 2)
    clock.advance(minutes=10)
    return lot


def together(database: Database, clock: FrozenClock, sweep: Sweep) -> list[int]:
    """Let all sweepers begin at once; return how many holds each ended."""
    start = Barrier(SWEEPERS)

    def run(_: int) -> int:
        start.wait()
        with work_of(database, clock) as work:
            return sweep(work)

    with ThreadPoolExecutor(SWEEPERS) as crew:
        return list(crew.map(run, range(SWEEPERS)))


def freed(work: Work, lot: LotId) -> tuple[int, int, int, int]:
    """Return what is held, claimed, expired, and the ledger's lines that say so."""
    moves = select(func.count()).where(StockMove.kind == "expire")
    claimed = select(func.coalesce(func.sum(MemberClaim.claimed), 0))
    expired = select(func.count()).where(Hold.state == "expired")
    held = select(Lot.held).where(Lot.id == lot)
    found = [work.session.scalar(each) for each in (held, claimed, expired, moves)]
    return tuple(int(count or 0) for count in found)  # type: ignore[return-value]


def broken(work: Work) -> list[str]:
    return [found.name for check in INVARIANTS if not (found := check(work)).holds]


def test_sweepers_at_once_free_each_unit_once(
    database: Database, clock: FrozenClock, lot: LotId
) -> None:
    ended = together(database, clock, releases.expire_due)
    assert sum(ended) == HOLDS
    with work_of(database, clock) as work:
        assert freed(work, lot) == (0, 0, HOLDS, HOLDS)
        assert broken(work) == []


def test_the_same_sweep_twice_frees_nothing_more(
    database: Database, clock: FrozenClock, lot: LotId
) -> None:
    for expected in (HOLDS, 0, 0):
        with work_of(database, clock) as work:
            assert releases.expire_due(work) == expected
    with work_of(database, clock) as work:
        # Twice in one transaction is twice all the same.
        assert releases.expire_due(work) == 0
        assert freed(work, lot) == (0, 0, HOLDS, HOLDS)
        assert broken(work) == []


def test_sweepers_and_their_members_end_each_hold_once(
    database: Database, clock: FrozenClock
) -> None:
    """One sweeps while others put back: a line of the ledger for each hold."""
    with work_of(database, clock) as work:
        lot = a_lot(work, allotted=20)
        members = [a_member(work) for _ in range(SWEEPERS - 2)]
        held = [(member, hold(work, member, lot)) for member in members]
    clock.advance(minutes=10)
    jobs: list[Sweep] = [releases.expire_due, releases.expire_due]
    for member, hold_id in held:

        def put_back(work: Work, member=member, hold_id=hold_id) -> int:
            outcome = releases.release(work, member, hold_id)
            return int(isinstance(outcome, releases.HoldReleased))

        jobs.append(put_back)
    todo = iter(jobs)
    ended = together(database, clock, lambda work: next(todo)(work))
    assert sum(ended) == len(held)
    with work_of(database, clock) as work:
        assert work.session.scalar(select(Lot.held).where(Lot.id == lot)) == 0
        assert broken(work) == []


def test_sweepers_of_offers_pass_each_unit_on_once(
    database: Database, clock: FrozenClock
) -> None:
    """One offer is over, three members wait behind it: one of them is offered it."""
    with work_of(database, clock) as work:
        drop = DropId(a_drop(work))
        lot = LotId(a_lot(work, drop, allotted=1))
        anna = a_member(work)
        held = hold(work, anna, lot)
        for _ in range(4):
            wait(work, a_member(work), lot)
        releases.release(work, anna, held)
    clock.advance(hours=3)
    ended = together(database, clock, lambda work: offers.expire_due(work, drop))
    assert sorted(ended) == [0] * (SWEEPERS - 1) + [1]
    with work_of(database, clock) as work:
        states = work.session.scalars(select(WaitEntry.state)).all()
        assert sorted(states) == ["expired", "offered", "waiting", "waiting"]
        assert work.session.scalar(select(Lot.offered).where(Lot.id == lot)) == 1
        assert broken(work) == []


def test_the_control_without_the_guard_frees_units_twice(
    database: Database,
    clock: FrozenClock,
    lot: LotId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever read a hold as due ends it: read, think, write."""
    with work_of(database, clock) as work:
        # So that what is freed twice was held by somebody, and no CHECK says no.
        a_lot_of_others = a_member(work)
        hold(work, a_lot_of_others, lot, 2)
    clock.advance(minutes=9)

    def unguarded(session: Session, hold_id: HoldId, **values: object) -> bool:
        kept = {"state": values["state"], "ended_at": values["ended_at"]}
        session.execute(update(Hold).where(Hold.id == hold_id).values(**kept))
        return True

    seen: list[HoldId] = []

    def sweep_what_was_read(work: Work) -> int:
        rows = work.session.scalars(select(Hold).where(Hold.id.in_(seen))).all()
        ended = [
            row
            for row in rows
            if claims.end_hold(
                work.session,
                HoldId(row.id),
                states=("active",),
                over_at=_now(work),
                state="expired",
                ended_at=work.now,
            )
        ]
        releases._give_back(work, ended, kind="expire", by=None)
        return len(ended)

    with work_of(database, clock) as work:
        due = select(Hold.id).where(Hold.expires_at <= work.now).limit(1)
        seen += [HoldId(row) for row in work.session.scalars(due)]
    twice: list[int] = []
    for guarded in (True, False):
        if not guarded:
            monkeypatch.setattr(claims, "end_hold", unguarded)
        for _ in range(2):
            try:
                with work_of(database, clock) as work:
                    twice.append(sweep_what_was_read(work))
            except DBAPIError:
                # The database itself may refuse what no guard did.
                twice.append(-1)
    assert twice[:2] == [1, 0]
    with work_of(database, clock) as work:
        found = broken(work)
    assert found or -1 in twice[2:]


def _now(work: Work) -> datetime:
    return work.now
