"""The estate of a storm: every program of a house, twice the web, wires between them.

What falls is started again, as the supervisor of the house does. One thread, the main
one, starts everything: a program dies with the thread that started it.
"""

import math
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from redis import Redis

from flashsale import migrate, valkey
from flashsale.assembly import build
from flashsale.house import free_port, is_healthy, listens
from flashsale.house_folder import make_folder
from flashsale.processes import Child, Program
from flashsale.runtime import Runtime
from flashsale.settings import load_settings
from flashsale.ticker import HEARTBEAT_KEY, is_heard
from tests.faults.houses import CLEAN
from tests.faults.storm.disks import Disk
from tests.faults.storm.piped import Piped
from tests.faults.storm.stores import STORES, PostgresStore, SqliteStore
from tests.faults.watching import descendants

MEMORY = Path("/dev/shm")
MEMORY_WANTED = 1 << 30
VALKEY_DISK_MEGABYTES = 32
WEBS = ("web-1", "web-2")
STARTS_AGAIN_AFTER = 0.25
SERVES_WITHIN = 120.0
SECRET = "only-for-storms-0123456789-abcdefghijkl"
STRIPE_KEY = "sk_test_storm0123456789abcdef"
STRIPE_SECRET = "whsec_storm0123456789abcdef"
PREFIX, OWNER = "storm-", "owner"
ARMED = "tests.faults.storm.armed"


@dataclass(slots=True)
class Span:
    """From when to when a part was not itself: seconds of this machine's clock.

    end: infinite while it lasts. also: other parts that it befalls.
    """

    what: str
    begin: float
    end: float = math.inf
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class Kept:
    """A program, its present child, and since when it lies. wanted: keep it up."""

    program: Program
    child: Child | None = None
    wanted: bool = True
    fell_at: float = 0.0
    falls: int = 0
    # What the next start has besides, such as a wrong clock.
    added: dict[str, str] = field(default_factory=dict)


