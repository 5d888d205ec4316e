"""What befalls the store: killed, cut in a commit, full, altered under load (F10, F11,
F35–F37, F40)."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.factories import a_drop, a_lot, a_member
from tests.faults.storm.estate import WEBS
from tests.faults.storm.piped import ROOT
from tests.faults.storm.stage import Stage
from tests.faults.storm.stores import PostgresStore

WRITERS = 16


@contextmanager
def away(stage: Stage) -> Iterator[None]:
    """Note that the store may be away during the block."""
    span = stage.estate.begin("store")
    try:
        yield
    finally:
        stage.estate.end(span)


def killed(stage: Stage) -> Iterator[float]:
    """F36: every process of PostgreSQL is killed, and it starts again, twice."""
    for _ in range(2):
        yield stage.luck.uniform(0.3, 1.5)
        with away(stage):
            stage.estate.store.kill()
            yield stage.luck.uniform(0.1, 0.6)
            stage.estate.store.start()


def cut_in_commit(stage: Stage) -> Iterator[float]:
    """F35: the connection is cut before, after or once COMMIT was answered."""
    for when in ("before", "after", "answered"):
        cut = {"pattern": "COMMIT", "when": when, "times": 6}
        with away(stage):
            for who in (*WEBS, "worker"):
                stage.estate.route(f"store-{who}", cut=cut)
            yield stage.luck.uniform(0.8, 1.4)
            stage.note(f"commits cut {when}", stage.estate.wires("store"))
        yield 0.3


def slow(stage: Stage) -> Iterator[float]:
    """F26 of the store: late answers, a silence, and a reset of every connection."""
    with away(stage):
        stage.estate.wires("store", ms=stage.luck.uniform(20, 60))
        yield 1.0
        stage.estate.wires("store", mode="silent")
        yield stage.luck.uniform(0.5, 1.0)
        stage.estate.wires("store", mode="reset")
        yield 0.2
        stage.estate.wires("store")


def full(stage: Stage) -> Iterator[float]:
    """F37: no byte is left on the disk of the store, then there is room again."""
    yield stage.luck.uniform(0.3, 1.0)
    with away(stage):
        pids = [*stage.estate.store.pids()]
        for name in (*WEBS, "worker"):
            pids += stage.estate.pids(name) if not pids else []
        stage.estate.store.disk.fill(pids)
        yield stage.luck.uniform(1.0, 2.0)
        stage.estate.store.disk.free()
        if isinstance(stage.estate.store, PostgresStore):
            # A server that could not write its journal has stopped itself.
            if stage.estate.store.has_ended():
                stage.note("PostgreSQL stopped itself")
                stage.estate.store.start()
    yield 0.5


def altered(stage: Stage) -> Iterator[float]:
    """F40: columns and an index are added in the middle of the sale, and taken away."""
    yield 0.4
    command = [sys.executable, "-m", "tests.faults.storm.alteration"]
    with subprocess.Popen(
        [*command, stage.estate.store.url()],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as altering:
        while altering.poll() is None:
            yield 0.05
        said = altering.stdout.read() if altering.stdout else ""
    if altering.returncode:
        stage.complain(f"the schema could not be altered: {said[-300:]}")
    stage.note("alterations put off", said.count("put off"))


def many_writers(stage: Stage) -> Iterator[float]:
    """F11: sixteen more processes write to the same store while it sells."""
    # A member may be told to come back in a moment; nobody may see a 5xx.
    crowd = stage.estate.begin("crowd")
    with stage.estate.runtime.work() as work:
        lot = a_lot(work, a_drop(work), allotted=1_000)
        members = [a_member(work) for _ in range(WRITERS)]
    numbers = (stage.scene.lasts_s, lot, *members)
    command = [sys.executable, "-m", "tests.faults.storm.writers"]
    with subprocess.Popen(
        [*command, stage.estate.store.url(), *map(str, numbers)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as writing:
        while writing.poll() is None:
            yield 0.05
        said = writing.stdout.read() if writing.stdout else ""
    stage.estate.end(crowd)
    if writing.returncode:
        stage.complain(f"a writer beside the sale failed: {said[-300:]}")
        return
    written, busy = said.split()
    stage.note("writes beside the sale", int(written))
    stage.note("writers told to come again", int(busy))


def serialisable(stage: Stage) -> Iterator[float]:
    """F10: whatever level the server has by default, the guard is the same."""
    store = stage.estate.store
    level = stage.luck.choice(("serializable", "repeatable read"))
    if isinstance(store, PostgresStore):
        store.set("default_transaction_isolation", level)
    yield stage.scene.lasts_s
    if isinstance(store, PostgresStore):
        store.set("default_transaction_isolation", "read committed")
