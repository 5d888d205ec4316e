"""The schema: which revision the database is at, and bringing it to the program's."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from flashsale.db import Base, Database
from flashsale.kernel.errors import SchemaOutdated

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
PACKAGES_WITH_ROWS = (
    "members",
    "catalogue",
    "mail",
    "credit",
    "sales",
    "orders",
    "invites",
    "editorial",
)


def metadata() -> MetaData:
    """Return the tables of every package."""
    for package in PACKAGES_WITH_ROWS:
        import_module(f"flashsale.{package}.models")
    return Base.metadata


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def head() -> str:
    """Return the revision this program needs."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise RuntimeError(f"no revision stands in {MIGRATIONS}")
    return revision


def current(database: Database) -> str | None:
    """Return the revision the database is at, or None when it is empty."""
    # A start and a readiness check must not wait for a writer on SQLite.
    reader = database.engine.execution_options(reads_only=True)
    with reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to this program's schema; idempotent."""
    config = _config()
    with database.engine.connect() as connection, _remaking_tables(connection):
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _check_foreign_keys(connection)
        connection.commit()


@contextmanager
def _remaking_tables(connection: Connection) -> Iterator[None]:
    """Let SQLite drop and remake a table that others name.

    It knows no other way to change a CHECK, and would refuse it row by row; the
    switch works outside a transaction only (sqlite.org/lang_altertable.html).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    if driver is None:
        raise TypeError("a checked-out connection has a driver's own")
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows that name others that are gone: {broken[:5]}")


def check(database: Database) -> None:
    """Return when the schema is the program's.

    Raises SchemaOutdated, whose message names the command to run.
    """
    found = current(database)
    if found != head():
        raise SchemaOutdated(found, head())


def differences(database: Database) -> list[object]:
    """Return what the rows declare and the database lacks, or the other way round."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata()))


def write_revision(database: Database, message: str) -> None:
    """Write a revision file with what the rows declare and the database lacks."""
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=message, autogenerate=True)