class Estate:
    """A running house in pieces, and the means to break each of them."""

    # Where the wires of its programs begin.
    listens_on = "127.0.0.1"

    def __init__(self, store: str, *, defect: str = "") -> None:
        """Make the folders and the store; `start` starts the rest.

        defect: a protection that is taken out of the web and the worker.
        """
        _sweep()
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_WANTED
        parent = MEMORY if roomy else Path("/tmp")
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self.folder.chmod(0o755)
        (self.folder / OWNER).write_text(str(os.getpid()))
        self.home = self.folder / "home"
        make_folder(self.home)
        (self.folder / "store").mkdir()
        self.valkey_disk = Disk(self.home / "valkey", VALKEY_DISK_MEGABYTES)
        self.store: SqliteStore | PostgresStore = STORES[store](self.folder / "store")
        self.defect = defect
        self.proxy = Piped("tests.faults.storm.proxy", self.folder / "proxy.log")
        self.kept: dict[str, Kept] = {}
        self.ports = {
            name: free_port("127.0.0.1", 0) for name in (*WEBS, "stripe", "mailbox")
        }
        self._routes: dict[str, int] = {}
        # What befell which part of the house; the verdict forgives accordingly.
        self.spans: list[Span] = []

    # ---- starting

    def start(self) -> None:
        """Start everything and return once it serves."""
        self.store.start()
        self._keep(valkey.program(self.home))
        self._wire()
        self.runtime = self._own_runtime()
        migrate.upgrade(self.runtime.database)
        for program in self._programs():
            self._keep(program)
        self.settle()

    def _wire(self) -> None:
        for who in (*WEBS, "worker", "worker-2"):
            for what, to in (
                ("redis", str(valkey.socket_path(self.home))),
                ("store", self.store.address),
                ("desk", f"127.0.0.1:{self.ports['stripe']}"),
            ):
                if to is not None:
                    name = f"{what}-{who}"
                    made = self.proxy.ask(
                        do="listen", name=name, to=to, host=self.listens_on
                    )
                    self._routes[name] = made["port"]

    def _own_runtime(self) -> Runtime:
        """Return the harness's own way in, around every proxy."""
        environ = self.environment("web-1")
        environ["DATABASE_URL"] = self.store.url()
        environ["REDIS_URL"] = valkey.url_of(self.home)
        return build(load_settings(environ, live=False))

    def environment(self, who: str) -> dict[str, str]:
        """Return the settings of one program, whose wires are its own."""
        redis = self._routes[f"redis-{who}"]
        return {
            **CLEAN,
            "MODE": "development",
            "DATA_DIR": str(self.home),
            "SECRET_KEY": SECRET,
            "BASE_URL": f"http://127.0.0.1:{self.ports['web-1']}",
            "DATABASE_URL": self.store.url(self._routes.get(f"store-{who}")),
            "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.ports['mailbox']}",
            "STRIPE_SECRET_KEY": STRIPE_KEY,
            "STRIPE_WEBHOOK_SECRETS": STRIPE_SECRET,
            "STRIPE_API_BASE": f"http://127.0.0.1:{self._routes[f'desk-{who}']}",
            "WEB_PROCESSES": "1" if who == "web-1" else "2",
            "LOG_LEVEL": "warning",
            "STORM_POINTS": str(self.points_of(who)),
            "STORM_DEFECT": self.defect,
        }

    def points_of(self, who: str) -> Path:
        """Return the folder in which a program finds what it is asked to do."""
        folder = self.folder / "points" / who
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _programs(self) -> tuple[Program, ...]:
        webhook = f"http://127.0.0.1:{self.ports['web-1']}/webhooks/stripe"
        stripe, mailbox = str(self.ports["stripe"]), str(self.ports["mailbox"])
        return (
            self._program(
                "stripe",
                (
                    *("flashsale.fakestripe", "--port", stripe),
                    *("--webhook-url", webhook, "--data", str(self.home / "stripe")),
                ),
                lambda: is_healthy(int(stripe)),
            ),
            self._program(
                "mailbox",
                (
                    *("flashsale.smtp_box", "--port", mailbox),
                    *("--folder", str(self.home / "mailbox")),
                ),
                lambda: listens(int(mailbox)),
            ),
            *(self._web(name) for name in WEBS),
            self.worker("worker"),
        )

    def _web(self, name: str) -> Program:
        port = self.ports[name]
        words = (ARMED, "flashsale.web_server", "--port", str(port))
        return self._program(name, words, lambda: is_healthy(port))

    def worker(self, name: str) -> Program:
        """Return a worker of this name."""
        return self._program(name, (ARMED, "worker"), self.worker_lives)

    def _program(
        self, name: str, words: tuple[str, ...], ready: Callable[[], bool]
    ) -> Program:
        who = name if f"redis-{name}" in self._routes else "web-1"
        return Program(
            name=name,
            command=(sys.executable, "-m", *words),
            environ=self.environment(who),
            log=self.home / "logs" / f"{name}.log",
            is_ready=ready,
            stop_within=15.0,
        )

    def worker_lives(self) -> bool:
        """Whether a worker was heard lately, by the clock of Redis."""
        with self.redis() as redis:
            return is_heard(redis)

    def redis(self) -> Redis:
        """Return a client of the very server, around every proxy."""
        return Redis.from_url(valkey.url_of(self.home), socket_timeout=5)

    # ---- keeping

    def _keep(self, program: Program) -> None:
        self.kept[program.name] = Kept(program, Child(program))
        if program.name == "valkey":
            self.settle()

    def tick(self) -> None:
        """Start again what fell a moment ago and is wanted."""
        now = time.monotonic()
        for kept in self.kept.values():
            if kept.child is not None and kept.child.exit_code is not None:
                kept.child, kept.fell_at = None, now
                kept.falls += kept.wanted
            if (
                kept.child is None
                and kept.wanted
                and now - kept.fell_at > STARTS_AGAIN_AFTER
            ):
                environ = {**kept.program.environ, **kept.added}
                kept.child = Child(replace(kept.program, environ=environ))

    def settle(self, within: float = SERVES_WITHIN) -> None:
        """Return once everything that is wanted serves."""
        deadline = time.monotonic() + within
        while waiting := [k for k in self.kept.values() if not self._serves(k)]:
            self.tick()
            if time.monotonic() > deadline:
                child = waiting[0].child
                said = child.log_tail() if child else "it is down"
                raise RuntimeError(f"{waiting[0].program.name} does not serve: {said}")
            time.sleep(0.02)

    @staticmethod
    def _serves(kept: Kept) -> bool:
        if not kept.wanted:
            return True
        try:
            return kept.child is not None and kept.program.is_ready()
        except Exception:
            # Redis may be away: then a worker cannot be heard.
            return False

    def serves(self, name: str) -> bool:
        """Whether a program does what it is for; one that is not wanted does."""
        return self._serves(self.kept[name])

    # ---- breaking

    def begin(self, what: str) -> Span:
        """Note that a part is not itself from now on; `end` ends it.

        what: `redis`, `store`, `desk`, `worker`, the name of a web, or a `crowd` of
        others at the store.
        """
        span = Span(what, time.time())
        self.spans.append(span)
        return span

    @staticmethod
    def end(span: Span) -> None:
        """Note that a part is itself again."""
        span.end = time.time()

    def route(self, name: str, **mode: object) -> int:
        """Set how a wire behaves; with nothing it heals. Return how often it cut."""
        return int(self.proxy.ask(do="set", name=name, **mode)["cuts"])

    def wires(self, what: str, **mode: object) -> int:
        """Set how all wires to `redis`, `store` or `desk` behave; see `route`."""
        return sum(self.route(name, **mode) for name in self.routes(what))

    def routes(self, what: str) -> list[str]:
        """Return the wires to `redis`, `store` or `desk`."""
        return [name for name in self._routes if name.startswith(f"{what}-")]

    def pids(self, name: str) -> list[int]:
        """Return the processes of a program, the first of them first."""
        child = self.kept[name].child
        if child is None or child.exit_code is not None:
            return []
        return [child.pid, *sorted(descendants(child.pid))]

    def kill(self, name: str) -> None:
        """Kill a program and all it has started."""
        self.end(self.begin(_part(name)))
        for pid in self.pids(name):
            _send(pid, signal.SIGKILL)

    def send(self, name: str, number: signal.Signals) -> None:
        """Send every process of a program a signal, such as SIGSTOP."""
        for pid in self.pids(name):
            _send(pid, number)

    def down(self, name: str) -> None:
        """Kill a program and leave it so until `up`."""
        self.kept[name].wanted = False
        self.kill(name)
        while self.pids(name):
            time.sleep(0.01)
        if name == "worker":
            with self.redis() as redis:
                redis.delete(HEARTBEAT_KEY)

    def up(self, name: str, **added: str) -> None:
        """Start a program again, with more in its environment this time."""
        kept = self.kept[name]
        kept.wanted, kept.fell_at, kept.added = True, 0.0, dict(added)
        self.tick()

    def add(self, program: Program) -> None:
        """Keep one more program."""
        self.kept[program.name] = Kept(program, Child(program))

    def drop(self, name: str) -> None:
        """Stop a program that was added."""
        kept = self.kept.pop(name)
        if kept.child is not None:
            kept.child.stop()

    # ---- ending

    def close(self) -> None:
        """Stop everything and leave nothing."""
        try:
            for name in reversed(self.kept):
                child = self.kept[name].child
                for pid in self.pids(name):
                    _send(pid, signal.SIGKILL)
                if child is not None:
                    child.stop()
            if hasattr(self, "runtime"):
                self.runtime.database.dispose()
                self.runtime.redis.close()
        finally:
            self.proxy.close()
            self.store.close()
            self.valkey_disk.close()
            shutil.rmtree(self.folder, ignore_errors=True)


def _sweep() -> None:
    """Remove the folders of storms that were killed before they could."""
    for parent in (MEMORY, Path("/tmp")):
        for owner in parent.glob(f"{PREFIX}*/{OWNER}"):
            try:
                os.kill(int(owner.read_text()), 0)
            except ProcessLookupError:
                shutil.rmtree(owner.parent, ignore_errors=True)
            except (OSError, ValueError):
                continue


def _part(name: str) -> str:
    return {"valkey": "redis", "worker-2": "worker"}.get(name, name)


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
