"""What befalls a house on two hosts: a master of the gate dies, with or without its
replica, stands still or gives a drop away; a host falls; all of it together."""

import os
import signal
from collections.abc import Iterator

from flashsale.sales.gate import keys_of
from tests.faults.storm.faults_redis import unwell
from tests.faults.storm.hosts_apart import HostsApart
from tests.faults.storm.spread import HOSTS, SpreadEstate
from tests.faults.storm.stage import Stage
from tests.redis_cluster import Node

LOOKS_EVERY_S = 0.1


def _estate(stage: Stage) -> SpreadEstate:
    estate = stage.estate
    assert isinstance(estate, SpreadEstate)
    return estate


def _key(stage: Stage) -> str:
    """Return a key of the drop; all epochs share a slot."""
    return keys_of(stage.table.drop_id, 1)[0]


def _served_by(stage: Stage, other_than: Node) -> bool:
    """Whether another node serves the drop and knows that it does."""
    owner = _estate(stage).gate_of(_key(stage))
    return owner is not other_than and owner.is_alive and owner.is_master()


def _healed(stage: Stage) -> Iterator[float]:
    """Wait until every node is back and agrees with the others."""
    for node in _estate(stage).gate.nodes:
        if not node.is_alive:
            node.restart()
    while not _estate(stage).gate.is_whole():
        yield LOOKS_EVERY_S


def master_dies(stage: Stage) -> Iterator[float]:
    """The master of the drop is killed in the rush; its replica takes over."""
    yield stage.luck.uniform(0.1, 0.8)
    with unwell(stage):
        dead = _estate(stage).gate_of(_key(stage))
        dead.kill()
        while not _served_by(stage, dead):
            yield LOOKS_EVERY_S
    stage.note("replicas that took over")
    yield 1.0
    yield from _healed(stage)


def master_is_gone(stage: Stage) -> Iterator[float]:
    """The master dies with its replica: the drop goes on through SQL, others do not."""
    yield stage.luck.uniform(0.1, 0.8)
    with unwell(stage):
        owner = _estate(stage).gate_of(_key(stage))
        for node in (*_estate(stage).gate.replicas_of(owner), owner):
            node.kill()
        yield stage.luck.uniform(2.0, 3.0)
        owner.restart()
        yield from _healed(stage)


def master_stands_still(stage: Stage) -> Iterator[float]:
    """The master is silent; another takes over; it comes back and believes itself."""
    yield stage.luck.uniform(0.1, 0.8)
    with unwell(stage):
        silent = _estate(stage).gate_of(_key(stage))
        os.kill(silent.child.pid, signal.SIGSTOP)
        try:
            while not _served_by(stage, silent):
                yield LOOKS_EVERY_S
            yield 0.5
        finally:
            os.kill(silent.child.pid, signal.SIGCONT)
        yield from _healed(stage)


def drop_moves(stage: Stage) -> Iterator[float]:
    """The drop's slot is given to the other masters in turn, its counts with it."""
    for _ in range(4):
        yield stage.luck.uniform(0.3, 0.9)
        with unwell(stage):
            gate, owner = _estate(stage).gate, _estate(stage).gate_of(_key(stage))
            others = [node for node in gate.living_masters() if node is not owner]
            gate.move(_key(stage), stage.luck.choice(others))
    yield 0.5


def host_falls(stage: Stage) -> Iterator[float]:
    """A web and a worker die at once; the other host serves; later both return."""
    yield stage.luck.uniform(0.1, 0.8)
    for host in stage.luck.sample(sorted(HOSTS), len(HOSTS)):
        yield from _fallen(stage, host, stage.luck.uniform(1.0, 2.0))
        yield 0.5


def _fallen(stage: Stage, host: str, for_s: float) -> Iterator[float]:
    web, worker = HOSTS[host]
    spans = [stage.estate.begin(web), stage.estate.begin("worker")]
    for name in (web, worker):
        stage.estate.down(name)
    stage.note(f"{host} fell")
    yield for_s
    for name in (web, worker):
        stage.estate.up(name)
    while not stage.estate.kept[web].program.is_ready():
        yield LOOKS_EVERY_S
    for span in spans:
        stage.estate.end(span)


def cable_pulled(stage: Stage) -> Iterator[float]:
    """A host is cut off with all it was doing; it comes back; then the other one."""
    estate = stage.estate
    assert isinstance(estate, HostsApart)
    yield stage.luck.uniform(0.1, 0.8)
    for host in stage.luck.sample(sorted(HOSTS), len(HOSTS)):
        web, _ = HOSTS[host]
        # What it had begun in the store stays locked until it is heard again.
        spans = [estate.begin(what) for what in (web, "worker", "redis", "store")]
        estate.world.cable(host, "down")
        stage.note(f"{host} was cut off")
        yield stage.luck.uniform(1.5, 3.0)
        estate.world.cable(host, "up")
        while not estate.kept[web].program.is_ready():
            yield LOOKS_EVERY_S
        for span in spans:
            estate.end(span)
        yield 0.5


def everything(stage: Stage) -> Iterator[float]:
    """A master of the gate dies, and then a whole host, before the first is back."""
    yield stage.luck.uniform(0.1, 0.6)
    with unwell(stage):
        dead = _estate(stage).gate_of(_key(stage))
        dead.kill()
        yield 0.4
        yield from _fallen(stage, stage.luck.choice(sorted(HOSTS)), 1.5)
        while not _served_by(stage, dead):
            yield LOOKS_EVERY_S
        yield from _healed(stage)
