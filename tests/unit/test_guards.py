"""The database itself refuses an edited ledger and a state that goes back."""

from collections.abc import Iterator
from itertools import product

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from flashsale import guards, migrate
from flashsale.db import Database, unit_of_work
from flashsale.guards import keeps_to, only_grows
from flashsale.invariants import the_guards_stand
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids
from flashsale.sales.stock import HOLD_WAYS
from flashsale.schema_guards import GUARDS
from tests.factories import a_lot


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    "deed", ["UPDATE stock_move SET sold = sold", "DELETE FROM stock_move"]
)
def test_the_ledger_only_grows(
    database: Database, clock: FrozenClock, deed: str
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        a_lot(work)
    with database.engine.begin() as connection:
        with pytest.raises(IntegrityError, match="only grows"):
            connection.execute(text(deed))


def a_table_with_ways(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE walk (id INTEGER, state VARCHAR(20))"))
    guards.install(connection, keeps_to("walk", HOLD_WAYS))


@pytest.mark.parametrize(("before", "after"), list(product(HOLD_WAYS, HOLD_WAYS)))
def test_a_state_goes_the_declared_ways_and_no_other(
    connection: Connection, before: str, after: str
) -> None:
    a_table_with_ways(connection)
    connection.execute(text("INSERT INTO walk VALUES (1, :state)"), {"state": before})
    step = text("UPDATE walk SET state = :state")
    if after == before or after in HOLD_WAYS[before]:
        connection.execute(step, {"state": after})
    else:
        with pytest.raises(IntegrityError, match="may not go"):
            connection.execute(step, {"state": after})
    connection.rollback()


def test_an_upgraded_house_has_every_guard(connection: Connection) -> None:
    assert set(guards.standing(connection)) == {guard.name for guard in GUARDS}


def test_an_upgrade_puts_back_a_guard_that_was_lost(
    database: Database, clock: FrozenClock
) -> None:
    lost = only_grows("stock_move")[0].name
    with database.engine.begin() as connection:
        where = "" if database.is_sqlite else " ON stock_move"
        connection.execute(text(f"DROP TRIGGER {lost}{where}"))
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert the_guards_stand(work).broken == (lost,)
    migrate.upgrade(database)
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert the_guards_stand(work).holds
