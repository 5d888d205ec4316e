"""Which schema a program needs and which one a database has; asks Alembic nothing.

Every process looks at this at its start, and Alembic costs half a second to import.
"""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Column, String, Table, inspect, select, text

from flashsale.db import Base, Database
from flashsale.kernel.errors import SchemaOutdated, SchemaTooNew

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_NAMED = re.compile(r'^(\w+) = "(\d{4})"$', re.MULTILINE)

# One row: the revision of the oldest program that may run on this schema.
FLOOR = Table(
    "schema_floor", Base.metadata, Column("revision", String(32), primary_key=True)
)


@cache
def _revisions() -> tuple[dict[str, str], ...]:
    """Return what each revision file says of itself, in their order."""
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    if not files:
        raise RuntimeError(f"no revision stands in {MIGRATIONS}")
    return tuple(dict(_NAMED.findall(file.read_text("utf-8"))) for file in files)


def head() -> str:
    """Return the revision this program needs."""
    return _revisions()[-1]["revision"]


def oldest_program() -> str:
    """Return the oldest revision whose program may run on this program's schema.

    A revision that takes away what an older program uses says so by a line
    `oldest_program = "0012"`; one that only adds says nothing.
    """
    return max(said.get("oldest_program", "0001") for said in _revisions())


def current(database: Database) -> str | None:
    """Return the revision the database is at, or None when it is empty."""
    # A start and a readiness check must not wait for a writer on SQLite.
    reader = database.engine.execution_options(reads_only=True)
    with reader.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


def check(database: Database) -> None:
    """Return when this program may run on the database's schema.

    A newer schema is fine as long as it says so: while hosts are upgraded one after
    another, the older program runs on the schema of the newer.

    Raises SchemaOutdated, whose message names the command to run, or SchemaTooNew.
    """
    found = current(database)
    if found == head():
        return
    if found is None or not found.isdigit() or found < head():
        raise SchemaOutdated(found, head())
    reader = database.engine.execution_options(reads_only=True)
    with reader.connect() as connection:
        oldest = connection.scalar(select(FLOOR.c.revision))
    if oldest is None or head() < oldest:
        raise SchemaTooNew(found, head())
