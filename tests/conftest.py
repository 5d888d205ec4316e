"""What every test may ask for: an empty database, a real Valkey, the house on both."""

import os
import shutil
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import text
from sqlalchemy.engine import make_url

from flashsale import migrate
from flashsale import valkey as valkey_server
from flashsale.app import create_app
from flashsale.assembly import build
from flashsale.db import Database
from flashsale.house_folder import make_folder
from flashsale.kernel.clock import FrozenClock
from flashsale.processes import Child
from flashsale.runtime import Runtime
from flashsale.settings import load_settings
from tests.properties import register_profiles

register_profiles()
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2 * 1024**3:
    # Each commit waits for the disk; what is thrown away need not be on one.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Thursday, half an hour after the noon opening in Québec.
THURSDAY_NOON = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Name this process among those that share the suite."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_name: str) -> str:
    """Prepare an empty, migrated database of this process and return its address."""
    server = os.environ.get("TEST_DATABASE_URL")
    if server is None:
        url = f"sqlite:///{tmp_path_factory.mktemp('store')}/model.sqlite3"
    else:
        url = _own_postgres_database(server, worker_name)
    database = Database(url)
    migrate.upgrade(database)
    database.dispose()
    return url


def _own_postgres_database(server: str, worker_name: str) -> str:
    name = f"flashsale_test_{worker_name}_{os.getpid()}"
    engine = Database(server).engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store_url(database_url: str, tmp_path: Path) -> str:
    """Return the address of an empty database for one test."""
    if database_url.startswith("sqlite"):
        model = Path(make_url(database_url).database or "")
        copy = tmp_path / "house.sqlite3"
        shutil.copy(model, copy)
        return f"sqlite:///{copy}"
    database = Database(database_url)
    tables = ", ".join(f'"{table.name}"' for table in migrate.metadata().sorted_tables)
    with database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} CASCADE"))
    database.dispose()
    return database_url


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    """Open the database of one test."""
    database = Database(store_url)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a real Valkey for this process."""
    home = tmp_path_factory.mktemp("valkey")
    make_folder(home)
    server = Child(valkey_server.program(home))
    deadline = time.monotonic() + server.program.start_within
    while not server.program.is_ready():
        assert time.monotonic() < deadline, server.log_tail()
        time.sleep(0.01)
    yield valkey_server.url_of(home)
    server.stop()


@pytest.fixture
def valkey(valkey_url: str) -> Iterator[Redis]:
    """Return a client of an emptied Valkey."""
    redis = Redis.from_url(valkey_url)
    redis.flushall()
    yield redis
    redis.close()


@pytest.fixture
def clock() -> FrozenClock:
    """Stand at Thursday 26 November 2026, 12:30 in Québec."""
    return FrozenClock(THURSDAY_NOON)


@pytest.fixture
def environment(
    store_url: str, valkey: Redis, valkey_url: str, tmp_path: Path
) -> dict[str, str]:
    """Return the settings of the house under test; a test may add to them."""
    return {
        "MODE": "development",
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": store_url,
        "REDIS_URL": valkey_url,
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijkl",
        "BASE_URL": "http://localhost",
    }


@pytest.fixture
def runtime(environment: dict[str, str], clock: FrozenClock) -> Iterator[Runtime]:
    """Build the house: real stores, real adapters, a clock that stands still."""
    runtime = build(load_settings(environment), clock=clock)
    yield runtime
    runtime.database.dispose()
    runtime.redis.close()


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    """Build the web application."""
    app = create_app(runtime)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Open a browser without a page."""
    return app.test_client()


@pytest.fixture(autouse=True)
def _strict_warnings() -> Iterator[None]:
    """Let a socket or file left open fail the test that left it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
