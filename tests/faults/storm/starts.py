"""What must refuse to start: a production house whose store may lose a commit (F38)."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flashsale import migrate
from flashsale.db import Database
from tests import postgres
from tests.faults.houses import CLEAN
from tests.faults.storm.piped import ROOT

PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": "kV7w-9yTq2LmZx4RbN8sHd3JcF6gPa1U",
    "BASE_URL": "https://table.example",
    "TRUSTED_PROXIES": "1",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRETS": "whsec_x",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
# Settings of a server that keeps what it says it keeps.
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
# Each takes one of SQLite's protections out, in the process that is started.
WEAKENED = """
import runpy, sys
from flashsale import db
usual = db._prepare_sqlite
def weak(connection, record):
    usual(connection, record)
    connection.execute("PRAGMA {pragma}")
db._prepare_sqlite = weak
sys.argv = ["web_server", "--port", "0"]
import wsgi
"""


def prove(store: str) -> int:
    """See that each weakened setting is refused, and the right ones are not.

    Returns how many starts were tried. Raises AssertionError.
    """
    return _sqlite() if store == "sqlite" else _postgresql()


def _started(script: str, url: str, home: Path) -> tuple[int, str]:
    """Start the web application of a production house; return how it ended."""
    environ = {**CLEAN, **PRODUCTION, "DATABASE_URL": url, "DATA_DIR": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr


def _refused(script: str, url: str, home: Path, words: str) -> None:
    code, said = _started(script, url, home)
    assert code != 0, f"it started all the same: {words}"
    assert words in said, f"it does not say why: {said[-500:]}"


def _accepted(url: str, home: Path) -> None:
    code, said = _started("import wsgi", url, home)
    assert code == 0, f"a durable house does not start: {said[-500:]}"


def _sqlite() -> int:
    with tempfile.TemporaryDirectory(prefix="storm-starts-") as folder:
        home = Path(folder)
        url = f"sqlite:///{home}/house.sqlite3"
        _upgrade(url)
        _accepted(url, home)
        weak = {
            "synchronous=NORMAL": "synchronous=FULL",
            "synchronous=OFF": "synchronous=FULL",
            "journal_mode=DELETE": "journal_mode=WAL",
        }
        for pragma, words in weak.items():
            _refused(WEAKENED.format(pragma=pragma), url, home, words)
        return 1 + len(weak)


def _postgresql() -> int:
    with tempfile.TemporaryDirectory(prefix="storm-starts-") as folder:
        home = Path(folder)
        with _server(DURABLE) as url:
            _upgrade(url)
            _accepted(url, home)
        for name in DURABLE:
            weak = name.replace("=on", "=off")
            with _server((*(x for x in DURABLE if x != name), weak)) as url:
                _upgrade(url)
                _refused("import wsgi", url, home, weak)
        return 1 + len(DURABLE)


@contextmanager
def _server(settings: tuple[str, ...]) -> Iterator[str]:
    server = postgres.Server(settings=settings)
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


def _upgrade(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database)
    database.dispose()
