"""The house under load: its own data, the production server, members with sessions."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from itsdangerous import URLSafeTimedSerializer

from bench.driver import Outcome, Plan
from flashsale import migrate, valkey
from flashsale.app import HouseCookies, create_app
from flashsale.assembly import build
from flashsale.house_folder import make_folder
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.members.sessions import open_session
from flashsale.processes import Child, Program
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.catalogue import drop_by_id
from flashsale.settings import load_settings
from flashsale.web.readers import FORM_TOKEN_SALT
from tests.factories import a_drop, a_lot, a_member

ROOT = Path(__file__).parents[1]
READY_WITHIN = 30.0
FORM_SECRET = "0" * 40


@dataclass(frozen=True, slots=True)
class Sale:
    """A drop to load: its address, and its one lot."""

    drop_id: DropId
    slug: str
    lot_id: LotId
    epoch: int


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in member: the cookie of a session, and a token of its forms."""

    member_id: MemberId
    cookie: str
    form_token: str


@dataclass(frozen=True, slots=True)
class House:
    """A running house, and the means to ask it things."""

    runtime: Runtime
    folder: Path
    port: int
    floor_port: int

    def sale(self, *, allotted: int, opens_in_s: float = -60.0) -> Sale:
        """Put a drop of one lot on the table, its gate built."""
        with self.runtime.work() as work:
            opens_at = work.now + timedelta(seconds=opens_in_s)
            drop = a_drop(work, opens_at=opens_at, member_limit=2)
            lot = a_lot(work, drop, allotted=allotted)
        admission.keep(self.runtime, drop)
        with self.runtime.read() as work:
            facts = drop_by_id(work, drop)
        assert facts is not None
        return Sale(drop, facts.slug, lot, facts.epoch)

    def members(self, count: int) -> list[Person]:
        """Return new members, each with the cookie of a session and a form token."""
        app = create_app(self.runtime)
        signer = HouseCookies().get_signing_serializer(app)
        assert signer is not None
        name = app.config["SESSION_COOKIE_NAME"]
        forms = URLSafeTimedSerializer(app.secret_key, salt=FORM_TOKEN_SALT)
        found = []
        with self.runtime.work() as work:
            for _ in range(count):
                member_id = a_member(work)
                member = open_session(work, member_id, "bench")
                cookie = {"_user_id": member.get_id(), "csrf_token": FORM_SECRET}
                found.append(
                    Person(
                        member_id,
                        f"{name}={signer.dumps(cookie)}",
                        str(forms.dumps(FORM_SECRET)),
                    )
                )
        return found

    def drive(
        self,
        requests: Sequence[bytes],
        *,
        connections: int = 32,
        seconds: float = 3.0,
        on_floor: bool = False,
    ) -> Outcome:
        """Send prepared requests from another process; 0 seconds sends each once."""
        prepared = self.folder / "requests.bin"
        prepared.write_bytes(b"".join(b"%d\n%s" % (len(r), r) for r in requests))
        plan = Plan(
            host="127.0.0.1",
            port=self.floor_port if on_floor else self.port,
            requests=str(prepared),
            connections=connections,
            seconds=seconds,
            repeats=seconds > 0,
        )
        plan_file = self.folder / "plan.json"
        plan_file.write_text(json.dumps(asdict(plan)))
        answer = subprocess.run(
            [sys.executable, "-m", "bench.driver", str(plan_file)],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return Outcome(**json.loads(answer.stdout))


def get(path: str, cookie: str = "") -> bytes:
    """Prepare a GET."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: fr\r\n"
    return (head + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n").encode()


def post(path: str, body: str, cookie: str, token: str) -> bytes:
    """Prepare a form post; token: of the forms, sent as a header."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: fr\r\n"
        f"Cookie: {cookie}\r\nX-CSRFToken: {token}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _started(program: Program) -> Child:
    child = Child(program)
    deadline = time.monotonic() + READY_WITHIN
    while not program.is_ready():
        if time.monotonic() > deadline or child.exit_code is not None:
            raise RuntimeError(child.log_tail())
        time.sleep(0.02)
    return child


@contextmanager
def running(database_url: str | None = None) -> Iterator[House]:
    """Start a house on its own folder and ports; SQLite unless a database is named."""
    with TemporaryDirectory(prefix="flashsale-bench-") as name:
        folder = Path(name)
        make_folder(folder)
        port, floor_port = _free_port(), _free_port()
        environment = {
            **os.environ,
            "MODE": "development",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url or f"sqlite:///{folder}/house.sqlite3",
            "REDIS_URL": valkey.url_of(folder),
            "BASE_URL": f"http://127.0.0.1:{port}",
            "LOG_LEVEL": "warning",
        }
        runtime = build(load_settings(environment))
        migrate.upgrade(runtime.database)
        children = [_started(valkey.program(folder))]
        try:
            for module, at, path in (
                ("flashsale.web_server", port, "/healthz"),
                ("bench.floor_server", floor_port, "/"),
            ):
                children.append(
                    _started(
                        Program(
                            name=module,
                            command=(sys.executable, "-m", module, "--port", str(at)),
                            log=folder / "logs" / f"{module}.log",
                            is_ready=lambda at=at, path=path: _answers(at, path),  # type: ignore[misc]
                            environ=environment,
                        )
                    )
                )
            yield House(runtime, folder, port, floor_port)
        finally:
            for child in reversed(children):
                child.stop()
            runtime.database.dispose()
