"""The RQ worker of the house: outlives Redis, and runs jobs in its own process."""

import logging
import signal
import time
from types import FrameType
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq.serializers import JSONSerializer
from rq.worker import SimpleWorker

from flashsale.queue import QUEUE_NAME

log = logging.getLogger(__name__)

_RETRY_AFTER = 1.0


class HouseWorker(SimpleWorker):
    """Runs jobs one after another without a fork for each.

    A fork costs more than our jobs do and would copy the connections of the runtime.
    A job that raises is recorded as failed; the next one runs.
    """

    exponential_backoff_factor = 1.0
    max_connection_wait_time = _RETRY_AFTER
    log_result_lifespan = False
    was_told_to_stop = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop at once when idle, or after the job under way."""
        self.was_told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def set_shutdown_requested_date(self) -> None:
        """Tell nobody: a write to an absent Redis would break the stop."""

    def subscribe(self) -> None:
        """Listen to no remote command: its thread would outlive a lost Redis."""


class Working:
    """Works until a signal, with a new worker each time Redis was away."""

    def __init__(self, redis: Redis) -> None:
        """Work on the one queue of the house.

        redis: of the worker alone, for RQ lengthens the timeouts of its pool.
        """
        self._redis = redis
        self._is_stopping = False

    def run(self) -> None:
        """Return after SIGTERM or SIGINT, once the job under way has ended."""
        while not self._is_stopping:
            # RQ puts its own handlers in place while it works.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self._on_signal)
            worker: HouseWorker | None = None
            try:
                worker = _worker(self._redis)
                worker.work(logging_level="WARNING")
            except (RedisError, OSError) as fault:
                log.warning("worker.redis_unavailable fault=%s", type(fault).__name__)
            if worker is not None and worker.was_told_to_stop:
                return
            if not self._is_stopping:
                time.sleep(_RETRY_AFTER)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True


def _worker(redis: Redis) -> HouseWorker:
    options: dict[str, Any] = {
        "connection": redis,
        "serializer": JSONSerializer,
        "log_job_description": False,
    }
    return HouseWorker([QUEUE_NAME], **options)
