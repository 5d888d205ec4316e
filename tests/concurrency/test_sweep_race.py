"""Sweepers at once, and the same sweep twice: each unit comes back once.

The control takes the guard off, and must free what was never taken.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from flashsale import guards
from flashsale.db import Database, Work, unit_of_work
from flashsale.invariants import INVARIANTS
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, HoldId, Ids, LotId, MemberId
from flashsale.reactions import WITHIN
from flashsale.sales import claims, offers, releases
from flashsale.sales.freeing import Back, give_back
from flashsale.sales.holds import LIVE
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
        lot = a_lot(work, allotted=20, member_limit=4)
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


def test_the_control_without_the_guard_frees_what_others_hold(
    database: Database,
    clock: FrozenClock,
    lot: LotId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read, think, write: two sweepers that read the same holds free them twice."""
    with work_of(database, clock) as work:
        due = select(Hold).where(Hold.expires_at <= work.now).limit(2)
        rows = work.session.scalars(due).all()
        read = [HoldId(row.id) for row in rows]
        # The same two members took two more each; else a CHECK of theirs says no.
        for row in rows:
            hold(work, MemberId(row.member_id), lot, 2)
        # The database would say no as well.
        guards.lift(work.session.connection())

    def unguarded(session: Session, hold_id: HoldId, **values: object) -> bool:
        ended = {"state": values["state"], "ended_at": values["ended_at"]}
        session.execute(update(Hold).where(Hold.id == hold_id).values(**ended))
        return True

    def sweep_what_was_read() -> int:
        """Do what `expire_due` does, with what another read a moment ago."""
        with work_of(database, clock) as work:
            rows = work.session.scalars(select(Hold).where(Hold.id.in_(read))).all()
            ended = [
                Back(
                    drop_id=DropId(row.drop_id),
                    lot_id=lot,
                    member_id=MemberId(row.member_id),
                    units=row.quantity,
                    hold_id=HoldId(row.id),
                )
                for row in rows
                if claims.end_hold(
                    work.session,
                    HoldId(row.id),
                    states=LIVE,
                    over_at=work.now,
                    state="expired",
                    ended_at=work.now,
                )
            ]
            give_back(work, ended, source="held", kind="expire", by=None)
            return len(ended)

    assert (sweep_what_was_read(), sweep_what_was_read()) == (2, 0)
    monkeypatch.setattr(claims, "end_hold", unguarded)
    assert sweep_what_was_read() == 2
    with work_of(database, clock) as work:
        live = work.session.scalar(
            select(func.sum(Hold.quantity)).where(Hold.state == "active")
        )
        assert (work.session.scalar(select(Lot.held)) or 0) < (live or 0)
        assert broken(work) != []
