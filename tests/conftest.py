"""What every test may ask for: an empty database, a real Valkey, the house on both."""

import os
import shutil
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from flashsale import valkey as valkey_server
from flashsale.app import create_app
from flashsale.assembly import build
from flashsale.db import Database
from flashsale.house_folder import make_folder
from flashsale.kernel.clock import FrozenClock
from flashsale.processes import Child
from flashsale.runtime import Runtime
from flashsale.settings import load_settings
from tests.compiled import keep_compiled
from tests.network import close_network, strays
from tests.properties import register_profiles
from tests.silent_transactions import watching
from tests.stores import database, store_of_process, store_url

__all__ = ["database", "store_of_process", "store_url"]

register_profiles()
close_network()
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2 * 1024**3:
    # Each commit waits for the disk; what is thrown away need not be on one.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Thursday, half an hour after the noon opening in Québec.
THURSDAY_NOON = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)


# Folders whose tests have a command of their own (`run.py test --help` is pytest's).
GROUPS = ("faults", "browser", "campaigns")
TESTS = Path(__file__).parent


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test by its folder."""
    folder = item.path.relative_to(TESTS).parts[0]
    if folder in GROUPS:
        item.add_marker(folder)
    if folder == "browser":
        # One browser, on one process: they share the house they walk through.
        item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Name this process among those that share the suite."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory, worker_name: str) -> None:
    """Compile templates once: the processes of a run share a folder."""
    base = tmp_path_factory.getbasetemp()
    keep_compiled((base if worker_name == "main" else base.parent) / "templates")


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
def runtime(
    environment: dict[str, str], clock: FrozenClock, database: Database
) -> Iterator[Runtime]:
    """Build the house: real stores, real adapters, a clock that stands still."""
    built = build(load_settings(environment), clock=clock)
    yield replace(built, database=database)
    built.redis.close()


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


@pytest.fixture
def silent_transactions() -> Iterator[None]:
    """Let a word over the network inside a transaction fail the test that said it."""
    with watching():
        yield


@pytest.fixture(autouse=True)
def _strict_warnings() -> Iterator[None]:
    """Let a socket or file left open fail the test that left it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture(autouse=True)
def _closed_network() -> Iterator[None]:
    """Fail a test that tried to leave, even when the program took it calmly."""
    strays.clear()
    yield
    assert strays == []
