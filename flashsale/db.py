"""The database: engine, column types, and the unit of work with the only commit."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from sqlite3 import OperationalError as SqliteBusy
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Engine,
    MetaData,
    Table,
    create_engine,
    event,
    select,
    text,
)
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from flashsale.kernel.clock import Clock, SystemClock
from flashsale.kernel.events import Event
from flashsale.kernel.ids import Ids
from flashsale.writer_turn import WriterTurn, begin_immediate

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# What a store says that is busy, locked or away; the same work may succeed later.
StoreBusy = OperationalError
BUSY_FOR_MS = 5_000
LOCK_FOR_MS = 3_000


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; a naive one is refused, on both stores."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse naive instants and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Return aware UTC; SQLite hands back what was UTC when stored."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class Base(DeclarativeBase):
    """The base of every row."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as a class attribute
        datetime: UtcDateTime(),
        int: BigInteger(),
    }


def table_of(row: type[Base]) -> Table:
    """Return the table of a row, for statements of the crowd's path.

    Written once at import and free of the row's class, a statement costs a fifth of
    what it does when it is composed anew in each request (docs/performance.md). It
    flushes nothing by itself and hands back plain values.
    """
    return cast(Table, row.__table__)


def _prepare_sqlite(connection: Any, record: object) -> None:
    # The driver must not open transactions by itself: BEGIN IMMEDIATE is ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_FOR_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads, then writes, gets BUSY at once whatever the
    # timeout; writers therefore take the lock when they begin.
    if connection.get_execution_options().get("reads_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    driver: Any = connection.connection.driver_connection
    try:
        begin_immediate(driver, BUSY_FOR_MS / 1000)
    except SqliteBusy as fault:
        # Beside SQLAlchemy's cursors, so its exception is ours to make.
        raise StoreBusy("BEGIN IMMEDIATE", None, fault) from fault


# At this level guarded statements wait for each other. At a stricter one, which a
# server may have by default, PostgreSQL refuses the second of two with an error.
_LEVEL = r"read\ committed"
_POSTGRESQL_OPTIONS = (
    f"-c lock_timeout={LOCK_FOR_MS} -c timezone=UTC"
    f" -c default_transaction_isolation={_LEVEL}"
)
# Who only reads sees one instant, however many statements it asks with: what others
# commit meanwhile must not look like books that contradict themselves. A reader of
# this level is never refused (https://www.postgresql.org/docs/current/
# transaction-iso.html#XACT-REPEATABLE-READ), and SQLite reads so of itself.
_ONE_INSTANT = {
    "reads_only": True,
    "isolation_level": "REPEATABLE READ",
    "postgresql_readonly": True,
}


class Database:
    """One engine and how to open a session on it."""

    # Only where one writes at a time: others wait in the store itself.
    _turn: WriterTurn | None = None

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        """Prepare connections to `url`; nothing is opened before the first use."""
        self.url = make_url(url)
        if self.is_sqlite:
            engine = create_engine(self.url)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            self._turn = WriterTurn(BUSY_FOR_MS / 1000)
        else:
            engine = create_engine(
                self.url.set(drivername="postgresql+psycopg"),
                pool_size=pool_size,
                max_overflow=pool_size,
                pool_pre_ping=True,
                connect_args={"options": _POSTGRESQL_OPTIONS},
            )
        self.work_on(engine)

    def work_on(self, engine: Engine) -> None:
        """Open sessions on `engine` from now on."""
        reading = {"reads_only": True} if self.is_sqlite else _ONE_INSTANT
        self.engine = engine
        self._writers = sessionmaker(engine, expire_on_commit=False)
        self._readers = sessionmaker(
            engine.execution_options(**reading), expire_on_commit=False
        )

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is the embedded store."""
        return self.url.get_backend_name() == "sqlite"

    def session(self, *, reads_only: bool = False) -> Session:
        """Return a new session; on SQLite a reader takes no write lock."""
        return self._readers() if reads_only else self._writers()

    def writing(self) -> AbstractContextManager[None]:
        """Open the block of a writing transaction; writers come in turn."""
        return nullcontext() if self._turn is None else self._turn.taken()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


@dataclass(slots=True)
class Work:
    """One transaction: its session, its single `now`, and the facts it produced.

    now: the database's clock on PostgreSQL, so that hosts with wrong clocks agree.
    """

    session: Session
    now: datetime
    ids: Ids
    events: list[Event] = field(default_factory=list)

    def publish(self, fact: Event) -> None:
        """Record a fact; its reactions run at the end of this transaction."""
        self.events.append(fact)


Within = Mapping[type[Event], tuple[Callable[[Work, Any], None], ...]]


def _now_of(session: Session, clock: Clock, *, is_sqlite: bool) -> datetime:
    if is_sqlite or not isinstance(clock, SystemClock):
        return clock.now()
    now = session.scalar(select(text("clock_timestamp()")))
    if not isinstance(now, datetime):
        raise TypeError("the database told no time")
    return now.astimezone(UTC)


@contextmanager
def unit_of_work(
    database: Database, clock: Clock, ids: Ids, within: Within
) -> Iterator[Work]:
    """Open a writing transaction; commit at the end, roll back on an exception.

    Reactions of `within` run before the commit, those they cause included. After
    the block `work.events` holds every fact, for what follows the commit.
    """
    with database.writing(), database.session() as session, session.begin():
        now = _now_of(session, clock, is_sqlite=database.is_sqlite)
        work = Work(session, now, ids)
        yield work
        for fact in work.events:  # grows while reactions publish
            for react in within.get(type(fact), ()):
                react(work, fact)


@contextmanager
def reading(database: Database, clock: Clock, ids: Ids) -> Iterator[Work]:
    """Open a transaction that only reads, all of it as of one instant.

    On SQLite it never waits for a writer; PostgreSQL refuses what writes in it.
    """
    with database.session(reads_only=True) as session, session.begin():
        now = _now_of(session, clock, is_sqlite=database.is_sqlite)
        yield Work(session, now, ids)


def engine_of(session: Session) -> Engine:
    """Return the engine behind a session."""
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine
