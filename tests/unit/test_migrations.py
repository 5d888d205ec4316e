"""An older house keeps its rows when the schema moves on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, insert, text
from sqlalchemy.exc import IntegrityError

from flashsale import migrate
from flashsale.db import Database

# In the order in which each names those before it, with what its CHECKs demand.
ROWS: dict[str, dict[str, object]] = {
    "member": {"id": 1, "role": "curator", "language": "fr"},
    "producer": {"id": 1},
    "work": {"id": 1, "producer_id": 1, "kind": "book"},
    "sku": {"id": 1, "work_id": 1, "form": "print", "tax_class": "book"},
    "drop": {
        "id": 1,
        "work_id": 1,
        "curator_id": 1,
        "state": "scheduled",
        "member_limit": 2,
        "closes_at": datetime(2026, 11, 27, 17, tzinfo=UTC),
    },
    "lot": {"id": 1, "drop_id": 1, "sku_id": 1, "allotted": 3, "sold": 1},
    "stock_move": {"id": 1, "lot_id": 1, "kind": "allot", "allotted": 3},
}
OF_TYPE: dict[type, object] = {
    int: 0,
    str: "",
    bool: False,
    object: {},  # JSON
    datetime: datetime(2026, 11, 26, 17, tzinfo=UTC),
}


def write_rows(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for name, given in ROWS.items():
        table = tables.tables[name]
        rest = {
            column.name: OF_TYPE[column.type.python_type]
            for column in table.columns
            if not column.nullable and column.name not in given
        }
        connection.execute(insert(table).values(**rest, **given))


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/older.sqlite3")
    migrate.upgrade(database, "0001")
    with database.engine.begin() as connection:
        write_rows(connection)
    yield database
    database.dispose()


def test_rows_of_the_first_schema_come_along(older: Database) -> None:
    migrate.upgrade(older)
    with older.engine.begin() as connection:
        lot = connection.execute(text("SELECT allotted, sold, offered FROM lot"))
        assert lot.one() == (3, 1, 0)
        assert connection.scalar(text("SELECT count(*) FROM stock_move")) == 1
    assert migrate.differences(older) == []


def test_rows_still_name_each_other_afterwards(older: Database) -> None:
    migrate.upgrade(older)
    with older.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("DELETE FROM lot"))


def test_more_promised_than_allotted_is_refused_by_the_table(older: Database) -> None:
    migrate.upgrade(older)
    with older.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("UPDATE lot SET offered = 3"))
