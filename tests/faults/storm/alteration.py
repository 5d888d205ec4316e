"""Alters the schema of a store in service, as an additive migration does.

`python -m tests.faults.storm.alteration URL`. Each step takes its lock within the
patience of the house or is put off and tried again; it never makes buyers wait longer.
"""

import sys
import time

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Integer
from sqlalchemy.exc import OperationalError

from flashsale.db import Database

TABLES = ("lot", "hold", "payment")
# Far more than it takes: on a busy machine the tables are seldom free at once.
PATIENCE_S = 120.0


def _altered(database: Database, *, adds: bool) -> None:
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
        alter = Operations(MigrationContext.configure(connection))
        for table in TABLES:
            if adds:
                alter.add_column(table, Column("storm", Integer))
            else:
                alter.drop_column(table, "storm")


def main() -> None:
    """Add the columns, then take them away; say what was put off."""
    database = Database(sys.argv[1])
    for adds in (True, False):
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                _altered(database, adds=adds)
                break
            except OperationalError:
                print("put off", flush=True)
                time.sleep(0.1)
        else:
            sys.exit("the tables were never free")
    database.dispose()


if __name__ == "__main__":
    main()
