"""Whose turn it is to write: of the threads of a process, and of processes on a file.

SQLite has one writer at a time. Left to itself it lets the others sleep, longer and
longer, and look again: who came last may be first, and the file lies idle meanwhile.
"""

import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy.exc import OperationalError

# As often does a process look whether another has ended its transaction.
LOOKS_EVERY_S = 0.001
_BUSY = sqlite3.SQLITE_BUSY


class WriterTurn:
    """One writer of this process at a time, in the order of their coming."""

    def __init__(self, waits_s: float) -> None:
        """waits_s: how long a turn is waited for, in seconds."""
        self._waits_s = waits_s
        self._changing = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Open a block that no other thread is in.

        Raises OperationalError, as SQLite does, when the turn does not come in time.
        """
        self._wait()
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self) -> None:
        mine = Lock()
        with self._changing:
            if not self._is_taken:
                self._is_taken = True
                return
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=self._waits_s):
            return
        with self._changing:
            if mine not in self._waiting:
                return  # It came in the very last moment.
            self._waiting.remove(mine)
        late = TimeoutError("the writers of this process took too long")
        raise OperationalError("BEGIN IMMEDIATE", None, late)

    def _pass_on(self) -> None:
        with self._changing:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


def begin_immediate(connection: sqlite3.Connection, waits_s: float) -> None:
    """Begin a writing transaction, looking every millisecond whether it may.

    waits_s: then the store's own «database is locked» is raised.
    """
    deadline = time.monotonic() + waits_s
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as fault:
                is_busy = fault.sqlite_errorcode & 0xFF == _BUSY
                if not is_busy or time.monotonic() > deadline:
                    raise
            time.sleep(LOOKS_EVERY_S)
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(waits_s * 1000)}")
