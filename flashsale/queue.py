"""The job queue: RQ, JSON, ids only; what the queue loses a sweep finds again."""

import logging
from typing import Protocol

from redis import Redis
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from flashsale.redis_line import Breaker

log = logging.getLogger(__name__)

QUEUE_NAME = "house"
# The list of the ids that wait, as RQ names it.
QUEUE_KEY = f"{Queue.redis_queue_namespace_prefix}{QUEUE_NAME}"
# A job that ended leaves nothing, so that its id can be asked for again.
RESULT_KEPT_FOR = 0
FAILURE_KEPT_FOR = 3600
WORKER_MAY_WAIT_S = 5.0


class JobQueue(Protocol):
    """Takes jobs for the worker."""

    def enqueue(self, function: str, *arguments: int | str, job_id: str) -> bool:
        """Ask for one run of `function`; False when it was not queued now.

        function: dotted path. job_id: letters, digits, `_` and `-`; the same id
        is not queued twice while it waits.
        """
        ...


class RqQueue:
    """The queue on Redis. Losing a job delays its effect and nothing else."""

    def __init__(self, redis: Redis, breaker: Breaker | None = None) -> None:
        """Put jobs on `redis`, which must be a plain server, not a cluster.

        breaker: the one of this line where requests are answered; a worker may wait.
        """
        self._queue = Queue(QUEUE_NAME, connection=redis, serializer=JSONSerializer)
        self._breaker = breaker or Breaker("queue", slow_s=WORKER_MAY_WAIT_S)

    def enqueue(self, function: str, *arguments: int | str, job_id: str) -> bool:
        """Queue a job; a Redis that does not answer is logged, never raised.

        The rows the job would work on stay due in SQL, where the sweep of
        `schedule.py` finds them.
        """
        queued = self._breaker.ask(lambda: self._put(function, arguments, job_id))
        if queued is None:
            log.warning("queue.unavailable job=%s", job_id)
        return bool(queued)

    def _put(
        self, function: str, arguments: tuple[int | str, ...], job_id: str
    ) -> bool:
        try:
            self._queue.enqueue(
                function,
                args=arguments,
                job_id=job_id,
                unique=True,
                result_ttl=RESULT_KEPT_FOR,
                failure_ttl=FAILURE_KEPT_FOR,
            )
        except DuplicateJobError:
            return False
        return True
