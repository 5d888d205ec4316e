"""Races for the last units on the real store, each with its control."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flashsale.db import Database, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids, LotId, MemberId
from flashsale.sales import claims, holds
from flashsale.sales.holds import HoldPlaced, HoldRequest
from flashsale.sales.models import Lot
from tests.factories import a_lot, a_member

MEMBERS = 16
COPIES = 5


def race(
    database: Database, clock: FrozenClock, members: list[MemberId], lot: LotId
) -> list[bool]:
    """Let every member ask at once; return who got a hold."""
    together = Barrier(len(members))

    def ask(member: MemberId) -> bool:
        together.wait()
        with unit_of_work(database, clock, Ids(), {}) as work:
            outcome = holds.place(
                work,
                HoldRequest(
                    member_id=member,
                    lot_id=lot,
                    quantity=1,
                    request_token=f"race-{member}",
                ),
            )
        return isinstance(outcome, HoldPlaced)

    with ThreadPoolExecutor(len(members)) as crowd:
        return list(crowd.map(ask, members))


@pytest.fixture
def crowd(database: Database, clock: FrozenClock) -> tuple[list[MemberId], LotId]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        return [a_member(work) for _ in range(MEMBERS)], a_lot(work, allotted=COPIES)


def test_the_crowd_gets_exactly_what_there_is(
    database: Database, clock: FrozenClock, crowd: tuple[list[MemberId], LotId]
) -> None:
    members, lot = crowd
    assert sum(race(database, clock, members, lot)) == COPIES
    with database.session(reads_only=True) as session:
        assert session.scalar(select(Lot.held).where(Lot.id == lot)) == COPIES


def test_the_control_without_the_guard_oversells(
    database: Database,
    clock: FrozenClock,
    crowd: tuple[list[MemberId], LotId],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read, think, write: the same race must hand out more than there is."""
    members, lot = crowd
    with database.session(reads_only=True) as session:
        level = session.execute(
            select(Lot.allotted, Lot.held, Lot.sold).where(Lot.id == lot)
        ).one()
    # What everyone read before anyone wrote: a pause between the read and the write.
    free_when_read = level.allotted - level.held - level.sold

    def unguarded(
        session: Session, lot_id: LotId, units: int, *, early_percent: int | None = None
    ) -> bool:
        return free_when_read >= units

    monkeypatch.setattr(claims, "hold_units", unguarded)
    assert sum(race(database, clock, members, lot)) > COPIES


def test_one_member_asking_sixteen_times_keeps_to_the_limit(
    database: Database, clock: FrozenClock
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        member, lot = a_member(work), a_lot(work, allotted=50)
    together = Barrier(MEMBERS)

    def ask(number: int) -> bool:
        together.wait()
        with unit_of_work(database, clock, Ids(), {}) as work:
            outcome = holds.place(
                work,
                HoldRequest(
                    member_id=member,
                    lot_id=lot,
                    quantity=1,
                    request_token=f"again-{number}",
                ),
            )
        return isinstance(outcome, HoldPlaced)

    with ThreadPoolExecutor(MEMBERS) as crowd:
        assert sum(crowd.map(ask, range(MEMBERS))) == 2
