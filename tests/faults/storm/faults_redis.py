"""What befalls Redis: emptied, gone back, slow, silent, full, away (F24–F27)."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis.exceptions import RedisError

from tests.faults.storm.stage import Stage

TRUNCATED_BYTES = 4_000


@contextmanager
def unwell(stage: Stage) -> Iterator[None]:
    """Note that refusals may be wrong during the block and a few seconds after."""
    span = stage.estate.begin("redis")
    try:
        yield
    finally:
        stage.estate.end(span)


def emptied(stage: Stage) -> Iterator[float]:
    """F24: FLUSHALL twice in the rush; then killed, its file gone, started empty."""
    for _ in range(2):
        yield stage.luck.uniform(0.2, 1.2)
        with unwell(stage), stage.estate.redis() as redis:
            redis.flushall()
    yield 1.0
    stage.estate.down("valkey")
    shutil.rmtree(_file(stage))
    with unwell(stage):
        yield stage.luck.uniform(0.1, 0.5)
        stage.estate.up("valkey")


def gone_back(stage: Stage) -> Iterator[float]:
    """F25: an older file put in the place of its own; then the end of it cut off."""
    yield stage.luck.uniform(0.0, 0.4)
    older = stage.estate.folder / "older"
    shutil.rmtree(older, ignore_errors=True)
    shutil.copytree(_file(stage), older)
    yield 1.5
    stage.estate.down("valkey")
    shutil.rmtree(_file(stage))
    shutil.copytree(older, _file(stage))
    with unwell(stage):
        stage.estate.up("valkey")
    yield 1.5
    stage.estate.down("valkey")
    (tail,) = sorted(_file(stage).glob("*.incr.aof"))[-1:]
    size = tail.stat().st_size
    with tail.open("rb+") as file:
        file.truncate(max(0, size - stage.luck.randint(1, TRUNCATED_BYTES)))
    with unwell(stage):
        stage.estate.up("valkey")
    yield 0.5


def _file(stage: Stage) -> Path:
    return stage.estate.home / "valkey" / "appendonlydir"


def slow(stage: Stage) -> Iterator[float]:
    """F26: answers late, then none at all, then a reset, then nobody there."""
    modes: list[dict[str, object]] = [
        {"ms": stage.luck.uniform(120, 2_000)},
        {"mode": "silent"},
        {"mode": "reset"},
        {"mode": "refuse"},
    ]
    stage.luck.shuffle(modes)
    for mode in modes:
        yield 0.4
        with unwell(stage):
            stage.estate.wires("redis", **mode)
            yield stage.luck.uniform(0.6, 1.2)
            stage.estate.wires("redis")


def paused(stage: Stage) -> Iterator[float]:
    """F26: Redis stands still, then answers what was asked long ago; or is cut."""
    yield 0.3
    with unwell(stage):
        stage.estate.send("valkey", signal.SIGSTOP)
        yield stage.luck.uniform(1.0, 2.5)
        stage.estate.send("valkey", signal.SIGCONT)
    for when in ("before", "after", "answered"):
        cut = {"pattern": "gate_admit", "when": when, "times": 5}
        with unwell(stage):
            stage.estate.wires("redis", cut=cut)
            yield 0.7
            stage.note("answers of the gate cut", stage.estate.wires("redis"))


def absent_at_boot(stage: Stage) -> Iterator[float]:
    """F26: a web that starts while nobody answers for Redis serves all the same."""
    yield 0.2
    with unwell(stage):
        stage.estate.down("web-2")
        stage.estate.wires("redis", mode="refuse")
        span = stage.estate.begin("web-2")
        stage.estate.up("web-2")
        while not stage.estate.kept["web-2"].program.is_ready():
            yield 0.05
        stage.estate.end(span)
        yield 1.0
        stage.estate.wires("redis")


def full(stage: Stage) -> Iterator[float]:
    """F27: no memory, no disk, no replica: every write is refused."""
    yield 0.3
    for name, value, usual in (
        ("maxmemory", "1", "0"),
        ("min-replicas-to-write", "1", "0"),
    ):
        with unwell(stage), stage.estate.redis() as redis:
            redis.config_set(name, value)
            yield 1.2
            redis.config_set(name, usual)
        yield 0.3
    with unwell(stage):
        stage.estate.valkey_disk.fill(stage.estate.pids("valkey"))
        yield 1.5
        stage.estate.valkey_disk.free()
        yield 0.3


def a_replica(stage: Stage) -> Iterator[float]:
    """F27: it becomes the replica of nobody there: stale, and read-only."""
    yield 0.3
    with unwell(stage), stage.estate.redis() as redis:
        redis.replicaof("127.0.0.1", "1")
        yield 1.5
        try:
            redis.replicaof("NO", "ONE")
        except RedisError as fault:
            stage.complain(f"Redis does not come back: {fault}")
