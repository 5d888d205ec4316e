"""The load: one process, keep-alive connections, prepared requests, latencies.

`python -m bench.driver PLAN.json` reads a plan and prints one JSON line. Requests are
sent as they were prepared, in turn; a run ends with its time or its last request.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

LONGEST = 60.0
READ = 262_144


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send, and how.

    requests: file of prepared requests, each preceded by its length and a line end.
    seconds: how long; 0 sends each request once. repeats: begin again at the end.
    """

    host: str
    port: int
    requests: str
    connections: int
    seconds: float
    repeats: bool


@dataclass(slots=True)
class Outcome:
    """What came of it: latencies in milliseconds, statuses by count."""

    sent: int = 0
    seconds: float = 0.0
    per_second: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    last_ms: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)


class _Connection:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.socket = self._open()
        self.began = 0.0
        self.buffer = bytearray()
        self.wanted = -1

    def _open(self) -> socket.socket:
        opened = socket.create_connection((self.plan.host, self.plan.port), 10)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setblocking(False)
        return opened

    def send(self, request: bytes) -> None:
        self.began = time.perf_counter()
        self.buffer.clear()
        self.wanted = -1
        self.socket.sendall(request)

    def received(self) -> bytes | None:
        """Return the head of the answer once all of it is here, else None."""
        chunk = self.socket.recv(READ)
        if not chunk:
            raise ConnectionError("the server hung up in the middle of an answer")
        self.buffer += chunk
        if self.wanted < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return None
            self.wanted = end + 4 + _length(bytes(self.buffer[:end]))
        return bytes(self.buffer[:12]) if len(self.buffer) >= self.wanted else None


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise ValueError(f"an answer without a length: {head[:80]!r}")


def read_requests(path: str) -> list[bytes]:
    """Return the prepared requests of a file."""
    data, at, found = Path(path).read_bytes(), 0, []
    while at < len(data):
        end = data.index(b"\n", at)
        size = int(data[at:end])
        found.append(data[end + 1 : end + 1 + size])
        at = end + 1 + size
    return found


def run(plan: Plan) -> Outcome:
    """Send the plan's requests and return what came of it."""
    requests = read_requests(plan.requests)
    waiting = selectors.DefaultSelector()
    latencies: list[float] = []
    statuses: Counter[str] = Counter()
    following = iter(range(len(requests) if not plan.repeats else sys.maxsize))
    begun = time.perf_counter()
    ends = begun + (plan.seconds or LONGEST)
    under_way = 0
    for _ in range(plan.connections):
        number = next(following, None)
        if number is not None:
            connection = _Connection(plan)
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(requests[number % len(requests)])
            under_way += 1
    while under_way:
        for key, _ in waiting.select(1.0):
            connection = key.data
            head = connection.received()
            if head is None:
                continue
            now = time.perf_counter()
            latencies.append((now - connection.began) * 1000)
            statuses[head[9:12].decode()] += 1
            number = next(following, None) if now < ends else None
            if number is None:
                waiting.unregister(connection.socket)
                connection.socket.close()
                under_way -= 1
            else:
                connection.send(requests[number % len(requests)])
        if time.perf_counter() > ends + LONGEST:
            raise TimeoutError("the server stopped answering")
    return _outcome(time.perf_counter() - begun, latencies, statuses)


def _outcome(seconds: float, latencies: list[float], statuses: Counter[str]) -> Outcome:
    ordered = sorted(latencies)
    count = len(ordered)
    return Outcome(
        sent=count,
        seconds=seconds,
        per_second=count / seconds,
        p50_ms=ordered[count // 2],
        p99_ms=ordered[min(count - 1, count * 99 // 100)],
        last_ms=ordered[-1],
        statuses=dict(statuses),
    )


if __name__ == "__main__":
    print(json.dumps(asdict(run(Plan(**json.loads(Path(sys.argv[1]).read_text()))))))
