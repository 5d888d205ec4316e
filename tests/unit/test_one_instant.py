"""Who reads with several statements sees one instant, whatever comes meanwhile."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from flashsale.db import Database, reading, unit_of_work
from flashsale.kernel.clock import SystemClock
from flashsale.kernel.ids import Ids
from flashsale.sales.models import Lot
from tests.factories import a_lot


def test_a_reader_does_not_see_what_is_committed_after_its_first_question(
    database: Database,
) -> None:
    clock, ids = SystemClock(), Ids()
    with unit_of_work(database, clock, ids, {}) as work:
        lot = a_lot(work, allotted=3)
    with reading(database, clock, ids) as reader:
        lots = reader.session.scalar(select(func.count()).select_from(Lot))
        with unit_of_work(database, clock, ids, {}) as work:
            a_lot(work, allotted=5)
            work.session.execute(update(Lot).where(Lot.id == lot).values(allotted=9))
        seen = reader.session.scalars(select(Lot.allotted)).all()
    with reading(database, clock, ids) as later:
        now_there = later.session.scalars(select(Lot.allotted)).all()
    assert (lots, seen) == (1, [3])
    assert sorted(now_there) == [5, 9]


def test_a_writer_on_a_readers_connection_sees_what_others_commit(
    database: Database,
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    clock, ids = SystemClock(), Ids()
    with unit_of_work(database, clock, ids, {}) as work:
        lot = a_lot(work, allotted=3)
    one_more = update(Lot).where(Lot.id == lot).values(allotted=Lot.allotted + 1)
    with reading(database, clock, ids) as reader:
        reader.session.scalar(select(Lot.allotted))
    with unit_of_work(database, clock, ids, {}) as work:
        work.session.scalar(select(Lot.allotted))
        with unit_of_work(database, clock, ids, {}) as other:
            other.session.execute(one_more)
        work.session.execute(one_more)
    with reading(database, clock, ids) as reader:
        assert reader.session.scalar(select(Lot.allotted)) == 5


def test_the_store_refuses_a_reader_that_writes(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite lets a reader that is alone go on as a writer")
    with (
        pytest.raises(DBAPIError, match="read-only"),
        reading(database, SystemClock(), Ids()) as reader,
    ):
        reader.session.execute(text("UPDATE lot SET allotted = allotted"))
