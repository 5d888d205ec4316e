"""The worker as a process, with a real Valkey that comes and goes."""

import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from flashsale import migrate, valkey
from flashsale.db import Database
from flashsale.house_folder import make_folder
from flashsale.kernel.clock import FrozenClock
from flashsale.processes import Child, Program
from flashsale.queue import QUEUE_KEY, RqQueue
from flashsale.schedule import Periodic
from flashsale.settings import load_settings
from flashsale.ticker import HEARTBEAT_FOR, HEARTBEAT_KEY, Ticker, heard_at, is_heard
from tests.faults.watching import until

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2027, 3, 13, 17, tzinfo=UTC)
MARK, FAIL = "tests.faults.deeds.leave_a_mark", "tests.faults.deeds.fail"


def start_valkey(home: Path) -> Child:
    child = Child(valkey.program(home))
    until(child.program.is_ready)
    return child


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_folder(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def server(home: Path) -> Iterator[Child]:
    child = start_valkey(home)
    yield child
    child.stop()


@pytest.fixture
def redis(home: Path, server: Child) -> Iterator[Redis]:
    with Redis.from_url(valkey.url_of(home)) as client:
        yield client


@pytest.fixture
def worker(home: Path, redis: Redis) -> Iterator[Child]:
    environ = {
        **os.environ,
        "DATA_DIR": str(home),
        "REDIS_URL": valkey.url_of(home),
        "PYTHONPATH": str(ROOT),
    }
    environ.pop("DATABASE_URL", None)
    database = Database(load_settings(environ).database_url)
    migrate.upgrade(database)
    database.dispose()
    child = Child(
        Program(
            name="worker",
            command=(sys.executable, "-m", "worker"),
            log=home / "logs" / "worker.log",
            environ=environ,
            is_ready=lambda: heard_at(redis) is not None,
        )
    )
    until(child.program.is_ready)
    yield child
    child.stop()


def lines(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_job_that_fails_does_not_stop_the_next(
    home: Path, redis: Redis, worker: Child
) -> None:
    queue = RqQueue(redis)
    queue.enqueue(FAIL, job_id="fails")
    queue.enqueue(MARK, str(home / "mark"), job_id="marks")
    until(lambda: lines(home / "mark") == 1)
    assert worker.exit_code is None
    assert worker.stop() == 0


def test_the_worker_outlives_a_killed_valkey_and_goes_on(
    home: Path, redis: Redis, server: Child, worker: Child
) -> None:
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: server.exit_code is not None)
    again = start_valkey(home)
    try:
        RqQueue(redis).enqueue(MARK, str(home / "mark"), job_id="after")
        until(lambda: lines(home / "mark") == 1)
        assert worker.exit_code is None
        assert worker.stop() == 0
    finally:
        again.stop()


def test_the_worker_stops_well_without_its_valkey(server: Child, worker: Child) -> None:
    server.stop()
    assert worker.stop() == 0


def test_two_tickers_ask_once_for_each_slot(redis: Redis) -> None:
    schedule = [Periodic("sweep", MARK, 30)]
    one, two = (
        Ticker(redis, RqQueue(redis), FrozenClock(NOON), schedule) for _ in "ab"
    )
    asked = one.tick(NOON) + two.tick(NOON) + one.tick(NOON + timedelta(seconds=29))
    assert len(asked) == 1


def test_a_job_that_still_waits_is_not_asked_for_again(redis: Redis) -> None:
    queue = RqQueue(redis)
    ticker = Ticker(redis, queue, FrozenClock(NOON), [Periodic("sweep", MARK, 2)])
    slots = [ticker.tick(NOON + timedelta(seconds=2 * n)) for n in range(5)]
    assert [len(asked) for asked in slots] == [1, 0, 0, 0, 0]


def test_a_job_that_was_taken_and_never_begun_is_asked_for_again(redis: Redis) -> None:
    queue = RqQueue(redis)
    ticker = Ticker(redis, queue, FrozenClock(NOON), [Periodic("sweep", MARK, 2)])
    (first,) = ticker.tick(NOON)
    # A worker takes it and is killed before it begins: the job still says « queued ».
    taken = redis.lpop(QUEUE_KEY)
    assert taken == first.encode()
    job = Job.fetch(first, connection=redis, serializer=JSONSerializer)
    assert job.get_status() == JobStatus.QUEUED
    assert len(ticker.tick(NOON + timedelta(seconds=2))) == 1


def test_a_slot_missed_is_made_up_by_the_next(redis: Redis) -> None:
    schedule = [Periodic("sweep", MARK, 2)]
    ticker = Ticker(redis, RqQueue(redis), FrozenClock(NOON), schedule)
    first = ticker.tick(NOON)
    # It ran, and was forgotten.
    redis.lpop(QUEUE_KEY)
    redis.delete(f"rq:job:{first[0]}")
    assert len(ticker.tick(NOON + timedelta(hours=3))) == 1


@pytest.mark.parametrize(("silent_for", "alive"), [(0, True), (15, True), (20, False)])
def test_a_worker_counts_as_living_for_twenty_seconds(
    redis: Redis, silent_for: int, alive: bool
) -> None:
    assert not is_heard(redis)
    # Whatever its own clock said: only what Redis has left of the key counts.
    redis.set(HEARTBEAT_KEY, "1999-01-01T00:00:00+00:00", ex=HEARTBEAT_FOR - silent_for)
    assert is_heard(redis) is alive
