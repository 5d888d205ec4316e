"""The sockets members connect to: the supervisor keeps them open while the web falls.

Who connects meanwhile waits in the kernel's queue instead of being refused.
"""

import os
import socket
import sys
from collections.abc import Mapping

from flashsale.kernel.errors import ConfigurationFault

BACKLOG = 2048
# systemd hands its sockets over from this descriptor on.
_FIRST_INHERITED = 3

Listeners = tuple[socket.socket, ...]


def open_listeners(host: str, port: int, count: int) -> Listeners:
    """Return sockets that listen on one port; 0 picks a free one.

    On Linux there are `count`, one for each web process, and the kernel shares the
    connections out among them. Elsewhere it would not, and there is one.

    Raises ConfigurationFault when the port is taken or not ours to take.
    """
    opened: list[socket.socket] = []
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        _claim(family, host, port)
        for _ in range(count if sys.platform == "linux" else 1):
            taken = opened[0].getsockname()[1] if opened else port
            listener = socket.create_server(
                (host, taken),
                family=family,
                backlog=BACKLOG,
                reuse_port=sys.platform == "linux",
            )
            opened.append(listener)
            _answer_at_once(listener)
    except OSError as error:
        for listener in opened:
            listener.close()
        raise ConfigurationFault(
            f"port {port} of {host} cannot be used ({error.strerror}): choose "
            "another with --port, or --port 0 for any free one"
        ) from error
    return tuple(opened)


def _answer_at_once(listener: socket.socket) -> None:
    """Have what is accepted here send what it has, as Granian's own sockets do.

    An answer leaves as its head and then its body. Without this the body would wait
    until the browser says that it has the head, which browsers put off for 40 ms.
    """
    if listener.family in (socket.AF_INET, socket.AF_INET6):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _claim(family: socket.AddressFamily, host: str, port: int) -> None:
    """Raise OSError when somebody listens there, as sharing a port would not."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections that just ended must not make a free port look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def inherited_listeners(environ: Mapping[str, str]) -> Listeners:
    """Return the sockets systemd opened for this process, if it did.

    They outlive this process: a restart of the house refuses nobody.
    """
    if environ.get("LISTEN_PID") != str(os.getpid()):
        return ()
    count = int(environ.get("LISTEN_FDS", "0"))
    found = [socket.socket(fileno=_FIRST_INHERITED + index) for index in range(count)]
    for listener in found:
        listener.set_inheritable(False)
        _answer_at_once(listener)
    return tuple(found)


def port_of(listeners: Listeners) -> int:
    """Return the port all of them listen on."""
    return int(listeners[0].getsockname()[1])
