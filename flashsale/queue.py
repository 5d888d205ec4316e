"""The job queue: RQ, JSON, ids only; what the queue loses a sweep finds again."""

import logging
from typing import Protocol

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

log = logging.getLogger(__name__)

QUEUE_NAME = "house"
# A job that ended leaves nothing, so that its id can be asked for again.
RESULT_KEPT_FOR = 0
FAILURE_KEPT_FOR = 3600


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

    def __init__(self, redis: Redis) -> None:
        """Put jobs on `redis`, which must be a plain server, not a cluster."""
        self._queue = Queue(QUEUE_NAME, connection=redis, serializer=JSONSerializer)

    def enqueue(self, function: str, *arguments: int | str, job_id: str) -> bool:
        """Queue a job; a Redis that does not answer is logged, never raised.

        The rows the job would work on stay due in SQL, where the sweep of
        `schedule.py` finds them.
        """
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
        except (RedisError, OSError) as fault:
            log.warning("queue.unavailable job=%s fault=%s", job_id, type(fault))
            return False
        return True
