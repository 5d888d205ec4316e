"""Which schema is the program's, and on which others it may run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from flashsale import migrate, schema
from flashsale.db import Database
from flashsale.kernel.errors import SchemaOutdated, SchemaTooNew


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/house.sqlite3")
    yield database
    database.dispose()


def pretend(database: Database, revision: str, floor: str) -> None:
    """Let the database be as a newer program left it."""
    with database.engine.begin() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :at"), {"at": revision}
        )
        connection.execute(text("UPDATE schema_floor SET revision = :f"), {"f": floor})


def test_the_files_say_what_alembic_reads_of_them() -> None:
    script = ScriptDirectory(str(schema.MIGRATIONS))
    told = [r.revision for r in script.walk_revisions()][::-1]
    assert schema.head() == script.get_current_head() == told[-1]
    assert told == [f"{number:04d}" for number in range(1, len(told) + 1)]
    names = sorted(path.name for path in (schema.MIGRATIONS / "versions").glob("*.py"))
    assert [name[:4] for name in names] == told


def test_an_empty_database_and_an_older_one_are_refused(database: Database) -> None:
    assert schema.current(database) is None
    with pytest.raises(SchemaOutdated, match=r"schema nothing.*flashsale upgrade"):
        schema.check(database)
    migrate.upgrade(database, "0001")
    assert schema.current(database) == "0001"
    with pytest.raises(SchemaOutdated, match=r"schema 0001.*flashsale upgrade"):
        schema.check(database)


def test_an_upgraded_one_is_fine_and_stays_so(database: Database) -> None:
    for _ in range(2):
        migrate.upgrade(database)
        assert schema.current(database) == schema.head()
        schema.check(database)


def test_a_newer_schema_that_lets_this_program_run_is_fine(database: Database) -> None:
    migrate.upgrade(database)
    pretend(database, "9001", floor=schema.head())
    schema.check(database)


def test_a_newer_schema_that_took_something_away_is_refused(database: Database) -> None:
    migrate.upgrade(database)
    pretend(database, "9001", floor="9000")
    with pytest.raises(SchemaTooNew, match=r"9001.*newer program"):
        schema.check(database)
