"""The gate of a simulation: gate.lua word for word in Python, and the way to it.

`GateMemory` is what stands on the Redis server, one for all hosts; a test compares it
with the real server. `SimulatedGate` is one host's client, with everything that a
network and a disposable server do to it.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flashsale.kernel.clock import Clock
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.redis_line import REST_S
from flashsale.sales import gate as real
from flashsale.sales.gate import GateFacts, GateRequest, Standing, Verdict
from tests.simulation.scheduler import DISTURBING, Stage
from tests.simulation.store import SimulatedStore

RATE_SPAN_MS = 60_000
REPEATS_FOR_MS = 2_000
_GO_ON = (
    Verdict.ADMIT,
    Verdict.CHECK,
    Verdict.UNKNOWN,
    Verdict.SILENT,
    Verdict.OVER_LIMIT,
)


class MixedEpochs(AssertionError):
    """A gate answered for another epoch than the one it was asked in."""


@dataclass(frozen=True, slots=True)
class Try:
    """The last try of a member: in which minute, how many in it, and what it got."""

    minute: int
    tries: int
    at: int
    verdict: Verdict
    token: str


@dataclass(slots=True)
class GateState:
    """What stands under the keys of one drop and epoch."""

    epoch: int
    opens: int = 0
    closes: int = 0
    early: int = 0
    limit: int = 0
    is_open: bool = False
    synced: int = 0
    asked: int = 0
    left: dict[LotId, int] = field(default_factory=dict)
    held: dict[LotId, int] = field(default_factory=dict)
    early_left: dict[LotId, int] = field(default_factory=dict)
    claims: dict[MemberId, int] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    rates: dict[MemberId, Try] = field(default_factory=dict)
    per_minute: int = 0
    shut: int = 0
    turns: dict[MemberId, int] = field(default_factory=dict)


class GateMemory:
    """All keys of the gate's server; `now_ms` is given by whoever calls."""

    def __init__(self) -> None:
        """Stand empty."""
        self.states: dict[str, GateState] = {}
        self.kept: dict[str, GateState] = {}

    @staticmethod
    def key(drop_id: DropId, epoch: int) -> str:
        """Return under which name a drop's state stands."""
        return real.keys_of(drop_id, epoch)[0]

    def admit(self, request: GateRequest, now_ms: int) -> Verdict:
        """Do what `gate_admit` does."""
        state = self.states.get(self.key(request.drop_id, request.epoch))
        member = request.member_id
        if state is None or request.lot_id not in state.left:
            return Verdict.UNKNOWN
        if state.epoch != request.epoch:
            raise MixedEpochs(f"asked in {request.epoch}, built in {state.epoch}")
        if f"{member}:{request.token}" in state.tokens:
            return Verdict.ADMIT
        refusal = self._by_window(state, request, now_ms)
        if refusal is not None:
            return self._doubted(state, now_ms, refusal)
        if not self._is_turn(state, member, now_ms):
            return self._doubted(state, now_ms, Verdict.NOT_YOUR_TURN)
        last = state.rates.get(member)
        if last and last.token == request.token:
            if 0 <= now_ms - last.at < REPEATS_FOR_MS:
                return last.verdict
        minute = now_ms // RATE_SPAN_MS
        tries = last.tries if last and last.minute == minute else 0
        if tries >= real.TRIES_PER_MINUTE:
            return Verdict.TOO_FAST
        verdict = self._verdict(state, request, now_ms)
        state.rates[member] = Try(minute, tries + 1, now_ms, verdict, request.token)
        return verdict

    @staticmethod
    def _by_window(
        state: GateState, request: GateRequest, now_ms: int
    ) -> Verdict | None:
        if not state.is_open:
            return Verdict.SUSPENDED
        if now_ms >= state.closes:
            return Verdict.CLOSED
        if now_ms >= state.opens or (request.early and now_ms >= state.early):
            return None
        return Verdict.NOT_OPEN

    @staticmethod
    def _is_turn(state: GateState, member: MemberId, now_ms: int) -> bool:
        if not state.per_minute or now_ms < state.opens:
            return True
        turn = state.turns.get(member)
        if turn is None:
            return False
        comes_after = -(-turn * RATE_SPAN_MS // state.per_minute)
        return now_ms >= state.opens + state.shut + comes_after

    @staticmethod
    def _by_stock(
        state: GateState, request: GateRequest, now_ms: int
    ) -> Verdict | None:
        lot, units = request.lot_id, request.units
        if state.left[lot] < units:
            if state.left[lot] > 0:
                return Verdict.FEWER_LEFT
            return Verdict.ALL_HELD if state.held[lot] > 0 else Verdict.SOLD_OUT
        if now_ms < state.opens and state.early_left[lot] < units:
            return Verdict.EARLY_GONE
        return None

    @staticmethod
    def _doubted(state: GateState, now_ms: int, verdict: Verdict) -> Verdict:
        if 0 <= now_ms - state.synced <= real.STALE_AFTER_MS:
            return verdict
        if 0 <= now_ms - state.asked <= real.ASK_AGAIN_AFTER_MS:
            return verdict
        state.asked = now_ms
        return Verdict.CHECK

    def _verdict(self, state: GateState, request: GateRequest, now_ms: int) -> Verdict:
        lot, member, units = request.lot_id, request.member_id, request.units
        if state.claims.get(member, 0) + units > state.limit:
            return Verdict.OVER_LIMIT
        refusal = self._by_stock(state, request, now_ms)
        if refusal is not None:
            return self._doubted(state, now_ms, refusal)
        state.left[lot] -= units
        state.held[lot] += units
        if now_ms < state.opens:
            state.early_left[lot] -= units
        state.claims[member] = state.claims.get(member, 0) + units
        self.remember(state, f"{member}:{request.token}")
        return Verdict.ADMIT

    def remember(self, state: GateState, token: str) -> None:
        """Keep a token, so that it is admitted without a second unit."""
        state.tokens.add(token)

    def set_from(self, facts: GateFacts, now_ms: int, *, build: bool) -> Standing:
        """Do what `gate_set` does."""
        key = self.key(facts.drop_id, facts.epoch)
        state = self.states.get(key)
        if state is None:
            if not build:
                return Standing.MISSING
            state = self.states[key] = GateState(facts.epoch)
        state.epoch = facts.epoch
        state.opens = _milliseconds(facts.opens_at.timestamp())
        state.closes = _milliseconds(facts.closes_at.timestamp())
        state.early = _milliseconds((facts.early_at or facts.opens_at).timestamp())
        state.limit, state.is_open = facts.member_limit, facts.is_open
        state.synced = now_ms
        state.per_minute = facts.per_minute
        state.shut = -(-facts.shut_for // timedelta(milliseconds=1))
        for lot, counts in facts.lots.items():
            state.left[lot], state.held[lot] = counts.free, counts.promised
            state.early_left[lot] = counts.early
        state.claims.update(facts.claims)
        return Standing.SET

    def give_turns(
        self, drop_id: DropId, epoch: int, turns: Mapping[MemberId, int]
    ) -> int | None:
        """Do what `gate_turns` does."""
        state = self.states.get(self.key(drop_id, epoch))
        if state is None:
            return None
        state.turns.update(turns)
        return len(state.turns)

    def confirm(self, now_ms: int) -> None:
        """Note that SQL confirmed the counts just now: they are as they stand."""
        for state in self.states.values():
            state.synced = now_ms

    def empty(self) -> None:
        """Lose everything, as FLUSHALL or a restart without a file does."""
        self.states = {}

    def keep(self) -> None:
        """Remember how things stand now, for `roll_back`."""
        self.kept = copy.deepcopy(self.states)

    def roll_back(self) -> None:
        """Stand as when `keep` was called, as an older file or a replica does."""
        self.states = copy.deepcopy(self.kept)

    def shift(self, by: int) -> None:
        """Count `by` units more than are free, or fewer; never below none."""
        for state in self.states.values():
            state.left = {lot: max(0, left + by) for lot, left in state.left.items()}


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


class SimulatedGate:
    """One host's way to the gate; keeps the promises of `sales.gate.Gate`."""

    def __init__(
        self,
        stage: Stage,
        store: SimulatedStore,
        memory: GateMemory,
        under_way: dict[str, tuple[LotId, int]],
    ) -> None:
        """Share `memory` with the other hosts.

        under_way: forms that go on to SQL, with what they ask for.
        """
        self._under_way = under_way
        self._stage = stage
        self._store = store
        self._memory = memory
        self._resting_until = stage.now
        # The last verdict each form got, for those who judge refusals.
        self.verdicts: dict[str, Verdict] = {}

    def is_resting(self, drop_id: DropId) -> bool:
        """Whether this host leaves the gate alone just now."""
        return self._stage.now < self._resting_until

    def admit(self, request: GateRequest) -> Verdict:
        """Return the verdict, or SILENT when no answer comes in time."""
        verdict = Verdict.SILENT
        if self._goes_out("gate.admit"):
            verdict = self._memory.admit(request, self.now_ms())
            if not self._comes_back():
                verdict = Verdict.SILENT
        self._stage.seen[f"gate: {verdict}"] += 1
        if verdict in _GO_ON:
            self._under_way[request.token] = (request.lot_id, request.units)
        self.verdicts[request.token] = verdict
        return verdict

    def set_from(self, facts: GateFacts, *, build: bool) -> Standing:
        """Set the gate from SQL; SILENT when it does not answer."""
        if not self._goes_out("gate.set"):
            return Standing.SILENT
        standing = self._memory.set_from(facts, self.now_ms(), build=build)
        return standing if self._comes_back() else Standing.SILENT

    def give_turns(
        self, drop_id: DropId, epoch: int, turns: Mapping[MemberId, int]
    ) -> int | None:
        """Give members' turns; None when it does not stand or answer."""
        if not self._goes_out("gate.turns"):
            return None
        known = self._memory.give_turns(drop_id, epoch, turns)
        return known if self._comes_back() else None

    def now_ms(self) -> int:
        """Return the instant by the clock of the gate's server."""
        return _clock_ms(self._stage.clock, self._stage.plan.gate_skew_s)

    def _goes_out(self, label: str) -> bool:
        if self._store.in_transaction:
            raise AssertionError(f"{label} was called inside a transaction")
        if self._stage.now < self._resting_until:
            return False
        self._stage.pause(label)
        if self._is_away() or self._is_lost("a request to the gate was lost"):
            self._rest()
            return False
        return True

    def _comes_back(self) -> bool:
        if self._is_lost("the gate acted, its answer was lost"):
            self._rest()
            return False
        return True

    def _is_away(self) -> bool:
        stage = self._stage
        for start, end in () if stage.is_healed else stage.plan.gate_away:
            if start <= seconds_since_opening(stage) < end:
                stage.seen["the gate was away"] += 1
                return True
        return False

    def _is_lost(self, name: str) -> bool:
        stage = self._stage
        if stage.current is None or stage.is_healed:
            return False
        if stage.rng.random() >= stage.plan.gate_loss_rate:
            return False
        stage.seen[name] += 1
        return True

    def _rest(self) -> None:
        self._resting_until = self._stage.now + timedelta(seconds=REST_S)
        self._stage.disturb(DISTURBING)


def _clock_ms(clock: Clock, skew_s: float) -> int:
    return _milliseconds((clock.now() + timedelta(seconds=skew_s)).timestamp())


def seconds_since_opening(stage: Stage) -> float:
    """Return the instant as plans give it."""
    return (stage.now - stage.opens_at).total_seconds()
