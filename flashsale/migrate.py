"""Bringing the database to the program's schema; which one it has, `schema.py` says."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from flashsale import guards
from flashsale.db import Base, Database
from flashsale.schema import FLOOR, MIGRATIONS, current, head, oldest_program
from flashsale.schema_guards import GUARDS

# The advisory lock of PostgreSQL that who upgrades holds; any number of our own.
UPGRADING = 5_290_417
PACKAGES_WITH_ROWS = (
    "members",
    "catalogue",
    "mail",
    "taxes",
    "shipping",
    "credit",
    "sales",
    "promotions",
    "orders",
    "paper",
    "mandates",
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


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to this program's schema, with its guards; one at a time.

    Idempotent. revision: another than the newest stands without guards.
    """
    config = _config()
    with (
        database.engine.connect() as connection,
        _alone(connection),
        _remaking_tables(connection),
    ):
        config.attributes["connection"] = connection
        if revision != "head" or current(database) != head():
            guards.lift(connection)
        command.upgrade(config, revision)
        _check_foreign_keys(connection)
        if revision == "head":
            connection.execute(FLOOR.delete())
            connection.execute(FLOOR.insert().values(revision=oldest_program()))
            guards.install(connection, GUARDS)
        connection.commit()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Let another host that upgrades at the same time wait; SQLite's lock does too."""
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.exec_driver_sql("SET lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({UPGRADING})")
    # The steps themselves must not make members wait behind them.
    connection.exec_driver_sql("RESET lock_timeout")
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({UPGRADING})")


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
