"""The Redis gate in front of the drops: it refuses the crowd and never grants."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Protocol

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from flashsale.kernel.clock import Clock, SystemClock
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.sales.gate_address import is_cluster, read_seeds
from flashsale.sales.gate_cluster import GateCluster

log = logging.getLogger(__name__)

LIBRARY = Path(__file__).with_name("gate.lua")
# No answer in this time and the drop goes on through SQL.
ANSWER_WITHIN_S = 0.1
# After a failure the gate is left alone for this long.
REST_S = 1.0
# The part of the gate that is all of it.
WHOLE = ""
# A count of nothing that SQL has not confirmed for this long is asked about anew.
STALE_AFTER_MS = 3_000
TRIES_PER_MINUTE = 10
KEPT_AFTER_CLOSING = timedelta(days=1)


class Verdict(StrEnum):
    """What the gate says; only ADMIT, CHECK and UNKNOWN go on to SQL."""

    ADMIT = "admit"
    CHECK = "check"
    UNKNOWN = "unknown"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    SOLD_OUT = "sold_out"
    ALL_HELD = "all_held"
    OVER_LIMIT = "over_limit"
    TOO_FAST = "too_fast"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """A member's wish, as the gate sees it."""

    drop_id: DropId
    epoch: int
    lot_id: LotId
    member_id: MemberId
    units: int
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """What SQL knows of a drop; counts are by lot: (units free, units
    promised: in live holds or offers, they may still come back)."""

    drop_id: DropId
    epoch: int
    opens_at: datetime
    closes_at: datetime
    member_limit: int
    is_open: bool
    lots: dict[LotId, tuple[int, int]]
    claims: dict[MemberId, int] = field(default_factory=dict)


class Gate(Protocol):
    """Answers for the crowd so that SQL is spared."""

    def admit(self, request: GateRequest) -> Verdict:
        """Return a verdict; UNKNOWN when the gate cannot tell, never an exception."""
        ...

    def set_from(self, facts: GateFacts, *, build: bool) -> bool:
        """Set the gate's counts from SQL; False when it does not stand or answer.

        build: make it if it does not stand (a new epoch does).
        """
        ...


def connect(url: str) -> Redis | GateCluster:
    """Return the gate's own client, of one server or of a cluster: short waits and no
    retries.

    redis-py retries ten times by default; one dropped reply would run a script
    again (dependencies: redis-py 8, PR 4082).
    """
    if is_cluster(url):
        return GateCluster(read_seeds(url), answers_within_s=ANSWER_WITHIN_S)
    return Redis.from_url(
        url,
        socket_timeout=ANSWER_WITHIN_S,
        socket_connect_timeout=ANSWER_WITHIN_S,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def keys_of(drop_id: DropId, epoch: int) -> list[str]:
    """Return the gate's keys of a drop: one cluster slot, the epoch in each name."""
    root = f"{{drop:{drop_id}}}:{epoch}"
    return [f"{root}:{part}" for part in ("state", "claims", "tokens", "rates")]


class RedisGate:
    """The gate on Redis; what failed of it rests for a second, of a cluster one node.

    On a cluster a drop lives on one node: the drops of the others keep their gate.
    """

    def __init__(self, redis: Redis | GateCluster, clock: Clock) -> None:
        """Use `redis` (see `connect`); a clock that is not the system's is imposed."""
        self._redis = redis
        self._clock = clock
        self._resting_until: dict[str, float] = {}

    def admit(self, request: GateRequest) -> Verdict:
        """Return the gate's verdict, or UNKNOWN when it does not answer in time."""
        answer = self._call(
            "gate_admit_v1",
            keys_of(request.drop_id, request.epoch),
            [
                request.lot_id,
                request.member_id,
                request.units,
                request.token,
                TRIES_PER_MINUTE,
                STALE_AFTER_MS,
                self._clock_ms(),
            ],
        )
        return Verdict.UNKNOWN if answer is None else Verdict(answer)

    def set_from(self, facts: GateFacts, *, build: bool) -> bool:
        """Set the gate from SQL; see `Gate.set_from`."""
        forgotten_at = facts.closes_at + KEPT_AFTER_CLOSING
        arguments: list[str | int] = [
            int(build),
            _milliseconds(facts.opens_at),
            _milliseconds(facts.closes_at),
            facts.member_limit,
            int(facts.is_open),
            self._clock_ms(),
            _milliseconds(forgotten_at),
            len(facts.lots),
        ]
        for lot_id, (left, held) in facts.lots.items():
            arguments += [lot_id, left, held]
        for member_id, claimed in facts.claims.items():
            arguments += [member_id, claimed]
        keys = keys_of(facts.drop_id, facts.epoch)
        return self._call("gate_set_v1", keys, arguments) == "set"

    def _clock_ms(self) -> int:
        # 0 lets Redis use its own clock, which all web hosts share.
        if isinstance(self._clock, SystemClock):
            return 0
        return _milliseconds(self._clock.now())

    def _call(
        self, function: str, keys: list[str], arguments: list[str | int]
    ) -> str | None:
        part = WHOLE
        try:
            if self._rests(WHOLE):
                return None
            if isinstance(self._redis, GateCluster):
                part = self._redis.part_of(keys[0])
            return None if self._rests(part) else self._run(function, keys, arguments)
        except (RedisError, OSError) as fault:
            self._resting_until[part] = monotonic() + REST_S
            log.warning("gate.unavailable function=%s fault=%r", function, fault)
            return None

    def _rests(self, part: str) -> bool:
        return monotonic() < self._resting_until.get(part, 0.0)

    def _run(self, function: str, keys: list[str], arguments: list[str | int]) -> str:
        try:
            return str(self._redis.fcall(function, len(keys), *keys, *arguments))
        except ResponseError as fault:
            if "not found" not in str(fault).lower():
                raise
        # A Redis that was emptied or replaced has lost the functions too.
        self._redis.function_load(LIBRARY.read_text(), replace=True)
        return str(self._redis.fcall(function, len(keys), *keys, *arguments))
