"""The lines to Redis: short waits, no retries, and a rest after each failure.

Everything in a request that speaks to Redis goes through a `Breaker`: a Redis that
died, stands still or answers late costs one request a tenth of a second, once a
second, and never an error page.
"""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
T = TypeVar("T")

# No answer in this time counts as none.
ANSWERS_WITHIN_S = 0.1
# A server whose answers take longer in all, drop by drop, is left alone too.
SLOW_S = 0.3
REST_S = 1.0


def connect(url: str, *, decodes: bool = False) -> Redis:
    """Return a client that waits shortly and never sends a command twice.

    decodes: answers are text; RQ wants bytes.

    redis-py retries ten times by default; one dropped reply would run a script
    again (dependencies: redis-py 8, PR 4082).
    """
    return Redis.from_url(
        url,
        socket_timeout=ANSWERS_WITHIN_S,
        socket_connect_timeout=ANSWERS_WITHIN_S,
        retry=Retry(NoBackoff(), 0),
        decode_responses=decodes,
    )


class Breaker:
    """Leaves a server alone for a second after it failed or was slow.

    Then one caller tries it, the others go without until that one was answered.
    """

    def __init__(self, name: str, *, slow_s: float = SLOW_S) -> None:
        """Name the line for the log. slow_s: what takes longer, in seconds, is left
        alone although it answered."""
        self._name = name
        self._slow_s = slow_s
        self._resting_until = 0.0
        self._changing = Lock()

    @property
    def is_resting(self) -> bool:
        """Whether the server is being left alone just now."""
        return monotonic() < self._resting_until

    def ask(self, question: Callable[[], T]) -> T | None:
        """Return the answer of a server, or None: it rests, failed or fell silent.

        question: never answers None.
        """
        if self._resting_until and not self._may_try():
            return None
        began = monotonic()
        try:
            answer = question()
        except (RedisError, OSError) as fault:
            self._rest()
            log.warning("redis.unavailable line=%s fault=%r", self._name, fault)
            return None
        took = monotonic() - began
        if took > self._slow_s:
            self._rest()
            log.warning("redis.slow line=%s seconds=%.3f", self._name, took)
        elif self._resting_until:
            self._resting_until = 0.0
            log.info("redis.back line=%s", self._name)
        return answer

    def _may_try(self) -> bool:
        """Say whether the rest is over, and if so let only this caller try."""
        with self._changing:
            if self.is_resting:
                return False
            self._resting_until = monotonic() + REST_S
            return True

    def _rest(self) -> None:
        self._resting_until = monotonic() + REST_S
