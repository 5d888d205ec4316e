"""What the database itself refuses, whoever writes: triggers, the same on both stores.

They say a second time what the program promises. Installed after every upgrade, for
SQLite loses the triggers of a table it remakes; lifted while one runs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

from sqlalchemy import Connection, text

S = TypeVar("S", bound=str)

_PREFIX = "guard_"
# Both refuse as a broken CHECK would: an IntegrityError in the program.
_POSTGRES_FUNCTIONS = (
    """
    CREATE OR REPLACE FUNCTION guard_append_only() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END $$ LANGUAGE plpgsql
    """,
    """
    CREATE OR REPLACE FUNCTION guard_ways() RETURNS trigger AS $$
    BEGIN
        IF NOT (OLD.state || '>' || NEW.state = ANY (TG_ARGV)) THEN
            RAISE EXCEPTION '% may not go from % to %',
                TG_TABLE_NAME, OLD.state, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql
    """,
)


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger. deed: what it watches. sqlite, postgres: what follows its name."""

    table: str
    deed: str
    sqlite: str
    postgres: str

    @property
    def name(self) -> str:
        """Return its name in the database; another rule has another name."""
        mark = crc32(f"{self.sqlite}{self.postgres}".encode())
        return f"{_PREFIX}{self.table}_{self.deed}_{mark:08x}"


def only_grows(table: str) -> tuple[Guard, ...]:
    """Return what refuses to change or delete a row of a table."""
    return tuple(
        Guard(
            table,
            deed.lower(),
            f'BEFORE {deed} ON "{table}" BEGIN '
            f"SELECT RAISE(ABORT, '{table} only grows'); END",
            f'BEFORE {deed} ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION guard_append_only()",
        )
        for deed in ("UPDATE", "DELETE")
    )


def never_edited(table: str, columns: Sequence[str]) -> tuple[Guard, ...]:
    """Return what refuses to delete a row of a table or to change these columns."""
    _, no_delete = only_grows(table)
    of = f"BEFORE UPDATE OF {', '.join(columns)}"
    return (
        no_delete,
        Guard(
            table,
            "edit",
            f'{of} ON "{table}" BEGIN '
            f"SELECT RAISE(ABORT, '{table} is never edited'); END",
            f'{of} ON "{table}" FOR EACH ROW EXECUTE FUNCTION guard_append_only()',
        ),
    )


def keeps_to(table: str, ways: Mapping[S, frozenset[S]]) -> tuple[Guard, ...]:
    """Return what refuses to take a row's `state` another way than these."""
    pairs = ", ".join(
        f"'{before}>{after}'" for before in ways for after in sorted(ways[before])
    )
    return (
        Guard(
            table,
            "ways",
            f'BEFORE UPDATE OF state ON "{table}" WHEN OLD.state <> NEW.state '
            f"AND OLD.state || '>' || NEW.state NOT IN ({pairs}) BEGIN "
            f"SELECT RAISE(ABORT, '{table} may not go this way'); END",
            f'BEFORE UPDATE OF state ON "{table}" FOR EACH ROW '
            "WHEN (OLD.state IS DISTINCT FROM NEW.state) "
            f"EXECUTE FUNCTION guard_ways({pairs})",
        ),
    )


def standing(connection: Connection) -> dict[str, str]:
    """Return the guards that stand in the database, each with its table."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        asked = (
            "SELECT t.tgname, c.relname FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal "
            "AND c.relnamespace = current_schema()::regnamespace"
        )
    rows = connection.execute(text(asked))
    return {name: table for name, table in rows if name.startswith(_PREFIX)}


def lift(connection: Connection, *, keep: Collection[str] = ()) -> None:
    """Take guards off, for an upgrade that may write what they refuse.

    keep: the names of those that stay.
    """
    on_table = connection.dialect.name != "sqlite"
    for name, table in standing(connection).items():
        if name not in keep:
            where = f' ON "{table}"' if on_table else ""
            connection.execute(text(f"DROP TRIGGER {name}{where}"))


def install(connection: Connection, guards: Sequence[Guard]) -> None:
    """Put these guards up, and no others; in the caller's transaction.

    What stands already is not touched: no table of a busy house is locked for it.
    """
    lift(connection, keep={guard.name for guard in guards})
    known = standing(connection)
    lacking = [guard for guard in guards if guard.name not in known]
    is_sqlite = connection.dialect.name == "sqlite"
    if lacking and not is_sqlite:
        for function in _POSTGRES_FUNCTIONS:
            connection.execute(text(function))
    for guard in lacking:
        rest = guard.sqlite if is_sqlite else guard.postgres
        connection.execute(text(f"CREATE TRIGGER {guard.name} {rest}"))
