"""The house opened for one command, and closed after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flashsale.assembly import build
from flashsale.commands.options import settings_of
from flashsale.runtime import Runtime
from flashsale.schema import check


@contextmanager
def opened(data: Path | None) -> Iterator[Runtime]:
    """Yield the runtime of a data folder.

    Raises SchemaOutdated, with the command to run, before anything is touched.
    """
    runtime = build(settings_of(data))
    try:
        check(runtime.database)
        yield runtime
    finally:
        runtime.database.dispose()
        runtime.redis.close()
