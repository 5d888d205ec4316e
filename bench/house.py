"""The house under load: its own data, the production server, a worker, a floor."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from redis import Redis

from bench import people
from bench.driver import Outcome, Plan
from bench.people import Person, Sale
from bench.processes import family, processor_seconds
from flashsale import migrate, valkey
from flashsale.app import create_app
from flashsale.assembly import build
from flashsale.house_folder import make_folder
from flashsale.processes import Child, Program
from flashsale.runtime import Runtime
from flashsale.settings import load_settings
from flashsale.ticker import is_heard

ROOT = Path(__file__).parents[1]
READY_WITHIN = 60.0
# Of the house, by the name of their program; the floor and the desk are not.
PARTS = ("web", "worker", "valkey")


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a load. house_us: processor time that the house took for one
    request, all its processes together, in microseconds."""

    outcome: Outcome
    house_us: float


@dataclass(frozen=True, slots=True)
class House:
    """A running house, and the means to ask it things.

    pids: the first process of each program, by name. store_pid: of a database server.
    """

    runtime: Runtime
    folder: Path
    port: int
    floor_port: int
    pids: dict[str, int]
    store_pid: int = 0

    def sale(self, *, allotted: int, opens_in_s: float = -60.0, lots: int = 1) -> Sale:
        """Put a drop on the table; see `people.a_sale`."""
        return people.a_sale(
            self.runtime, allotted=allotted, opens_in_s=opens_in_s, lots=lots
        )

    def members(self, count: int) -> list[Person]:
        """Return new members, signed in."""
        return people.members(self.runtime, create_app(self.runtime), count)

    def processes(self, *, with_store: bool = True) -> tuple[int, ...]:
        """Return every process of the house, and of its database server if wished."""
        first = [self.pids[name] for name in PARTS]
        if self.store_pid and with_store:
            first.append(self.store_pid)
        return tuple(pid for one in first for pid in family(one))

    def drive(
        self,
        requests: Sequence[bytes],
        *,
        connections: int = 32,
        seconds: float = 3.0,
        steps: int = 1,
        whole: bool = False,
        on_floor: bool = False,
    ) -> Measured:
        """Send prepared requests from another process; see `driver.Plan`."""
        prepared = self.folder / "requests.bin"
        prepared.write_bytes(b"".join(b"%d\n%s" % (len(r), r) for r in requests))
        plan = Plan(
            host="127.0.0.1",
            port=self.floor_port if on_floor else self.port,
            requests=str(prepared),
            connections=connections,
            seconds=seconds,
            steps=steps,
            whole=whole,
        )
        plan_file = self.folder / "plan.json"
        plan_file.write_text(json.dumps(asdict(plan)))
        asked = family(self.pids["floor"]) if on_floor else self.processes()
        before = processor_seconds(asked)
        answer = subprocess.run(
            [sys.executable, "-m", "bench.driver", str(plan_file)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        if answer.returncode:
            raise RuntimeError(answer.stderr[-2000:])
        outcome = Outcome(**json.loads(answer.stdout))
        used = processor_seconds(asked) - before
        return Measured(outcome, used / max(1, outcome.sent) * 1e6)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def answers(port: int, path: str) -> bool:
    """Whether a path is answered with 200."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def _works(url: str) -> bool:
    with Redis.from_url(url) as redis:
        return is_heard(redis)


def _on_port(
    name: str, module: str, port: int, path: str | None
) -> tuple[str, tuple[str, ...], Callable[[], bool]]:
    """Return a program that serves on a port. path: what it answers when it is ready;
    None: it is once it listens."""

    def is_ready() -> bool:
        return _listens(port) if path is None else answers(port, path)

    return name, (module, "--port", str(port)), is_ready


def _started(program: Program) -> Child:
    child = Child(program)
    deadline = time.monotonic() + READY_WITHIN
    while not program.is_ready():
        if time.monotonic() > deadline or child.exit_code is not None:
            raise RuntimeError(child.log_tail())
        time.sleep(0.02)
    return child


@contextmanager
def running(database_url: str | None = None, store_pid: int = 0) -> Iterator[House]:
    """Start a house on its own folder and ports; SQLite unless a database is named.

    store_pid: the first process of its server.
    """
    with TemporaryDirectory(prefix="flashsale-bench-") as name:
        folder = Path(name)
        make_folder(folder)
        port, floor_port, desk_port = free_port(), free_port(), free_port()
        redis_url = valkey.url_of(folder)
        environment = {
            **os.environ,
            "MODE": "development",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url or f"sqlite:///{folder}/house.sqlite3",
            "REDIS_URL": redis_url,
            "BASE_URL": f"http://127.0.0.1:{port}",
            "STRIPE_API_BASE": f"http://127.0.0.1:{desk_port}",
            "STRIPE_SECRET_KEY": "sk_test_bench",
            "STRIPE_WEBHOOK_SECRETS": "whsec_bench",
            "LOG_LEVEL": "warning",
        }
        runtime = build(load_settings(environment))
        migrate.upgrade(runtime.database)
        programs = [
            valkey.program(folder),
            *(
                Program(
                    name=name,
                    command=(sys.executable, "-m", *words),
                    log=folder / "logs" / f"{name}.log",
                    is_ready=is_ready,
                    environ=environment,
                )
                for name, words, is_ready in (
                    _on_port("desk", "bench.desk", desk_port, None),
                    _on_port("web", "flashsale.web_server", port, "/healthz"),
                    ("worker", ("worker",), lambda: _works(redis_url)),
                    _on_port("floor", "bench.floor_server", floor_port, "/"),
                )
            ),
        ]
        children: dict[str, Child] = {}
        try:
            for program in programs:
                children[program.name] = _started(program)
            pids = {part: child.pid for part, child in children.items()}
            yield House(runtime, folder, port, floor_port, pids, store_pid)
        finally:
            for child in reversed(children.values()):
                child.stop()
            runtime.database.dispose()
