"""Races for what comes back, from two processes at once, each with its control."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flashsale.db import Database, StoreBusy, unit_of_work
from flashsale.invariants import INVARIANTS
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, HoldId, Ids, MemberId
from flashsale.sales import accepting, claims, holds, offers, releases
from flashsale.sales.holds import HoldRequest
from flashsale.sales.models import Lot, WaitEntry, WaitOffer
from tests.factories import a_lot
from tests.waiting import a_crowd, hold, try_to_wait, wait

ROOT = Path(__file__).resolve().parents[2]
WAITING = 100
COPIES = 40
TRIES = 20


class Scene:
    """Forty copies, all held by forty members; a hundred others wait in order."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database, self.clock = database, clock
        with unit_of_work(database, clock, Ids(), {}) as work:
            self.lot = a_lot(work, allotted=COPIES)
            self.drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
            self.holders = a_crowd(work, COPIES)
            self.held = [hold(work, member, self.lot) for member in self.holders]
            self.waiting = a_crowd(work, WAITING)
        for batch in range(0, WAITING, 10):
            with unit_of_work(database, clock, Ids(), {}) as work:
                for member in self.waiting[batch : batch + 10]:
                    wait(work, member, self.lot)
            clock.advance(seconds=1)

    def offered(self) -> Counter[MemberId]:
        """Return who was ever offered something, and how often."""
        with self.database.session(reads_only=True) as session:
            return Counter(map(MemberId, session.scalars(select(WaitOffer.member_id))))

    def order(self) -> list[MemberId]:
        """Return who waits or waited, in the order they are served."""
        with self.database.session(reads_only=True) as session:
            rows = session.scalars(
                select(WaitEntry.member_id).order_by(
                    WaitEntry.priority, WaitEntry.joined_at, WaitEntry.id
                )
            )
            return [MemberId(row) for row in rows]

    def broken(self) -> list[str]:
        with unit_of_work(self.database, self.clock, Ids(), {}) as work:
            found = [check(work) for check in INVARIANTS]
        return [f"{f.name}: {f.broken}" for f in found if not f.holds]


@pytest.fixture
def scene(database: Database, clock: FrozenClock) -> Scene:
    return Scene(database, clock)


def release_each(
    database: Database, clock: FrozenClock, pairs: list[tuple[MemberId, HoldId]]
) -> None:
    """Put holds back one by one; a busy store is asked again."""
    ids = Ids()
    for member, held in pairs:
        for attempt in range(TRIES):
            try:
                with unit_of_work(database, clock, ids, {}) as work:
                    releases.release(work, member, held)
                break
            except StoreBusy:
                assert attempt < TRIES - 1


# What the other process runs: half of the holders put theirs back.
PROGRAM = """
import sys
from datetime import datetime
from flashsale.db import Database
from flashsale.kernel.clock import FrozenClock
from tests.concurrency.test_waitlist_race import release_each
url, at, *pairs = sys.argv[1:]
database = Database(url)
clock = FrozenClock(datetime.fromisoformat(at))
print("ready", flush=True)
sys.stdin.readline()
release_each(database, clock, [tuple(map(int, pair.split(":"))) for pair in pairs])
database.dispose()
"""


def test_what_two_processes_free_goes_to_the_first_each_once(
    scene: Scene, store_url: str
) -> None:
    pairs = list(zip(scene.holders, scene.held, strict=True))
    at = scene.clock.now().isoformat()
    theirs = [f"{member}:{held}" for member, held in pairs[::2]]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, store_url, at, *theirs],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        other.stdin.write("go\n")
        other.stdin.flush()
        release_each(scene.database, scene.clock, pairs[1::2])
        assert other.wait(60) == 0
    told = scene.offered()
    assert set(told.values()) == {1}
    assert set(told) == set(scene.order()[:COPIES])
    assert scene.broken() == []


