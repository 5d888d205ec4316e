"""The worker: runs the jobs of the house and asks for the periodic ones."""

import os

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from flashsale.assembly import build
from flashsale.job_runtime import run_jobs_with
from flashsale.job_worker import Working
from flashsale.kernel.errors import ConfigurationFault
from flashsale.logs import log_to_stderr
from flashsale.processes import wait_for_word
from flashsale.queue import RqQueue
from flashsale.schedule import SCHEDULE
from flashsale.settings import Settings, load_settings
from flashsale.start_checks import start_checks
from flashsale.thrift import keep_little
from flashsale.ticker import Ticker

_ANSWERS_WITHIN = 2.0


def _client(settings: Settings, **options: float) -> Redis:
    """Return an own client without retries: RQ and the ticker have their own."""
    if settings.redis_url is None:
        raise ConfigurationFault(
            "REDIS_URL must be set for a worker of its own; `flashsale run` and "
            "`flashsale demo` start a Valkey and a worker with it"
        )
    retry = Retry(NoBackoff(), 0)
    return Redis.from_url(settings.redis_url, retry=retry, **options)


def work(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT, whatever happens to Redis meanwhile."""
    keep_little()
    log_to_stderr(settings.log_level)
    wait_for_word()
    runtime = build(settings)
    start_checks(runtime)
    run_jobs_with(runtime)
    redis = _client(settings, socket_timeout=_ANSWERS_WITHIN)
    ticker = Ticker(redis, RqQueue(redis), runtime.clock, SCHEDULE)
    ticker.start()
    try:
        Working(_client(settings)).run()
    finally:
        ticker.stop()


if __name__ == "__main__":
    work(load_settings(os.environ))
