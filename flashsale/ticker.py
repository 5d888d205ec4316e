"""The worker's clockwork: says that the worker lives, and asks for periodic jobs."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from redis import Redis
from redis.exceptions import RedisError

from flashsale.kernel.clock import Clock
from flashsale.queue import QUEUE_KEY, JobQueue
from flashsale.schedule import Periodic

log = logging.getLogger(__name__)

HEARTBEAT_KEY = "worker:heartbeat"
HEARTBEAT_FOR = 60
SILENT_AFTER = 20
TICK = 1.0
_CLAIMED_AT_LEAST = 60


class Ticker:
    """Beats and asks for due jobs, in a thread beside the jobs.

    Several workers may tick: a slot of a job belongs to whoever claims its key first.
    What a lost key or a lost job delays is done at the next slot.
    """

    def __init__(
        self, redis: Redis, queue: JobQueue, clock: Clock, schedule: Sequence[Periodic]
    ) -> None:
        """Tick on `redis`, which must be the worker's own connection pool."""
        self._redis = redis
        self._queue = queue
        self._clock = clock
        self._schedule = tuple(schedule)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._thread.start()

    def stop(self) -> None:
        """Return once the last tick is over."""
        self._stopped.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.tick(self._clock.now())
            except (RedisError, OSError) as fault:
                log.warning("ticker.redis_unavailable fault=%s", type(fault).__name__)
            self._stopped.wait(TICK)

    def tick(self, now: datetime) -> list[str]:
        """Beat once, ask for every job whose slot began and is unclaimed.

        Returns the ids of the jobs asked for.
        """
        beat = now.astimezone(UTC).isoformat()
        self._redis.set(HEARTBEAT_KEY, beat, ex=HEARTBEAT_FOR)
        asked = []
        for periodic in self._schedule:
            slot = int(now.timestamp()) // periodic.every_seconds
            job_id = f"{periodic.name}-{slot}"
            if self._claims(periodic, job_id) and self._queue.enqueue(
                periodic.function, job_id=job_id
            ):
                asked.append(job_id)
        return asked

    def _claims(self, periodic: Periodic, job_id: str) -> bool:
        """Whether this worker is the first to ask, and the one before has begun.

        A job that still waits will do the work of the new slot too: a worker that
        was busy for long finds one of them, not a heap.
        """
        kept = max(2 * periodic.every_seconds, _CLAIMED_AT_LEAST)
        if not self._redis.set(f"periodic:{job_id}", "1", nx=True, ex=kept):
            return False
        last = f"periodic:{periodic.name}:last"
        before = self._redis.get(last)
        if before is not None and self._waits(_text(before)):
            return False
        self._redis.set(last, job_id, ex=24 * 3600)
        return True

    def _waits(self, job_id: str) -> bool:
        """Whether a job stands in the queue.

        Its own word is not enough: it still says so when the worker that took it was
        killed before it began, and would then wait until RQ clears up, minutes later.
        """
        return self._redis.lpos(QUEUE_KEY, job_id) is not None


def heard_at(redis: Redis) -> datetime | None:
    """Return when a worker last said that it lives, or None when none did lately."""
    beat = redis.get(HEARTBEAT_KEY)
    return None if beat is None else datetime.fromisoformat(_text(beat))


def is_heard(redis: Redis) -> bool:
    """Whether a worker said lately that it lives, by the clock of Redis alone.

    The clocks of web hosts and workers may be minutes apart (correctness.md F41).
    """
    left = redis.ttl(HEARTBEAT_KEY)
    return bool(left > HEARTBEAT_FOR - SILENT_AFTER)


def _text(raw: object) -> str:
    return raw.decode("ascii") if isinstance(raw, bytes) else str(raw)
