"""A house spread over two hosts: a web and a worker on each, the gate on a cluster.

Each host has a data folder of its own; they share the database, one plain Redis, the
three masters of the gate's cluster with a replica each, the payment desk, and nothing
else. A host is its programs with their wires; ports stand for addresses.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict

from flashsale.house_folder import make_folder
from flashsale.processes import Program
from tests.faults.storm.estate import Estate
from tests.faults.storm.people import signed_in
from tests.faults.storm.stage import Company
from tests.redis_cluster import LOOPBACK, Cluster, Node, cluster

# Who comes after the crowd, for what it left.
LATECOMERS = 160
HOSTS = {"host-1": ("web-1", "worker"), "host-2": ("web-2", "worker-2")}


class SpreadEstate(Estate):
    """Two hosts and what they share. server: the program of the cluster's nodes."""

    gate_hosts: Sequence[str] = (LOOPBACK,)

    def __init__(self, store: str, *, server: str = "", defect: str = "") -> None:
        """Make the folders of both hosts."""
        super().__init__(store, defect=defect)
        self._server = server
        self._held = ExitStack()
        self.gate: Cluster

    def _wire(self) -> None:
        folder = self.folder / "gate"
        folder.mkdir()
        self.gate = self._held.enter_context(
            cluster(
                folder, with_replicas=True, server=self._server, hosts=self.gate_hosts
            )
        )
        super()._wire()

    def environment(self, who: str) -> dict[str, str]:
        """Return the settings of one program: its host's folder, the gate of all."""
        host = "host-2" if who in HOSTS["host-2"] else "host-1"
        folder = self.folder / host
        make_folder(folder)
        shared = {"GATE_URL": self.gate.url, "FILES_DIR": str(self.home)}
        return super().environment(who) | shared | {"DATA_DIR": str(folder)}

    def _programs(self) -> tuple[Program, ...]:
        return (*super()._programs(), self.worker("worker-2"))

    def gate_of(self, key: str) -> Node:
        """Return the node that serves a key of the gate now."""
        return self.gate.owner_of(key)

    def close(self) -> None:
        """Stop everything, the cluster last."""
        try:
            super().close()
        finally:
            self._held.close()


class SpreadCompany(Company):
    """The crowd of a spread house, and who comes for what is left."""

    def __init__(self, estate: SpreadEstate) -> None:
        """Bring the members in."""
        super().__init__(estate)
        late = signed_in(estate.runtime, LATECOMERS)
        self.latecomers = [person.member for person in late]
        self.crowd.ask(do="people", people=[asdict(person) for person in late])
