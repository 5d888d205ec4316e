"""The gate of a simulation: gate.lua word for word in Python, and the way to it.

`GateMemory` is what stands on the Redis server, one for all hosts; a test compares it
with the real server. `SimulatedGate` is one host's client, with everything that a
network and a disposable server do to it.
"""

import copy
from dataclasses import dataclass, field
from datetime import timedelta

from flashsale.kernel.clock import Clock
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.sales import gate as real
from flashsale.sales.gate import GateFacts, GateRequest, Verdict
from tests.simulation.scheduler import DISTURBING, Stage
from tests.simulation.store import SimulatedStore

RATE_SPAN_MS = 60_000
_GO_ON = (Verdict.ADMIT, Verdict.CHECK, Verdict.UNKNOWN, Verdict.OVER_LIMIT)


class MixedEpochs(AssertionError):
    """A gate answered for another epoch than the one it was asked in."""


@dataclass(slots=True)
class GateState:
    """What stands under the keys of one drop and epoch."""

    epoch: int
    opens: int = 0
    closes: int = 0
    limit: int = 0
    is_open: bool = False
    synced: int = 0
    left: dict[LotId, int] = field(default_factory=dict)
    held: dict[LotId, int] = field(default_factory=dict)
    claims: dict[MemberId, int] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    rates: dict[MemberId, tuple[int, int]] = field(default_factory=dict)


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
        """Do what `gate_admit_v1` does."""
        state = self.states.get(self.key(request.drop_id, request.epoch))
        lot, member, units = request.lot_id, request.member_id, request.units
        if state is None or lot not in state.left:
            return Verdict.UNKNOWN
        if state.epoch != request.epoch:
            raise MixedEpochs(f"asked in {request.epoch}, built in {state.epoch}")
        if not state.is_open:
            return Verdict.SUSPENDED
        if now_ms < state.opens:
            return Verdict.NOT_OPEN
        if now_ms >= state.closes:
            return Verdict.CLOSED
        token = f"{member}:{request.token}"
        if token in state.tokens:
            return Verdict.ADMIT
        if not self._try(state, member, now_ms):
            return Verdict.TOO_FAST
        if state.claims.get(member, 0) + units > state.limit:
            return Verdict.OVER_LIMIT
        if state.left[lot] < units:
            if now_ms - state.synced > real.STALE_AFTER_MS:
                state.synced = now_ms
                return Verdict.CHECK
            return Verdict.ALL_HELD if state.held[lot] > 0 else Verdict.SOLD_OUT
        state.left[lot] -= units
        state.held[lot] += units
        state.claims[member] = state.claims.get(member, 0) + units
        self.remember(state, token)
        return Verdict.ADMIT

    def _try(self, state: GateState, member: MemberId, now_ms: int) -> bool:
        slot = now_ms // RATE_SPAN_MS
        known = state.rates.get(member, (slot, 0))
        tries = known[1] if known[0] == slot else 0
        if tries >= real.TRIES_PER_MINUTE:
            return False
        state.rates[member] = (slot, tries + 1)
        return True

    def remember(self, state: GateState, token: str) -> None:
        """Keep a token, so that it is admitted without a second unit."""
        state.tokens.add(token)

    def set_from(self, facts: GateFacts, now_ms: int, *, build: bool) -> bool:
        """Do what `gate_set_v1` does."""
        key = self.key(facts.drop_id, facts.epoch)
        state = self.states.get(key)
        if state is None:
            if not build:
                return False
            state = self.states[key] = GateState(facts.epoch)
        state.epoch = facts.epoch
        state.opens = _milliseconds(facts.opens_at.timestamp())
        state.closes = _milliseconds(facts.closes_at.timestamp())
        state.limit, state.is_open = facts.member_limit, facts.is_open
        state.synced = now_ms
        for lot, (left, held) in facts.lots.items():
            state.left[lot], state.held[lot] = left, held
        state.claims.update(facts.claims)
        return True

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

    def admit(self, request: GateRequest) -> Verdict:
        """Return the verdict, or UNKNOWN when no answer comes in time."""
        verdict = Verdict.UNKNOWN
        if self._goes_out("gate.admit"):
            verdict = self._memory.admit(request, self.now_ms())
            if not self._comes_back():
                verdict = Verdict.UNKNOWN
        self._stage.seen[f"gate: {verdict}"] += 1
        if verdict in _GO_ON:
            self._under_way[request.token] = (request.lot_id, request.units)
        self.verdicts[request.token] = verdict
        return verdict

    def set_from(self, facts: GateFacts, *, build: bool) -> bool:
        """Set the gate from SQL; False when it does not stand or answer."""
        if not self._goes_out("gate.set"):
            return False
        done = self._memory.set_from(facts, self.now_ms(), build=build)
        return self._comes_back() and done

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
        self._resting_until = self._stage.now + timedelta(seconds=real.REST_S)
        self._stage.disturb(DISTURBING)


def _clock_ms(clock: Clock, skew_s: float) -> int:
    return _milliseconds((clock.now() + timedelta(seconds=skew_s)).timestamp())


def seconds_since_opening(stage: Stage) -> float:
    """Return the instant as plans give it."""
    return (stage.now - stage.opens_at).total_seconds()
