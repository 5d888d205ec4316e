"""Where the stand-in keeps its records: one SQLite file, one writer at a time."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from flashsale.fakestripe.records import (
    Charge,
    Customer,
    Dispute,
    Event,
    Intent,
    Method,
    Page,
    Record,
    Refund,
)

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS record_kind ON record (kind, seq);
CREATE TABLE IF NOT EXISTS answer (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, due_at REAL NOT NULL,
    tries INTEGER NOT NULL, state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (state, due_at);
"""
KIND_OF: dict[type[Record], str] = {
    Page: "checkout.session",
    Intent: "payment_intent",
    Charge: "charge",
    Refund: "refund",
    Customer: "customer",
    Method: "payment_method",
    Dispute: "dispute",
    Event: "event",
}

AnyRecord = TypeVar(
    "AnyRecord", Page, Intent, Charge, Refund, Customer, Method, Dispute, Event
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered the first time a key was used."""

    fingerprint: str
    status: int
    body: str
    created: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way. state: pending, done, dropped or given_up."""

    seq: int
    event: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records a list asks for; `equal` names fields of the record."""

    equal: Mapping[str, str | int]
    types: tuple[str, ...] = ()
    created_from: int = 0
    created_to: int = 2**62
    limit: int = 10
    after: str | None = None
    before: str | None = None


class Ledger:
    """Reads and writes of one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection inside its transaction."""
        self._sql = connection

    def get(self, kind: type[AnyRecord], record_id: str) -> AnyRecord | None:
        """Return the record of this kind and id, or None."""
        row = self._sql.execute(
            "SELECT body FROM record WHERE id = ? AND kind = ?",
            (record_id, KIND_OF[kind]),
        ).fetchone()
        return None if row is None else kind(**json.loads(row[0]))

    def save(self, record: Record) -> None:
        """Insert the record, or replace the one with its id."""
        self._sql.execute(
            "INSERT INTO record (id, kind, created, body) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (
                record.id,
                KIND_OF[type(record)],
                record.created,
                json.dumps(asdict(record)),
            ),
        )

    def find(
        self, kind: type[AnyRecord], wanted: Wanted
    ) -> tuple[list[AnyRecord], bool]:
        """Return the records of a list, newest first, and whether more follow."""
        clauses = ["kind = ?", "created >= ?", "created <= ?"]
        values: list[str | int] = [KIND_OF[kind], wanted.created_from]
        values.append(wanted.created_to)
        for name, value in wanted.equal.items():
            clauses.append("json_extract(body, ?) = ?")
            values += [f"$.{name}", value]
        if wanted.types:
            marks = ", ".join("?" for _ in wanted.types)
            clauses.append(f"json_extract(body, '$.type') IN ({marks})")
            values += wanted.types
        if wanted.after is not None:
            clauses.append("seq < (SELECT seq FROM record WHERE id = ?)")
            values.append(wanted.after)
        if wanted.before is not None:
            clauses.append("seq > (SELECT seq FROM record WHERE id = ?)")
            values.append(wanted.before)
        # Backwards from `before`, the nearest ones are wanted, still newest first.
        order = "ASC" if wanted.before is not None else "DESC"
        # Only the clauses written above enter the text; every value is bound.
        query = (
            f"SELECT body FROM record WHERE {' AND '.join(clauses)} "  # noqa: S608
            f"ORDER BY seq {order} LIMIT ?"
        )
        rows = self._sql.execute(query, (*values, wanted.limit + 1)).fetchall()
        found = [kind(**json.loads(body)) for (body,) in rows[: wanted.limit]]
        if wanted.before is not None:
            found.reverse()
        return found, len(rows) > wanted.limit

    def open_pages_ended_at(self, now: int) -> list[Page]:
        """Return the pages that are open though their time has come."""
        rows = self._sql.execute(
            "SELECT body FROM record WHERE kind = ? "
            "AND json_extract(body, '$.status') = 'open' "
            "AND json_extract(body, '$.expires_at') <= ?",
            (KIND_OF[Page], now),
        )
        return [Page(**json.loads(body)) for (body,) in rows.fetchall()]

    def lapsed_charges_at(self, now: int) -> list[Charge]:
        """Return the authorisations that banks keep no longer."""
        rows = self._sql.execute(
            "SELECT body FROM record WHERE kind = ? "
            "AND json_extract(body, '$.capture_before') <= ?",
            (KIND_OF[Charge], now),
        )
        return [Charge(**json.loads(body)) for (body,) in rows.fetchall()]

    def answer(self, key: str) -> Answer | None:
        """Return what was answered under a key, or None."""
        row = self._sql.execute(
            "SELECT fingerprint, status, body, created FROM answer WHERE key = ?",
            (key,),
        ).fetchone()
        return None if row is None else Answer(*row)

    def keep_answer(self, key: str, answer: Answer) -> None:
        """Keep what is answered under a key, in place of an older answer."""
        self._sql.execute(
            "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)",
            (key, answer.fingerprint, answer.status, answer.body, answer.created),
        )

    def send(self, event_id: str, due_at: float, state: str = "pending") -> None:
        """Put an event on its way."""
        self._sql.execute(
            "INSERT INTO delivery (event, due_at, tries, state) VALUES (?, ?, 0, ?)",
            (event_id, due_at, state),
        )

    def due_deliveries(self, now: float, limit: int) -> list[Delivery]:
        """Return the deliveries whose time has come, the longest due first."""
        rows = self._sql.execute(
            "SELECT seq, event, tries FROM delivery WHERE state = 'pending' "
            "AND due_at <= ? ORDER BY due_at, seq LIMIT ?",
            (now, limit),
        )
        return [Delivery(*row) for row in rows.fetchall()]

    def settle(self, delivery: Delivery, state: str, due_at: float) -> None:
        """Note the outcome of one more try."""
        self._sql.execute(
            "UPDATE delivery SET state = ?, due_at = ?, tries = tries + 1 "
            "WHERE seq = ?",
            (state, due_at, delivery.seq),
        )

    def count_deliveries(self) -> dict[str, int]:
        """Return how many deliveries are in each state."""
        rows = self._sql.execute("SELECT state, count(*) FROM delivery GROUP BY state")
        return dict(rows.fetchall())


class Store:
    """The file, and the turn-taking of the threads that write to it."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, making it and its folder when they are missing.

        path: None keeps everything in memory, for histories that are thrown away.
        """
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._turn = threading.Lock()
        self._sql = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = FULL")
        self._sql.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[Ledger]:
        """Give the ledger of one transaction; an exception undoes it."""
        with self._turn:
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield Ledger(self._sql)
            except BaseException:
                self._sql.execute("ROLLBACK")
                raise
            self._sql.execute("COMMIT")

    def close(self) -> None:
        """Close the file, after the transaction under way."""
        with self._turn:
            self._sql.close()
