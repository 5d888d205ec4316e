"""The stores of the suite: made once for each process, emptied for each test.

A test that asks for `store_url` or `database`, itself or through other fixtures, runs
on each store there is: SQLite, and PostgreSQL when TEST_DATABASE_URL names a server.
All other tests run once.
"""

import os
import shutil
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, literal, select, text, union_all
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from flashsale import guards, migrate
from flashsale.db import Database
from flashsale.schema_guards import GUARDS

SERVER = os.environ.get("TEST_DATABASE_URL")
GIVEN_BACK_WITHIN_S = 10
# What threads of the house are called that nobody waits for: by what they run.
ASIDE = ("(_renew_and_release)", "(_note_visits)")
STORES = ("sqlite", "postgresql") if SERVER else ("sqlite",)


class Borrowed(Database):
    """The database of one test, on an engine that outlives it.

    What the engine has compiled stays compiled; listeners put on this one go with it.
    """

    def __init__(self, lender: Database) -> None:
        """Share the connections and the compiled statements of `lender`."""
        super().__init__(lender.url.render_as_string(hide_password=False))
        self.work_on(lender.engine.execution_options())

    def dispose(self) -> None:
        """Close every connection, once the threads of the house have given theirs back.

        One that nobody gives back fails the test that took it. A thread that reads
        aside may be about to take one: to it the next test's file would be empty.
        """
        pool = self.engine.pool
        assert isinstance(pool, QueuePool)
        deadline = time.monotonic() + GIVEN_BACK_WITHIN_S
        while pool.checkedout() or _reads_aside():
            assert time.monotonic() < deadline, pool.status()
            time.sleep(0.005)
        super().dispose()


def _reads_aside() -> bool:
    """Whether a thread of the house still reads or writes beside all requests."""
    names = [thread.name for thread in threading.enumerate()]
    return any(aside in name for name in names for aside in ASIDE)


class Store(ABC):
    """A store with the schema of the program, at one address for all tests."""

    def __init__(self, url: str) -> None:
        """Bring the database at `url` to the schema of the program."""
        self.url = url
        self.database = Database(url)
        migrate.upgrade(self.database)

    @abstractmethod
    def empty(self) -> None:
        """Take out every row that the last test left."""

    def close(self) -> None:
        """Leave nothing behind that outlives the process."""
        self.database.dispose()


class SqliteStore(Store):
    """A file that is put back as it was."""

    def __init__(self, folder: Path) -> None:
        """Make the file in a folder, and keep a copy of it without rows."""
        self._file, self._model = folder / "house.sqlite3", folder / "model.sqlite3"
        super().__init__(f"sqlite:///{self._file}")
        self.database.dispose()
        shutil.copy(self._file, self._model)

    def empty(self) -> None:
        """Put the copy in place; a connection that somebody kept sees the old file."""
        self.database.dispose()
        for ending in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        shutil.copy(self._model, self._file)


class PostgresStore(Store):
    """A database of this process on the server of the run."""

    def __init__(self, server: str, name: str) -> None:
        """Make the database `name`, anew when there is one."""
        self._server, self._name = server, name
        self._on_server(
            f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"'
        )
        url = make_url(server).set(database=name)
        super().__init__(url.render_as_string(hide_password=False))
        self._filled = union_all(
            *(
                select(literal(table.name)).where(select(table).exists())
                for table in migrate.metadata().sorted_tables
            )
        )
        role = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        with self.database.engine.connect() as connection:
            self._may_all = connection.scalar(role)

    def _on_server(self, *statements: str) -> None:
        server = Database(self._server)
        engine = server.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        server.dispose()

    def empty(self) -> None:
        """Delete what there is: a TRUNCATE makes the files of every table anew."""
        with self.database.engine.begin() as connection:
            # A test of damage may have lifted them for good.
            guards.install(connection, GUARDS)
            tables = migrate.metadata().tables
            filled = [tables[name] for name in connection.scalars(self._filled)]
            if not filled:
                return
            if not self._may_all:
                listed = ", ".join(f'"{table.name}"' for table in filled)
                connection.execute(text(f"TRUNCATE {listed} CASCADE"))
                return
            # Without this, triggers and foreign keys would be asked for each row.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in filled:
                connection.execute(delete(table))

    def close(self) -> None:
        """Take the database away again: the server may be somebody's own."""
        super().close()
        self._on_server(f'DROP DATABASE "{self._name}" WITH (FORCE)')


@pytest.fixture(scope="session", params=STORES)
def store_of_process(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    worker_name: str,
) -> Iterator[Store]:
    """Make a store of this process."""
    if request.param == "sqlite":
        made: Store = SqliteStore(tmp_path_factory.mktemp("store"))
    else:
        assert SERVER is not None
        made = PostgresStore(SERVER, f"flashsale_test_{worker_name}_{os.getpid()}")
    yield made
    made.close()


@pytest.fixture
def store_url(store_of_process: Store) -> str:
    """Return the address of an empty database for one test."""
    store_of_process.empty()
    return store_of_process.url


@pytest.fixture
def database(store_of_process: Store, store_url: str) -> Iterator[Database]:
    """Open the database of one test."""
    database = Borrowed(store_of_process.database)
    yield database
    database.dispose()
