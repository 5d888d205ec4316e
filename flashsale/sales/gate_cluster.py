"""The gate's client on a Redis or Valkey cluster: one try a call, on the right node.

redis-py's own cluster client asks a server for the keys of each FCALL, sleeps and tries
again; here a call either is answered at once or fails, and the drop goes on in SQL.
"""

from time import monotonic
from typing import Any, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.exceptions import (
    ClusterDownError,
    ConnectionError,
    MovedError,
    RedisClusterException,
    RedisError,
    TimeoutError,
)
from redis.retry import Retry

from flashsale.sales.gate_address import Seeds

# The name of no node: the slot that was asked for belongs to none.
NOBODY = ""
# When no node at all answered, none is asked for this long: each costs its timeout.
BLIND_FOR_S = 3.0


class GateCluster:
    """What the gate needs of Redis, on a cluster; connects at the first call.

    A node that fails is asked for where its slots went at the next call, which the
    gate makes after its rest: a failover costs the requests of a second or two their
    gate, and no member their answer.
    """

    def __init__(self, seeds: Seeds, *, answers_within_s: float) -> None:
        """Keep the addresses; nothing is opened yet."""
        self._seeds = seeds
        self._options: dict[str, Any] = {
            "username": seeds.username,
            "password": seeds.password,
            "ssl": seeds.is_encrypted,
            "socket_timeout": answers_within_s,
            "socket_connect_timeout": answers_within_s,
            "decode_responses": True,
        }
        self._cluster: RedisCluster | None = None
        self._failed: str | None = None
        self._blind_until = 0.0

    def fcall(self, function: str, numkeys: int, *keys_and_args: str | int) -> Any:
        """Call a function where the first key lives; follow one move of its slot.

        A move is told by a node that ran nothing, so that asking the other is no
        second try. Raises RedisError.
        """
        words = [str(word) for word in keys_and_args]
        cluster = self._known()
        try:
            return self._ask(cluster, function, numkeys, words)
        except MovedError as moved:
            cluster.nodes_manager.move_slot(moved)
            return self._ask(cluster, function, numkeys, words)

    def function_load(self, code: str, replace: bool = False) -> str:
        """Load a library on every node that owns slots; on one of them at least.

        Raises the fault of the last node when none took it.
        """
        loaded, fault = "", RedisError("the cluster has no node that owns slots")
        cluster = self._known()
        for node in cast(Any, cluster).get_primaries():
            try:
                client = cluster.get_redis_connection(node)
                loaded = str(client.function_load(code, replace=replace))
            except RedisError as refused:
                fault = refused
        if not loaded:
            raise fault
        return loaded

    def part_of(self, key: str) -> str:
        """Name the node that holds a key: what fails together. Raises RedisError."""
        return self._owner(self._known(), key).name

    def close(self) -> None:
        """Close what was opened; the next call opens it again."""
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None

    def _ask(
        self, cluster: RedisCluster, function: str, numkeys: int, words: list[str]
    ) -> Any:
        node = self._owner(cluster, words[0])
        try:
            client: Redis = cluster.get_redis_connection(node)
            return client.fcall(function, numkeys, *words)
        except (ConnectionError, TimeoutError, ClusterDownError, OSError):
            self._failed = node.name
            raise

    def _owner(self, cluster: RedisCluster, key: str) -> ClusterNode:
        try:
            node: ClusterNode = cast(Any, cluster).get_node_from_key(key)
        except RedisClusterException as fault:
            self._failed = NOBODY
            raise ConnectionError(str(fault)) from fault
        return node

    def _known(self) -> RedisCluster:
        """Return the cluster as it was last seen; look again after a failure."""
        if monotonic() < self._blind_until:
            raise ConnectionError("no node of the cluster answered a moment ago")
        failed, self._failed = self._failed, None
        try:
            if self._cluster is None:
                self._cluster = self._connected()
            elif failed is not None:
                self._cluster.nodes_manager.initialize(last_failed_node_name=failed)
        except RedisClusterException as fault:
            # Not a RedisError in redis-py: nobody else would know it for a fault.
            self._failed = failed
            self._blind_until = monotonic() + BLIND_FOR_S
            raise ConnectionError(str(fault)) from fault
        return self._cluster

    def _connected(self) -> RedisCluster:
        untyped: Any = ClusterNode
        return RedisCluster(
            startup_nodes=[untyped(*node) for node in self._seeds.nodes],
            require_full_coverage=False,
            retry=Retry(NoBackoff(), 0),
            **self._options,
        )
