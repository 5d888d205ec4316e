"""Protections that a storm can take out of the running programs, to see it shout.

Only `armed.py` comes here; the house has no switch for any of them.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from flashsale.db import Database
from flashsale.sales import claims, holds, releases
from tests.simulation import defects


def _without_checks(connection: Any, _: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA ignore_check_constraints = ON")


def guard_off() -> None:
    """Hold units without asking whether they are free; see `without_checks`."""
    event.listen(Engine, "connect", _without_checks)
    claims.hold_units = defects._hold_units_unguarded  # type: ignore[assignment]


def freed_twice() -> None:
    """End a hold without asking whether someone was first."""
    event.listen(Engine, "connect", _without_checks)
    claims.end_hold = defects._end_whatever_its_state  # type: ignore[assignment]


def retry_doubles() -> None:
    """Take a form that comes again for another one."""
    with defects.retry_doubles(None):  # type: ignore[arg-type]
        doubling = holds.place
    holds.place = doubling


def released_while_paying() -> None:
    """Let members put back what they are paying."""
    releases.release = defects._release_whatever_happens


DEFECTS: dict[str, Callable[[], None]] = {
    take.__name__: take
    for take in (guard_off, freed_twice, retry_doubles, released_while_paying)
}


def take_out(name: str) -> None:
    """Take a protection out of this process."""
    DEFECTS[name]()


def without_checks(database: Database) -> None:
    """Take the CHECKs of the counts out of a PostgreSQL; SQLite's are per process."""
    if database.is_sqlite:
        return
    with database.engine.begin() as connection:
        names = connection.scalars(
            text(
                "SELECT conname FROM pg_constraint"
                " WHERE conrelid = 'lot'::regclass AND contype = 'c'"
            )
        )
        for name in names.all():
            connection.execute(text(f'ALTER TABLE lot DROP CONSTRAINT "{name}"'))
