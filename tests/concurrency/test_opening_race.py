"""Races for places and turns on the real store, each with its control."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.schema import CreateTable, UniqueConstraint

from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, Ids, MemberId
from flashsale.sales import opening_queue
from flashsale.sales.models import QueuePlace, Rush
from flashsale.sales.opening_queue import Place
from tests.factories import a_drop, a_member, a_rush
from tests.opening_crowd import join_at_once

ROOT = Path(__file__).parents[2]
TIMES = 25


@pytest.fixture
def drop(database: Database, clock: FrozenClock) -> DropId:
    """Return a queued drop that opened at the clock's instant, nobody in it."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        return a_rush(work, a_drop(work, opens_at=clock.now()))


def members(database: Database, clock: FrozenClock, count: int) -> list[MemberId]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        return [a_member(work) for _ in range(count)]


def places(database: Database) -> int:
    with database.session(reads_only=True) as session:
        return session.scalar(select(func.count()).select_from(QueuePlace)) or 0


def test_fifty_tries_from_two_processes_are_one_place(
    database: Database, clock: FrozenClock, drop: DropId, store_url: str
) -> None:
    (member,) = members(database, clock, 1)
    command = [sys.executable, "-m", "tests.opening_crowd", store_url, str(drop)]
    crowds = [
        subprocess.Popen(
            [*command, clock.now().isoformat(), str(TIMES), str(member)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for crowd in crowds:
        assert crowd.stdout is not None
        assert crowd.stdout.readline() == "ready\n"
    answers = [line for crowd in crowds for line in told(crowd)]
    assert len(answers) == 2 * TIMES
    assert len(set(answers)) == 1, "everyone was told the same place"
    assert places(database) == 1


def told(crowd: "subprocess.Popen[str]") -> list[str]:
    """Let a crowd go and return its lines, once it has gone home."""
    said, _ = crowd.communicate("go\n", timeout=60)
    assert crowd.returncode == 0
    return said.splitlines()


@pytest.fixture
def unguarded(database: Database) -> Iterator[None]:
    """Take the UNIQUE constraints off the places for one test."""
    table = QueuePlace.__table__
    bare = str(CreateTable(table).compile(database.engine))  # type: ignore[arg-type]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            bare = "\n".join(
                line for line in bare.splitlines() if str(constraint.name) not in line
            )
    bare = bare.rstrip().removesuffix(")").rstrip().rstrip(",") + ")"
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE queue_place"))
        connection.execute(text(bare))
    yield
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE queue_place"))
        table.create(connection)  # type: ignore[attr-defined]


def test_the_control_without_the_guard_gives_many_places(
    database: Database,
    clock: FrozenClock,
    drop: DropId,
    unguarded: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Look, then insert: the same race must give one member more than one place."""
    (member,) = members(database, clock, 1)
    real, looked = opening_queue.place_of, set[int]()

    def looks_before_anyone_wrote(
        work: Work, drop_id: DropId, member_id: MemberId
    ) -> Place | None:
        if id(work) in looked:
            return real(work, drop_id, member_id)
        looked.add(id(work))
        return None

    plain = str(opening_queue._JOIN).split("ON CONFLICT")[0]
    bound = opening_queue._JOIN._bindparams["joined_at"]
    monkeypatch.setattr(opening_queue, "place_of", looks_before_anyone_wrote)
    monkeypatch.setattr(opening_queue, "_JOIN", text(plain).bindparams(bound))
    join_at_once(database, clock, drop, [member] * 8)
    assert places(database) > 1


def settle_at_once(
    database: Database, clock: FrozenClock, drop: DropId, times: int
) -> list[bool]:
    together = Barrier(times)

    def settle(_: int) -> bool:
        together.wait()
        with unit_of_work(database, clock, Ids(), {}) as work:
            return opening_queue.settle(work, drop)

    with ThreadPoolExecutor(times) as crowd:
        return list(crowd.map(settle, range(times)))


def turns(database: Database) -> list[int | None]:
    with database.session(reads_only=True) as session:
        return list(session.scalars(select(QueuePlace.turn).order_by(QueuePlace.turn)))


def test_many_who_settle_at_once_give_each_turn_once(
    database: Database, clock: FrozenClock, drop: DropId
) -> None:
    opens_at = clock.now()
    clock.move_to(opens_at - timedelta(minutes=1))
    with unit_of_work(database, clock, Ids(), {}) as work:
        for member in [a_member(work) for _ in range(30)]:
            opening_queue.join(work, drop, member)
    clock.move_to(opens_at + timedelta(seconds=1))
    join_at_once(database, clock, drop, members(database, clock, 10))
    assert settle_at_once(database, clock, drop, 8).count(True) == 1
    assert turns(database) == list(range(40))


def test_the_control_that_read_too_early_gives_turns_twice(
    database: Database, clock: FrozenClock, drop: DropId, unguarded: None
) -> None:
    """Who read how far turns were given before another gave some gives them again."""
    opens_at = clock.now()
    for after in (1, 2):
        clock.move_to(opens_at + timedelta(seconds=after))
        with unit_of_work(database, clock, Ids(), {}) as work:
            work.session.add(a_place(work, drop, opens_at))
            stale = work.session.get(Rush, drop)
            assert stale is not None
            stale.next_turn = 0
        settle_at_once(database, clock, drop, 1)
    assert turns(database) == [0, 0]


def a_place(work: Work, drop: DropId, joined_at: datetime) -> QueuePlace:
    return QueuePlace(
        id=work.ids.new(work.now),
        drop_id=drop,
        member_id=a_member(work),
        code=work.ids.code(12),
        joined_at=joined_at,
    )
