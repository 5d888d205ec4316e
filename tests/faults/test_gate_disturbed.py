"""Redis dies, stands still, forgets, goes back or refuses: the drop goes on."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import select

from flashsale import valkey as valkey_server
from flashsale.app import create_app
from flashsale.assembly import build
from flashsale.house_folder import make_folder
from flashsale.invariants import check_all
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.members.directory import member_by_id
from flashsale.processes import Child
from flashsale.runtime import Runtime
from flashsale.sales import admission, gatekeeper
from flashsale.sales.admission import Wish
from flashsale.sales.gate import Verdict
from flashsale.sales.models import Drop, Lot
from flashsale.settings import load_settings
from tests.factories import a_drop, a_lot, a_member
from tests.faults.watching import until
from tests.sign_in import sign_in

pytestmark = pytest.mark.faults
COPIES = 5
# Far above what any page takes; a client that tried again ten times would pass it.
HANGS_AFTER_S = 3.0
WITHOUT_A_GATE = (Verdict.SILENT, Verdict.UNKNOWN)


class Server:
    """A Valkey of its own, to be mistreated."""

    def __init__(self, home: Path) -> None:
        """Start it in `home`."""
        make_folder(home)
        self.home = home
        self.url = valkey_server.url_of(home)
        self._program = valkey_server.program(home)
        self.start()

    def start(self) -> None:
        """Start it, with the file it finds."""
        self.child = Child(self._program)
        until(self._program.is_ready, "no Valkey")

    def kill(self) -> None:
        """End it as the kernel would."""
        os.kill(self.child.pid, signal.SIGKILL)
        until(lambda: self.child.exit_code is not None)

    def tell(self, *words: str) -> None:
        """Send one command beside the house."""
        with Redis.from_url(self.url, socket_timeout=5) as redis:
            redis.execute_command(*words)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "valkey-home")
    yield server
    server.child.stop()


@pytest.fixture
def house(
    server: Server, environment: dict[str, str]
) -> Iterator[tuple[Runtime, Flask]]:
    runtime = build(load_settings(environment | {"REDIS_URL": server.url}))
    app = create_app(runtime)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield runtime, app
    runtime.database.dispose()
    runtime.redis.close()
    runtime.gate._redis.close()  # type: ignore[attr-defined]


@contextmanager
def killed(server: Server) -> Iterator[None]:
    server.kill()
    yield
    server.start()


@contextmanager
def standing_still(server: Server) -> Iterator[None]:
    os.kill(server.child.pid, signal.SIGSTOP)
    yield
    os.kill(server.child.pid, signal.SIGCONT)


@contextmanager
def taking_and_never_answering(server: Server) -> Iterator[None]:
    server.tell("CLIENT", "PAUSE", "1500", "ALL")
    yield


@contextmanager
def slow(server: Server) -> Iterator[None]:
    """Keep the server busy: each answer waits for a script of 150 ms."""
    ended = threading.Event()
    script = (
        "local a = redis.call('TIME') repeat local b = redis.call('TIME') "
        "until (b[1] - a[1]) * 1000000 + b[2] - a[2] > 150000"
    )

    def occupy() -> None:
        while not ended.is_set():
            try:
                server.tell("EVAL", script, "0")
            except RedisError:
                return

    threads = [threading.Thread(target=occupy) for _ in range(2)]
    for thread in threads:
        thread.start()
    yield
    ended.set()
    for thread in threads:
        thread.join()


@contextmanager
def emptied(server: Server) -> Iterator[None]:
    server.tell("FLUSHALL")
    server.tell("FUNCTION", "FLUSH")
    yield


@contextmanager
def rolled_back(server: Server) -> Iterator[None]:
    """Come back with the file of before the drop was known."""
    files, kept = server.home / "valkey", server.home / "kept"
    server.kill()
    shutil.rmtree(files)
    shutil.copytree(kept, files)
    server.start()
    yield


@contextmanager
def out_of_memory(server: Server) -> Iterator[None]:
    server.tell("CONFIG", "SET", "maxmemory", "1")
    yield
    server.tell("CONFIG", "SET", "maxmemory", "0")


@contextmanager
def read_only(server: Server) -> Iterator[None]:
    server.tell("REPLICAOF", "127.0.0.1", "1")
    yield
    server.tell("REPLICAOF", "NO", "ONE")


DISTURBANCES = (
    killed,
    standing_still,
    taking_and_never_answering,
    slow,
    emptied,
    rolled_back,
    out_of_memory,
    read_only,
)


def open_drop(runtime: Runtime) -> tuple[DropId, LotId, str, list[MemberId]]:
    with runtime.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=COPIES)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
        members = [a_member(work) for _ in range(COPIES + 3)]
    return drop, lot, str(slug), members


def ask(app: Flask, runtime: Runtime, slug: str, lot: LotId, member: MemberId) -> int:
    """Send the form of a member and return the status; hanging fails."""
    client = app.test_client()
    sign_in(client, runtime, member)
    form = {"lot": str(lot), "quantity": "1", "token": f"token-{member}"}
    began = time.monotonic()
    status = client.post(f"/ventes/{slug}/garder", data=form).status_code
    assert time.monotonic() - began < HANGS_AFTER_S
    return status


def verdict(runtime: Runtime, drop: DropId, lot: LotId, member: MemberId) -> Verdict:
    """Return what the gate itself says to somebody new, in the epoch of SQL."""
    with runtime.read() as work:
        facts = gatekeeper.facts_of(work, drop)
    assert facts is not None
    token = f"probe-{time.monotonic()}"
    wish = Wish(
        drop_id=drop,
        epoch=facts.epoch,
        lot_id=lot,
        member_id=member,
        quantity=1,
        token=token,
    )
    return admission.ask(runtime, wish)


@pytest.mark.parametrize("disturbed", DISTURBANCES, ids=lambda one: one.__name__)
def test_the_drop_goes_on_and_the_gate_comes_back(
    disturbed: Callable[[Server], object],
    server: Server,
    house: tuple[Runtime, Flask],
) -> None:
    runtime, app = house
    shutil.copytree(server.home / "valkey", server.home / "kept")
    drop, lot, slug, members = open_drop(runtime)
    statuses = [ask(app, runtime, slug, lot, members[0])]
    admission.keep(runtime, drop)
    with disturbed(server):  # type: ignore[attr-defined]
        statuses += [
            ask(app, runtime, slug, lot, member) for member in members[1 : COPIES + 1]
        ]
    assert statuses == [303] * COPIES + [409]

    def is_back() -> bool:
        # What members do, and what the worker does every two seconds.
        last = ask(app, runtime, slug, lot, members[COPIES + 1])
        assert last in (409, 429)
        return verdict(runtime, drop, lot, members[-1]) not in WITHOUT_A_GATE

    until(is_back, "the gate did not come back")
    with runtime.read() as work:
        assert work.session.scalar(select(Lot.held).where(Lot.id == lot)) == COPIES
    assert [found.name for found in check_all(runtime) if not found.holds] == []


def test_no_page_needs_redis(server: Server, house: tuple[Runtime, Flask]) -> None:
    """The door, the account, the basket and the checkout, with a Redis that stands
    still: it takes every connection and answers none."""
    runtime, app = house
    _, lot, slug, members = open_drop(runtime)
    with runtime.read() as work:
        address = member_by_id(work, members[1]).email
    with standing_still(server):
        assert ask(app, runtime, slug, lot, members[0]) == 303
        client = app.test_client()
        sign_in(client, runtime, members[0])
        stranger = app.test_client()
        calls: list[Callable[[], int]] = [
            lambda: client.get("/").status_code,
            lambda: client.get(f"/ventes/{slug}").status_code,
            lambda: client.get("/panier").status_code,
            lambda: client.get("/paiement").status_code,
            lambda: client.get("/compte").status_code,
            lambda: (
                stranger.post(
                    "/porte/entrer",
                    data={"email": address, "password": "not the right one"},
                ).status_code
            ),
            lambda: stranger.post("/porte/lien", data={"email": address}).status_code,
        ]
        for number, call in enumerate(calls):
            began = time.monotonic()
            status = call()
            assert time.monotonic() - began < HANGS_AFTER_S, number
            assert status < 500, number
