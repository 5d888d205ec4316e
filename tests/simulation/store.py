"""The database of a simulation: the real one, in memory, with faults at its commits.

On SQLite a single connection serves everyone: a transaction is one turn of the play,
and one begun inside another is an error. On PostgreSQL it is the same, slower.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from flashsale import migrate
from flashsale.db import Database
from tests.simulation.scheduler import Stage

_WRITES = ("INSERT", "UPDATE", "DELETE")


class SimulatedStore(Database):
    """A store that gives way before each transaction and loses some commits."""

    def __init__(self, url: str = "sqlite://") -> None:
        """Open the one connection; see `prepare`."""
        self.url = make_url(url)
        self.stage: Stage | None = None
        # Commits that changed something, and whether one is being prepared.
        self.writes = 0
        self.in_transaction = False
        self._rows_touched = 0
        if self.is_sqlite:
            self.engine = create_engine(
                self.url,
                poolclass=StaticPool,
                connect_args={"check_same_thread": False},
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            self.engine = create_engine(
                self.url.set(drivername="postgresql+psycopg"), poolclass=StaticPool
            )
        event.listen(self.engine, "begin", self._begun)
        event.listen(self.engine, "rollback", self._ended)
        event.listen(self.engine, "after_cursor_execute", self._executed)
        self._really_commit = self.engine.dialect.do_commit
        self.engine.dialect.do_commit = self._commit  # type: ignore[method-assign]
        self._writers = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(
            self.engine.execution_options(reads_only=True), expire_on_commit=False
        )
        self._image = b""
        self._kept: list[str] = []
        # The pool has this one connection and never another.
        self._connection: Any = None

    def prepare(self, furnish: Callable[["SimulatedStore"], None]) -> None:
        """Make the schema, let `furnish` write what every seed begins with, keep it."""
        migrate.upgrade(self)
        furnish(self)
        if self.is_sqlite:
            self._image = self._driver().serialize()
        else:
            self._keep_tables()

    def reset(self, stage: Stage | None) -> None:
        """Go back to what `prepare` kept; the new stage decides when to give way."""
        self.stage = stage
        if self.is_sqlite:
            self._driver().deserialize(self._image)
        else:
            self._restore_tables()
        self.writes = 0

    def _keep_tables(self) -> None:
        self._kept = [
            table.name
            for table in migrate.metadata().sorted_tables
            if self.rows(f'SELECT 1 FROM "{table.name}" LIMIT 1')  # noqa: S608
        ]
        with self.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA kept"))
            for name in self._kept:
                copy = f'CREATE TABLE kept."{name}" AS SELECT * FROM "{name}"'  # noqa: S608
                connection.execute(text(copy))

    def _restore_tables(self) -> None:
        names = [f'"{table.name}"' for table in migrate.metadata().sorted_tables]
        with self.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {', '.join(names)} CASCADE"))
            for name in self._kept:
                fill = f'INSERT INTO "{name}" SELECT * FROM kept."{name}"'  # noqa: S608
                connection.execute(text(fill))

    def session(self, *, reads_only: bool = False) -> Session:
        """Give way, then open a session."""
        if self.stage is not None:
            self.stage.pause("reads" if reads_only else "writes")
        return super().session(reads_only=reads_only)

    def rows(self, query: str, **values: object) -> list[Any]:
        """Return the rows of a query, beside every session; values are `:named`."""
        if self.is_sqlite:
            return self._driver().execute(query, values).fetchall()
        with self.engine.connect() as connection:
            return list(connection.execute(text(query), values).all())

    def switch(self, statement: str) -> None:
        """Run a statement that sets a mode of the store; for planted defects."""
        self._driver().execute(statement)

    def _driver(self) -> Any:
        if self._connection is None:
            pooled = self.engine.raw_connection()
            self._connection = pooled.driver_connection
            pooled.close()
        return self._connection

    def _begun(self, connection: Connection) -> None:
        if self.is_sqlite:
            connection.exec_driver_sql("BEGIN")
        self.in_transaction, self._rows_touched = True, 0

    def _ended(self, _: Connection) -> None:
        self.in_transaction, self._rows_touched = False, 0

    def _executed(
        self, _: Connection, cursor: Any, statement: str, *_others: object
    ) -> None:
        if statement.lstrip().upper().startswith(_WRITES) and cursor.rowcount > 0:
            self._rows_touched += cursor.rowcount

    def _commit(self, connection: Any) -> None:
        stage, touched = self.stage, self._rows_touched
        is_played = stage is not None and stage.current is not None and touched
        if stage is None or not is_played or stage.is_healed:
            self._commit_for_good(connection)
            return
        if stage.rng.random() < stage.plan.lost_commit_rate:
            stage.seen["a commit was lost"] += 1
            connection.rollback()
            self.in_transaction, self._rows_touched = False, 0
            raise self._fault("the connection was cut before COMMIT")
        self._commit_for_good(connection)
        if stage.rng.random() < stage.plan.cut_commit_rate:
            stage.seen["a commit was made, its answer lost"] += 1
            raise self._fault("the connection was cut after COMMIT")

    def _commit_for_good(self, connection: Any) -> None:
        self._really_commit(connection)
        self.writes += self._rows_touched > 0
        self.in_transaction, self._rows_touched = False, 0

    def _fault(self, words: str) -> Exception:
        if self.is_sqlite:
            return sqlite3.OperationalError(words)
        return psycopg.OperationalError(words)


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")


def instant(stored: datetime | str | None) -> datetime | None:
    """Return an instant as either store gives it to a raw query."""
    if stored is None:
        return None
    at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
