"""`flashsale upgrade` around an opening, and again when there is nothing to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from flashsale import migrate, schema
from flashsale.commands.upgrade import upgrade
from flashsale.db import Database, unit_of_work
from flashsale.kernel.clock import FrozenClock, SystemClock
from flashsale.kernel.errors import ConfigurationFault
from flashsale.kernel.ids import Ids
from flashsale.sales.freeze import frozen
from tests.factories import a_drop

NOON = datetime(2027, 3, 13, 17, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "REDIS_URL", "MODE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def opened(home: Path) -> Database:
    return Database(f"sqlite:///{home}/house.sqlite3")


def a_drop_that_opens(home: Path, at: datetime) -> Database:
    database = opened(home)
    migrate.upgrade(database)
    with unit_of_work(database, SystemClock(), Ids(), {}) as work:
        a_drop(work, opens_at=at)
    return database


def outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program be for a schema that the database has not."""
    monkeypatch.setattr(schema, "head", lambda: "9999")


def run(home: Path, *words: str) -> str:
    done = CliRunner().invoke(upgrade, ["--data", str(home), *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_an_empty_folder_is_upgraded_and_then_left_alone(home: Path) -> None:
    assert f"from schema nothing to {schema.head()}" in run(home)
    assert "up to date" in run(home)


def test_nothing_is_upgraded_around_an_opening(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_drop_that_opens(home, datetime.now(UTC) + timedelta(minutes=10)).dispose()
    assert "up to date" in run(home), "there is nothing to do: no reason to refuse"
    outdated(monkeypatch)
    with pytest.raises(ConfigurationFault, match="--even-now"):
        run(home)
    assert "up to date" in run(home, "--even-now")


@pytest.mark.parametrize(
    ("before_opening", "is_frozen"),
    [
        (timedelta(minutes=30, microseconds=1), False),
        (timedelta(minutes=30), True),
        (timedelta(0), True),
        (-timedelta(minutes=15) + timedelta(microseconds=1), True),
        (-timedelta(minutes=15), False),
    ],
)
def test_the_bounds_of_the_freeze(
    home: Path, before_opening: timedelta, is_frozen: bool
) -> None:
    database = a_drop_that_opens(home, NOON)
    clock = FrozenClock(NOON - before_opening)
    with unit_of_work(database, clock, Ids(), {}) as work:
        found = frozen(work)
    database.dispose()
    assert (found is not None) is is_frozen
    if found is not None:
        assert found.until == NOON + timedelta(minutes=15)
