"""The network is closed to tests: sockets lead to what the tests themselves started.

A letter on its way to a real server, a call of a payment company, the database or the
Redis that happens to run on this machine: each is refused where it is tried, and fails
the test even when the program takes a refusal calmly.
"""

import sys
from ipaddress import ip_address

# Where the services of a machine listen; what a test starts takes a free port.
PORTS_OF_THE_MACHINE = {25, 465, 587, 5432, 6379}
_NAMES_OF_HERE = {None, "", "localhost"}


class StraySocket(Exception):
    """A socket was about to leave the test; the message says for where."""


strays: list[str] = []


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in _NAMES_OF_HERE:
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple):
            return  # a path: a Unix socket
        host, port = address[:2]
    elif event == "socket.getaddrinfo":
        host, port = arguments[:2]
    else:
        return
    if not _is_here(host) or port in PORTS_OF_THE_MACHINE:
        strays.append(f"{event} {host}:{port}")
        raise StraySocket(strays[-1])


def close_network() -> None:
    """Refuse stray sockets in this process from now on; cannot be undone."""
    sys.addaudithook(_watch)
