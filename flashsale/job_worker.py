"""The RQ worker of the house: outlives Redis, and runs jobs in its own process."""

import logging
import signal
import time
from types import FrameType
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer
from rq.worker import SimpleWorker
from rq.worker.base import WorkerStatus

from flashsale.queue import QUEUE_NAME

log = logging.getLogger(__name__)

_RETRY_AFTER = 1.0


class Stop:
    """Whether this process was told to stop; outlives the workers it has had."""

    def __init__(self) -> None:
        """Begin untold."""
        self.is_told = False


class HouseWorker(SimpleWorker):
    """Runs jobs one after another without a fork for each.

    A fork costs more than our jobs do and would copy the connections of the runtime.
    A job that raises is recorded as failed; the next one runs.
    """

    exponential_backoff_factor = 1.0
    max_connection_wait_time = _RETRY_AFTER
    log_result_lifespan = False

    def __init__(self, redis: Redis, stop: Stop) -> None:
        """Work on the one queue of the house, until `stop` is told."""
        self._stop = stop
        options: dict[str, Any] = {"connection": redis, "serializer": JSONSerializer}
        super().__init__([QUEUE_NAME], log_job_description=False, **options)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop at once when idle, or after the job under way."""
        self._stop.is_told = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def heartbeat(
        self, timeout: int | None = None, pipeline: Pipeline | None = None
    ) -> None:
        """Beat before each look at the queue; end there when told to stop.

        RQ stops by an exception out of the signal's handler, which is lost when the
        signal comes while an object is being freed.
        """
        if self._stop.is_told and self.get_state() != WorkerStatus.BUSY:
            raise StopRequested
        super().heartbeat(timeout, pipeline)

    def set_shutdown_requested_date(self) -> None:
        """Tell nobody: a write to an absent Redis would break the stop."""

    def subscribe(self) -> None:
        """Listen to no remote command: its thread would outlive a lost Redis."""


class Working:
    """Works until a signal, with a new worker each time Redis was away."""

    def __init__(self, redis: Redis) -> None:
        """Take a client of the worker alone: RQ lengthens the timeouts of its pool."""
        self._redis = redis
        self._stop = Stop()

    def run(self) -> None:
        """Return after SIGTERM or SIGINT, once the job under way has ended."""
        self._listen()
        while not self._stop.is_told:
            try:
                self._work_once()
            except StopRequested:
                return
            except (RedisError, OSError) as fault:
                log.warning("worker.redis_unavailable fault=%s", type(fault).__name__)
            if not self._stop.is_told:
                time.sleep(_RETRY_AFTER)

    def _work_once(self) -> None:
        try:
            HouseWorker(self._redis, self._stop).work(logging_level="WARNING")
        finally:
            # RQ leaves the handlers of the worker that ended in place.
            self._listen()

    def _listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop.is_told = True
