"""The load: one process, keep-alive connections, prepared requests, latencies.

`python -m bench.driver PLAN.json` reads a plan and prints one JSON line. Requests are
sent as they were prepared. It shares the machine with what it measures, so it does as
little as it can for each: its own processor time is told with the outcome.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

LONGEST = 60.0
READ = 1 << 20
# In a request of a way: the path that the answer before led to.
FOLLOW = b"{location}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send, and how.

    requests: file of prepared requests, each preceded by its length and a line end.
    seconds: how long; 0 sends each request once. steps: so many requests in a row
    belong to one connection of their own (a member's way); 1: they are dealt in turn.
    whole: the latency of a way is that of all its steps, else of the last one.
    """

    host: str
    port: int
    requests: str
    connections: int
    seconds: float
    steps: int = 1
    whole: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of it: latencies in milliseconds, statuses by count.

    per_second: ways, of one step or several. last_at_ms: when the last answer of each
    status came, from the start. own_us: processor time of the load itself for one
    request, in microseconds.
    """

    sent: int = 0
    seconds: float = 0.0
    per_second: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    last_ms: float = 0.0
    own_us: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    last_at_ms: dict[str, float] = field(default_factory=dict)


class _Connection:
    """One keep-alive connection with at most one request under way."""

    __slots__ = ("began", "leads_to", "missing", "socket", "status", "step")

    def __init__(self, plan: Plan) -> None:
        self.socket = socket.create_connection((plan.host, plan.port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self.missing = 0
        self.status = b""
        self.leads_to = b""
        self.step = 0


def read_requests(path: str) -> list[bytes]:
    """Return the prepared requests of a file."""
    data, at, found = Path(path).read_bytes(), 0, []
    while at < len(data):
        end = data.index(b"\n", at)
        size = int(data[at:end])
        found.append(data[end + 1 : end + 1 + size])
        at = end + 1 + size
    return found


class _Load:
    """One run of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._requests = read_requests(plan.requests)
        self._buffer = bytearray(READ)
        self._next = 0
        self.statuses: Counter[bytes] = Counter()
        self.latencies: list[float] = []
        self.last_at: dict[bytes, float] = {}

    def run(self) -> float:
        """Send all and return how many seconds it took."""
        open_ones = {}
        waiting = select.epoll()
        for _ in range(self._plan.connections):
            connection = _Connection(self._plan)
            open_ones[connection.socket.fileno()] = connection
            waiting.register(connection.socket, select.EPOLLIN)
        begun = time.perf_counter()
        ends = begun + (self._plan.seconds or LONGEST)
        for number, connection in list(open_ones.items()):
            if not self._send(connection, begun, ends):
                self._close(open_ones.pop(number))
        while open_ones:
            for number, _ in waiting.poll(1.0):
                connection = open_ones[number]
                if not self._has_all(connection):
                    continue
                now = time.perf_counter()
                self._note(connection, now, begun)
                if not self._send(connection, now, ends):
                    self._close(open_ones.pop(number))
            if time.perf_counter() > ends + LONGEST:
                raise TimeoutError("the server stopped answering")
        waiting.close()
        return time.perf_counter() - begun

    def _close(self, connection: _Connection) -> None:
        connection.socket.close()

    def _send(self, connection: _Connection, now: float, ends: float) -> bool:
        """Send what is next on a connection; False when there is nothing more."""
        requests, steps = self._requests, self._plan.steps
        if connection.step % steps == 0:
            # A way of several steps is taken whole.
            if now >= ends or (self._plan.seconds == 0 and self._next >= len(requests)):
                return False
            first, self._next = self._next, self._next + steps
            connection.step = (
                first if self._plan.seconds == 0 else first % len(requests)
            )
            connection.began = now
        elif not self._plan.whole:
            connection.began = now
        request = requests[connection.step]
        if FOLLOW in request:
            request = request.replace(FOLLOW, connection.leads_to)
        connection.socket.send(request)
        connection.step += 1
        return True

    def _has_all(self, connection: _Connection) -> bool:
        """Read what is there; say whether an answer is complete."""
        buffer = self._buffer
        size = connection.socket.recv_into(buffer)
        if not size:
            raise ConnectionError("the server hung up in the middle of an answer")
        if connection.missing:
            connection.missing -= size
            return connection.missing <= 0
        end = buffer.find(b"\r\n\r\n", 0, size)
        if end < 0:
            raise ValueError(f"a head in pieces: {bytes(buffer[:80])!r}")
        connection.status = bytes(buffer[9:12])
        if self._plan.steps > 1:
            connection.leads_to = _location(buffer, end)
        connection.missing = end + 4 + _length(buffer, end) - size
        return connection.missing <= 0

    def _note(self, connection: _Connection, now: float, begun: float) -> None:
        connection.missing = 0
        status = connection.status
        self.statuses[status] += 1
        self.last_at[status] = now - begun
        if connection.step % self._plan.steps == 0:
            self.latencies.append(now - connection.began)


def _length(buffer: bytearray, end: int) -> int:
    """Return how long the body of an answer is whose head ends at `end`."""
    at = buffer.find(b"content-length: ", 0, end)
    if at < 0:  # as a proxy in front writes it
        at = buffer.find(b"Content-Length: ", 0, end)
    if at < 0:
        if buffer[9:12] == b"304":
            return 0
        raise ValueError(f"an answer without a length: {bytes(buffer[:80])!r}")
    return int(buffer[at + 16 : buffer.find(b"\r", at)])


def _location(buffer: bytearray, end: int) -> bytes:
    """Return the path that an answer leads to, empty when it leads nowhere."""
    at = buffer.find(b"location: ", 0, end)
    if at < 0:
        return b""
    target = bytes(buffer[at + 10 : buffer.find(b"\r", at)])
    return b"/" + target.split(b"/", 3)[3] if b"://" in target else target


def run(plan: Plan) -> Outcome:
    """Send the plan's requests and return what came of it."""
    load = _Load(plan)
    before = getrusage(RUSAGE_SELF)
    seconds = load.run()
    after = getrusage(RUSAGE_SELF)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    ordered = sorted(load.latencies)
    count, sent = len(ordered), sum(load.statuses.values())
    return Outcome(
        sent=sent,
        seconds=seconds,
        per_second=count / seconds,
        p50_ms=ordered[count // 2] * 1000,
        p99_ms=ordered[min(count - 1, count * 99 // 100)] * 1000,
        last_ms=ordered[-1] * 1000,
        own_us=own / sent * 1e6,
        statuses={status.decode(): n for status, n in load.statuses.items()},
        last_at_ms={s.decode(): at * 1000 for s, at in load.last_at.items()},
    )


if __name__ == "__main__":
    print(json.dumps(asdict(run(Plan(**json.loads(Path(sys.argv[1]).read_text()))))))
