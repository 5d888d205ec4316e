"""The Redis gate in front of the drops: it refuses the crowd and never grants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import NamedTuple, Protocol

from redis import Redis
from redis.exceptions import ResponseError

from flashsale import redis_line
from flashsale.kernel.clock import Clock, SystemClock
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.redis_line import ANSWERS_WITHIN_S, SLOW_S, Breaker
from flashsale.sales.gate_address import is_cluster, read_seeds
from flashsale.sales.gate_cluster import GateCluster

# The parts of the gate that fail apart: all of one server; the map of a cluster, and
# each of its nodes by its name.
WHOLE, MAP = "all", "map"
LIBRARY = Path(__file__).with_name("gate.lua")
# A refusal that SQL has not confirmed for this long is asked about anew, and again
# when nobody came back with an answer: together well below five seconds.
STALE_AFTER_MS = 2_500
ASK_AGAIN_AFTER_MS = 1_000
TRIES_PER_MINUTE = 10
KEPT_AFTER_CLOSING = timedelta(days=1)


class Verdict(StrEnum):
    """What the gate says; only ADMIT, CHECK, UNKNOWN and SILENT go on to SQL."""

    ADMIT = "admit"
    CHECK = "check"
    UNKNOWN = "unknown"
    # No answer in time, an error, or a rest after one of these.
    SILENT = "silent"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    NOT_YOUR_TURN = "not_your_turn"
    SOLD_OUT = "sold_out"
    ALL_HELD = "all_held"
    FEWER_LEFT = "fewer_left"
    EARLY_GONE = "early_gone"
    OVER_LIMIT = "over_limit"
    TOO_FAST = "too_fast"


class Standing(StrEnum):
    """How the gate stands after it was told the counts."""

    SET = "set"
    # It answers, and has lost this drop or never knew it.
    MISSING = "missing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """A member's wish, as the gate sees it. early: they may buy before the opening."""

    drop_id: DropId
    epoch: int
    lot_id: LotId
    member_id: MemberId
    units: int
    token: str
    early: bool = False


class LotCounts(NamedTuple):
    """Units of a lot. promised: in live holds or offers, they may still come back.
    early: of the free ones, what early access may still take."""

    free: int
    promised: int
    early: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """What SQL knows of a drop.

    early_at: when early access begins, None for never. per_minute: turns that come in
    a minute of its opening queue, 0 where nobody needs one. shut_for: how long pauses
    kept it shut since its opening; turns come that much later.
    """

    drop_id: DropId
    epoch: int
    opens_at: datetime
    closes_at: datetime
    member_limit: int
    is_open: bool
    lots: dict[LotId, LotCounts]
    claims: dict[MemberId, int] = field(default_factory=dict)
    early_at: datetime | None = None
    per_minute: int = 0
    shut_for: timedelta = timedelta()


class Gate(Protocol):
    """Answers for the crowd so that SQL is spared."""

    def is_resting(self, drop_id: DropId) -> bool:
        """Whether a drop's gate fell silent a moment ago and is being left alone."""
        ...

    def admit(self, request: GateRequest) -> Verdict:
        """Return a verdict; SILENT when there is no answer, never an exception."""
        ...

    def set_from(self, facts: GateFacts, *, build: bool) -> Standing:
        """Set the gate's counts from SQL and say how it stands then.

        build: make it if it does not stand (a new epoch does).
        """
        ...

    def give_turns(
        self, drop_id: DropId, epoch: int, turns: Mapping[MemberId, int]
    ) -> int | None:
        """Give members' turns in the opening queue; return how many it knows then.

        None when it does not stand or does not answer.
        """
        ...


def connect(url: str) -> Redis | GateCluster:
    """Return the gate's own client, of one server or of a cluster: short waits and no
    retries."""
    if is_cluster(url):
        return GateCluster(read_seeds(url), answers_within_s=ANSWERS_WITHIN_S)
    return redis_line.connect(url, decodes=True)


@cache
def library() -> tuple[str, str]:
    """Return the version of the library and its text.

    The version is made of the text and stands in every name of it, so that two
    versions of the program can run side by side while one replaces the other.
    """
    text = LIBRARY.read_text(encoding="utf-8")
    version = sha256(text.encode()).hexdigest()[:8]
    return version, text.replace("VERSION", version)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


KEY_PARTS = ("state", "claims", "tokens", "rates", "turns")


