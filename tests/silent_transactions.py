"""No network inside a transaction (correctness.md F34, invariant 33).

Tests that walk through the house ask for the fixture `silent_transactions`: sockets of
Python are instrumented then; those of libpq are not Python's.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

SPEAKING = ("connect", "connect_ex", "send", "sendall", "sendto", "recv", "recv_into")
_here = threading.local()


class SpokeInATransaction(AssertionError):
    """A process spoke over the network while it kept a transaction open."""


def _begun(_: Connection) -> None:
    _here.open = getattr(_here, "open", 0) + 1


def _ended(_: Connection) -> None:
    _here.open = max(0, getattr(_here, "open", 0) - 1)


def is_in_transaction() -> bool:
    """Whether this thread has a transaction open."""
    return getattr(_here, "open", 0) > 0


def _watched(name: str) -> Callable[..., Any]:
    ours = getattr(socket.socket, name)

    def speak(self: socket.socket, *arguments: Any, **named: Any) -> Any:
        if is_in_transaction():
            # Whoever asked may swallow an error of the network: this is none of those.
            raise SpokeInATransaction(f"socket.{name} inside a transaction")
        return ours(self, *arguments, **named)

    return speak


@contextmanager
def watching() -> Iterator[None]:
    """Make every word over a socket of Python fail inside a transaction."""
    before = {name: getattr(socket.socket, name) for name in SPEAKING}
    listeners = (("begin", _begun), ("commit", _ended), ("rollback", _ended))
    for name in SPEAKING:
        setattr(socket.socket, name, _watched(name))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)
        for name, ours in before.items():
            setattr(socket.socket, name, ours)
