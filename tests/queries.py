"""The SQL that a test causes, told apart from what the house does meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident

from sqlalchemy import Engine, event


@contextmanager
def asked_of(engine: Engine) -> Iterator[list[str]]:
    """Give the statements that this thread sends to a database meanwhile.

    Other threads of the house write too when they find the time, as when they note who
    was there: their statements come at any moment, and are not the test's.
    """
    asked: list[str] = []
    here = get_ident()

    def note(*told: object) -> None:
        if get_ident() == here:
            asked.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