def keys_of(drop_id: DropId, epoch: int) -> list[str]:
    """Return the gate's keys of a drop: one cluster slot, the epoch in each name."""
    root = f"{{drop:{drop_id}}}:{epoch}"
    return [f"{root}:{part}" for part in KEY_PARTS]


class RedisGate:
    """The gate on Redis; what failed of it rests for a second, of a cluster one node.

    On a cluster a drop lives on one node: the drops of the others keep their gate.
    """

    def __init__(self, redis: Redis | GateCluster, clock: Clock) -> None:
        """Use `redis` (see `connect`); a clock that is not the system's is imposed."""
        self._redis = redis
        self._clock = clock
        self._breakers: dict[str, Breaker] = {}
        self._version, self._text = library()

    def is_resting(self, drop_id: DropId) -> bool:
        """Whether a drop's gate fell silent a moment ago and is being left alone."""
        part = self._part_of(keys_of(drop_id, 0)[0])
        return part is None or self._breaker(part).is_resting

    def admit(self, request: GateRequest) -> Verdict:
        """Return the gate's verdict, or SILENT when it does not answer in time."""
        answer = self._call(
            "gate_admit",
            keys_of(request.drop_id, request.epoch),
            [
                request.lot_id,
                request.member_id,
                request.units,
                request.token,
                TRIES_PER_MINUTE,
                STALE_AFTER_MS,
                ASK_AGAIN_AFTER_MS,
                int(request.early),
                self._clock_ms(),
            ],
        )
        return Verdict.SILENT if answer is None else Verdict(answer)

    def set_from(self, facts: GateFacts, *, build: bool) -> Standing:
        """Set the gate from SQL; see `Gate.set_from`."""
        arguments: list[str | int] = [
            int(build),
            _milliseconds(facts.opens_at),
            _milliseconds(facts.closes_at),
            facts.member_limit,
            int(facts.is_open),
            _milliseconds(facts.early_at or facts.opens_at),
            self._clock_ms(),
            _milliseconds(facts.closes_at + KEPT_AFTER_CLOSING),
            facts.per_minute,
            # Rounded up: a turn that the gate lets in has come to SQL too.
            -(-facts.shut_for // timedelta(milliseconds=1)),
            len(facts.lots),
        ]
        for lot_id, counts in facts.lots.items():
            arguments += [lot_id, counts.free, counts.promised, counts.early]
        for member_id, claimed in facts.claims.items():
            arguments += [member_id, claimed]
        keys = keys_of(facts.drop_id, facts.epoch)
        answer = self._call("gate_set", keys, arguments)
        return Standing.SILENT if answer is None else Standing(answer)

    def give_turns(
        self, drop_id: DropId, epoch: int, turns: Mapping[MemberId, int]
    ) -> int | None:
        """Give members' turns to the gate; see `Gate.give_turns`."""
        told: list[str | int] = []
        for member_id, turn in turns.items():
            told += [member_id, turn]
        answer = self._call("gate_turns", keys_of(drop_id, epoch), told)
        return None if answer in (None, Standing.MISSING) else int(answer)

    def _clock_ms(self) -> int:
        # 0 lets Redis use its own clock, which all web hosts share.
        if isinstance(self._clock, SystemClock):
            return 0
        return _milliseconds(self._clock.now())

    def _call(
        self, function: str, keys: list[str], arguments: list[str | int]
    ) -> str | None:
        part = self._part_of(keys[0])
        if part is None:
            return None
        name = f"{function}_{self._version}"
        return self._breaker(part).ask(lambda: self._run(name, keys, arguments))

    def _part_of(self, key: str) -> str | None:
        """Return what fails together with a key, or None: nobody knows just now."""
        redis = self._redis
        if not isinstance(redis, GateCluster):
            return WHOLE
        return self._breaker(MAP).ask(lambda: redis.part_of(key))

    def _breaker(self, part: str) -> Breaker:
        known = self._breakers.get(part)
        if known is None:
            # The map of a cluster is read anew from node to node, which takes long.
            slow_s = inf if part == MAP else SLOW_S
            made = Breaker(f"gate {part}", slow_s=slow_s)
            known = self._breakers.setdefault(part, made)
        return known

    def _run(self, name: str, keys: list[str], arguments: list[str | int]) -> str:
        told = [*keys, *map(str, arguments)]
        try:
            return str(self._redis.fcall(name, len(keys), *told))
        except ResponseError as fault:
            if "not found" not in str(fault).lower():
                raise
        # A Redis that was emptied or replaced has lost the functions too.
        self._redis.function_load(self._text, replace=True)
        return str(self._redis.fcall(name, len(keys), *told))
