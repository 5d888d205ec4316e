"""What a house rests on and cannot reach, told in one sentence that says what to do."""

from redis import Redis, RedisError
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer
from sqlalchemy.exc import OperationalError

from flashsale.db import Database
from flashsale.kernel.errors import ConfigurationFault
from flashsale.settings import Settings

_PATIENCE_S = 5.0


def reach(settings: Settings, *, starts_redis: bool) -> None:
    """Return when the database and Redis answer; it asks before anything is started.

    starts_redis: the house brings its own.

    Raises ConfigurationFault, which says which of them does not and what to look at.
    """
    try:
        if not settings.database_url.startswith("sqlite"):
            _ask_database(settings.database_url)
        if not starts_redis:
            _ask_redis(str(settings.redis_url))
    except (OperationalError, RedisError) as error:
        raise ConfigurationFault(sentence_of(error) or str(error)) from error


def _ask_database(url: str) -> None:
    database = Database(url)
    try:
        database.engine.connect().close()
    finally:
        database.dispose()


def _ask_redis(url: str) -> None:
    with Redis.from_url(url, socket_connect_timeout=_PATIENCE_S) as redis:
        redis.ping()


def sentence_of(error: BaseException) -> str | None:
    """Return what to tell of an outage, or None when the error is something else."""
    if isinstance(error, OperationalError) and error.statement is None:
        # Before any statement: the store itself was not reached.
        return (
            f"the database cannot be reached ({_first_line(error.orig)}): check "
            "DATABASE_URL, and that the database it names is running"
        )
    if isinstance(error, NoConnection | NoAnswer):
        return (
            f"Redis cannot be reached ({_first_line(error)}): check REDIS_URL and "
            "GATE_URL, and that Redis is running there"
        )
    return None


def _first_line(error: object) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else "no answer"
