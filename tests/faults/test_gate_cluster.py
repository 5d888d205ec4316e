"""The gate on a real cluster of three masters: verdicts, moves, deaths, a takeover."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

import pytest

from flashsale import redis_line
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.sales.gate import (
    GateFacts,
    GateRequest,
    LotCounts,
    RedisGate,
    Standing,
    Verdict,
    connect,
    keys_of,
)
from flashsale.sales.gate_address import Seeds, read_seeds
from tests.faults.watching import until
from tests.redis_cluster import Cluster, cluster

LOT = LotId(70)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("gate-cluster")
    with cluster(folder, with_replicas=True) as formed:
        yield formed


@pytest.fixture
def gate(servers: Cluster, clock: FrozenClock) -> RedisGate:
    return RedisGate(connect(servers.url), clock)


@pytest.fixture
def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask a part that failed again at once: the tests wait for nothing."""
    monkeypatch.setattr(redis_line, "REST_S", 0.0)


def key_of(drop: int) -> str:
    return keys_of(DropId(drop), 1)[0]


def on_each_master(servers: Cluster) -> dict[str, int]:
    """Return a drop for each master, by the name of the node."""
    found: dict[str, int] = {}
    drop = 1
    while len(found) < servers.masters:
        found.setdefault(servers.owner_of(key_of(drop)).name, drop)
        drop += 1
    return found


def build(gate: RedisGate, clock: FrozenClock, drop: int, units: int = 2) -> bool:
    facts = GateFacts(
        drop_id=DropId(drop),
        epoch=1,
        opens_at=clock.now() - timedelta(minutes=1),
        closes_at=clock.now() + timedelta(hours=1),
        member_limit=2,
        is_open=True,
        lots={LOT: LotCounts(units, 0)},
    )
    return gate.set_from(facts, build=True) is Standing.SET


def ask(gate: RedisGate, drop: int, member: int) -> Verdict:
    return gate.admit(
        GateRequest(
            drop_id=DropId(drop),
            epoch=1,
            lot_id=LOT,
            member_id=MemberId(member),
            units=1,
            token=f"t{member}",
        )
    )


def test_each_drop_is_counted_on_its_own_node(
    gate: RedisGate, servers: Cluster, clock: FrozenClock
) -> None:
    for drop in on_each_master(servers).values():
        assert build(gate, clock, drop)
        told = [ask(gate, drop, member) for member in range(5)]
        assert told == [Verdict.ADMIT] * 2 + [Verdict.ALL_HELD] * 3
        assert ask(gate, drop, 0) is Verdict.ADMIT, "a token is answered again"


def test_a_node_that_lost_the_functions_is_given_them(
    gate: RedisGate, servers: Cluster, clock: FrozenClock
) -> None:
    for drop in on_each_master(servers).values():
        servers.owner_of(key_of(drop)).client.execute_command("FUNCTION FLUSH")
        assert build(gate, clock, drop + 100_000)


def test_a_moved_drop_is_followed_with_its_counts(
    gate: RedisGate, servers: Cluster, clock: FrozenClock
) -> None:
    drop, *_ = on_each_master(servers).values()
    build(gate, clock, drop, units=1)
    giver = servers.owner_of(key_of(drop))
    taker = next(n for n in servers.nodes[: servers.masters] if n is not giver)
    servers.move(key_of(drop), taker)
    try:
        assert ask(gate, drop, 7) is Verdict.ADMIT
        assert ask(gate, drop, 8) is Verdict.ALL_HELD
    finally:
        servers.move(key_of(drop), giver)


def test_a_silent_node_costs_its_drops_the_gate_and_no_other(
    gate: RedisGate, servers: Cluster, clock: FrozenClock
) -> None:
    drops = on_each_master(servers)
    for drop in drops.values():
        build(gate, clock, drop)
        ask(gate, drop, 10)
    silent = servers.nodes[0]
    os.kill(silent.child.pid, signal.SIGSTOP)
    try:
        begun = monotonic()
        assert ask(gate, drops[silent.name], 11) is Verdict.SILENT
        assert monotonic() - begun < 5
        # It rests: nobody waits for it again, and the others answer.
        assert ask(gate, drops[silent.name], 11) is Verdict.SILENT
        for name, drop in drops.items():
            if name != silent.name:
                assert ask(gate, drop, 11) is Verdict.ADMIT
    finally:
        os.kill(silent.child.pid, signal.SIGCONT)


def test_a_replica_takes_over_and_the_gate_finds_it(
    gate: RedisGate, servers: Cluster, clock: FrozenClock, restless: None
) -> None:
    until(lambda: all(node.sees_whole(len(servers.nodes)) for node in servers.nodes))
    drop = on_each_master(servers)[servers.nodes[1].name]
    assert build(gate, clock, drop)
    servers.nodes[1].kill()
    try:
        # Nobody who asked in another test: the gate remembers their answers.
        assert ask(gate, drop, 21) is Verdict.SILENT
        until(servers.replica_of(1).is_master, "the replica did not take over")
        until(lambda: build(gate, clock, drop), "the gate did not find the replica")
        assert ask(gate, drop, 22) is Verdict.ADMIT
    finally:
        servers.nodes[1].restart()


def test_a_cluster_that_is_not_there_stops_no_start(clock: FrozenClock) -> None:
    gate = RedisGate(connect("redis+cluster://127.0.0.1:1,127.0.0.1:2"), clock)
    assert ask(gate, 1, 1) is Verdict.SILENT
    assert not build(gate, clock, 1)


@pytest.mark.parametrize(
    ("url", "seeds"),
    [
        (
            "redis+cluster://a:7000,b:7001,c",
            Seeds((("a", 7000), ("b", 7001), ("c", 6379)), None, None, False),
        ),
        (
            "rediss+cluster://gate:p%40ss%2Cw@[::1]:7000/",
            Seeds((("::1", 7000),), "gate", "p@ss,w", True),
        ),
        ("redis+cluster://:pw@a", Seeds((("a", 6379),), None, "pw", False)),
    ],
)
def test_an_address_names_nodes_and_who_asks(url: str, seeds: Seeds) -> None:
    assert read_seeds(url) == seeds


@pytest.mark.parametrize(
    "url",
    [
        "redis+cluster://",
        "redis+cluster://a:7000,",
        "redis+cluster://a:x",
        "redis+cluster://a:70000",
        "redis+cluster://a:",
        "redis+cluster://a/1",
        "redis://a",
    ],
)
def test_an_address_that_says_nothing_clear_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        read_seeds(url)