def race_for_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two members put a copy back, each seeing the same head before either wrote.

    The guard takes a place out of `waiting` once; this takes the guard away.
    """
    heads = [scene.order()[0]] * 2

    def take_again(session: Session, *_: object, **__: object) -> bool:
        return True

    def same_head(*_: object) -> list[object]:
        with scene.database.session(reads_only=True) as session:
            return list(
                session.execute(
                    select(
                        WaitEntry.id,
                        WaitEntry.member_id,
                        WaitEntry.quantity,
                        WaitEntry.priority,
                        WaitEntry.joined_at,
                    ).where(WaitEntry.member_id == heads[0])
                )
            )

    monkeypatch.setattr(claims, "move_entry", take_again)
    monkeypatch.setattr("flashsale.sales.promotion._first_in_line", same_head)
    pairs = list(zip(scene.holders, scene.held, strict=True))[:2]
    release_each(scene.database, scene.clock, pairs)


def test_the_control_without_the_guard_offers_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        # Without the place's guard the table's own index is the last to refuse.
        race_for_one(scene, monkeypatch)


def test_joining_while_a_copy_comes_back_leaves_nobody_unseen(
    database: Database, clock: FrozenClock
) -> None:
    """Either the joiner is told that one is free, or it is theirs by offer."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        lot = a_lot(work, allotted=8)
        holders, joiners = a_crowd(work, 8), a_crowd(work, 8)
        held = [hold(work, member, lot) for member in holders]
    together = Barrier(16)

    def leave(pair: tuple[MemberId, HoldId]) -> None:
        together.wait()
        release_each(database, clock, [pair])

    def join(member: MemberId) -> None:
        together.wait()
        for attempt in range(TRIES):
            try:
                with unit_of_work(database, clock, Ids(), {}) as work:
                    try_to_wait(work, member, lot)
                return
            except StoreBusy:
                assert attempt < TRIES - 1

    with ThreadPoolExecutor(16) as crowd:
        leaving = [crowd.submit(leave, p) for p in zip(holders, held, strict=True)]
        joining = [crowd.submit(join, member) for member in joiners]
        for future in (*leaving, *joining):
            future.result()
    with database.session(reads_only=True) as session:
        free = session.scalar(select(Lot.available).where(Lot.id == lot))
        waiting = session.scalars(
            select(WaitEntry.id).where(WaitEntry.state == "waiting")
        ).all()
    assert not (free and waiting)


def test_taking_passing_and_lapsing_at_once_end_an_offer_once(
    database: Database, clock: FrozenClock
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        lot = a_lot(work, allotted=1)
        drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
        anna, ben = a_crowd(work, 2)
        held = hold(work, anna, lot)
        wait(work, ben, lot)
        releases.release(work, anna, held)
        offer = work.session.scalars(select(WaitOffer)).one()
        offer_id, ends_at = offer.id, offer.expires_at
    early, late = clock.now(), FrozenClock(ends_at + timedelta(microseconds=1))
    assert early < ends_at
    together = Barrier(3)

    def act(which: int) -> str:
        together.wait()
        for attempt in range(TRIES):
            try:
                now = late if which == 2 else clock
                with unit_of_work(database, now, Ids(), {}) as work:
                    if which == 0:
                        outcome = accepting.accept(work, ben, offer_id, 1)
                    elif which == 1:
                        outcome = offers.pass_on(work, ben, offer_id)
                    else:
                        outcome = offers.expire_due(work, drop)
                return f"{type(outcome).__name__}:{outcome}"
            except StoreBusy:
                assert attempt < TRIES - 1
        return ""

    with ThreadPoolExecutor(3) as crowd:
        told = list(crowd.map(act, range(3)))
    ended = [t for t in told if t.startswith(("HoldPlaced", "Passed")) or t == "int:1"]
    assert len(ended) == 1, told
    with database.session(reads_only=True) as session:
        assert session.scalar(select(Lot.offered).where(Lot.id == lot)) == 0


def test_holding_and_being_offered_keep_within_the_limit(
    database: Database, clock: FrozenClock
) -> None:
    """A member holds elsewhere in the drop while their place is being served."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        lot = a_lot(work, allotted=6, member_limit=1)
        drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
        other = a_lot(work, drop, allotted=50)
        holders, waiting = a_crowd(work, 6), a_crowd(work, 6)
        held = [hold(work, member, lot) for member in holders]
        for member in waiting:
            wait(work, member, lot)
    together = Barrier(12)

    def leave(pair: tuple[MemberId, HoldId]) -> None:
        together.wait()
        release_each(database, clock, [pair])

    def take(member: MemberId) -> None:
        together.wait()
        request = HoldRequest(
            member_id=member, lot_id=other, quantity=1, request_token=f"race-{member}"
        )
        for attempt in range(TRIES):
            try:
                with unit_of_work(database, clock, Ids(), {}) as work:
                    holds.place(work, request)
                return
            except StoreBusy:
                assert attempt < TRIES - 1

    with ThreadPoolExecutor(12) as crowd:
        for future in [
            *(crowd.submit(leave, p) for p in zip(holders, held, strict=True)),
            *(crowd.submit(take, member) for member in waiting),
        ]:
            future.result()
    with unit_of_work(database, clock, Ids(), {}) as work:
        found = [check(work) for check in INVARIANTS]
        assert [f.name for f in found if not f.holds] == []
