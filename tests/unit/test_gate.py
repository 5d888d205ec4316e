"""The gate on a real Valkey: verdicts, idempotence, loss, and rest after a failure."""

from datetime import timedelta

import pytest
from redis import Redis

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

DROP, LOT, MEMBER = DropId(7), LotId(70), MemberId(700)


@pytest.fixture
def gate(valkey: Redis, valkey_url: str, clock: FrozenClock) -> RedisGate:
    return RedisGate(connect(valkey_url), clock)


def facts(clock: FrozenClock, **changed: object) -> GateFacts:
    values: dict[str, object] = {
        "drop_id": DROP,
        "epoch": 1,
        "opens_at": clock.now() - timedelta(minutes=1),
        "closes_at": clock.now() + timedelta(hours=1),
        "member_limit": 2,
        "is_open": True,
        "lots": {LOT: LotCounts(3, 0)},
    }
    return GateFacts(**(values | changed))  # type: ignore[arg-type]


def wish(token: str = "t1", *, member: int = MEMBER, units: int = 1) -> GateRequest:
    return GateRequest(
        drop_id=DROP,
        epoch=1,
        lot_id=LOT,
        member_id=MemberId(member),
        units=units,
        token=token,
    )


def test_what_was_never_built_is_unknown(gate: RedisGate, clock: FrozenClock) -> None:
    assert gate.admit(wish()) is Verdict.UNKNOWN
    assert gate.set_from(facts(clock), build=False) is Standing.MISSING


def test_the_crowd_gets_what_there_is(gate: RedisGate, clock: FrozenClock) -> None:
    gate.set_from(facts(clock), build=True)
    verdicts = [gate.admit(wish(member=member)) for member in range(10)]
    assert verdicts.count(Verdict.ADMIT) == 3
    assert verdicts[3:] == [Verdict.ALL_HELD] * 7


def test_the_same_token_is_admitted_once(gate: RedisGate, clock: FrozenClock) -> None:
    gate.set_from(facts(clock, lots={LOT: LotCounts(1, 0)}), build=True)
    assert [gate.admit(wish()) for _ in range(5)] == [Verdict.ADMIT] * 5
    assert gate.admit(wish(member=701)) is Verdict.ALL_HELD


def test_sold_out_is_told_from_all_held(gate: RedisGate, clock: FrozenClock) -> None:
    gate.set_from(facts(clock, lots={LOT: LotCounts(0, 0)}), build=True)
    assert gate.admit(wish()) is Verdict.SOLD_OUT


@pytest.mark.parametrize(
    ("opens", "closes", "verdict"),
    [
        (timedelta(milliseconds=1), timedelta(hours=1), Verdict.NOT_OPEN),
        (timedelta(0), timedelta(hours=1), Verdict.ADMIT),
        (timedelta(hours=-1), timedelta(milliseconds=1), Verdict.ADMIT),
        (timedelta(hours=-1), timedelta(0), Verdict.CLOSED),
    ],
)
def test_the_window_is_half_open(
    gate: RedisGate,
    clock: FrozenClock,
    opens: timedelta,
    closes: timedelta,
    verdict: Verdict,
) -> None:
    now = clock.now()
    gate.set_from(
        facts(clock, opens_at=now + opens, closes_at=now + closes), build=True
    )
    assert gate.admit(wish()) is verdict


def test_a_turn_lets_its_member_in_from_its_millisecond_on(
    gate: RedisGate, clock: FrozenClock
) -> None:
    opens_at = clock.now()
    gate.set_from(facts(clock, opens_at=opens_at, per_minute=7), build=True)
    # 20 turns of a seventh of a minute: 171,428.57 ms.
    assert gate.give_turns(DROP, 1, {MEMBER: 20, MemberId(701): 0}) == 2
    assert gate.admit(wish(member=701)) is Verdict.ADMIT
    for after_ms, verdict in (
        (171_428, Verdict.NOT_YOUR_TURN),
        (171_429, Verdict.ADMIT),
    ):
        clock.move_to(opens_at + timedelta(milliseconds=after_ms))
        told = facts(clock, opens_at=opens_at, per_minute=7)
        gate.set_from(told, build=False)
        assert gate.admit(wish(f"at-{after_ms}")) is verdict


def test_who_has_no_turn_is_refused_and_soon_asked_about(
    gate: RedisGate, clock: FrozenClock
) -> None:
    gate.set_from(facts(clock, per_minute=60), build=True)
    for _ in range(20):
        # It is no try: nobody uses theirs up by waiting.
        assert gate.admit(wish()) is Verdict.NOT_YOUR_TURN
    clock.advance(seconds=3)
    assert gate.admit(wish(member=1)) is Verdict.CHECK
    assert gate.admit(wish(member=2)) is Verdict.NOT_YOUR_TURN
    gate.give_turns(DROP, 1, {MEMBER: 0})
    assert gate.admit(wish()) is Verdict.ADMIT


def test_once_the_queue_is_over_turns_do_not_count(
    gate: RedisGate, clock: FrozenClock
) -> None:
    gate.set_from(facts(clock, per_minute=60), build=True)
    assert gate.admit(wish()) is Verdict.NOT_YOUR_TURN
    gate.set_from(facts(clock), build=False)
    assert gate.admit(wish()) is Verdict.ADMIT


def test_turns_of_a_gate_that_does_not_stand_are_not_kept(
    gate: RedisGate, clock: FrozenClock, valkey: Redis
) -> None:
    assert gate.give_turns(DROP, 1, {MEMBER: 0}) is None
    gate.set_from(facts(clock, per_minute=60), build=True)
    assert gate.give_turns(DROP, 1, {}) == 0
    assert gate.give_turns(DROP, 1, {MEMBER: 3}) == 1
    assert valkey.pttl(keys_of(DROP, 1)[4]) > 0
    away = RedisGate(connect("redis://127.0.0.1:1"), clock)
    assert away.give_turns(DROP, 1, {MEMBER: 3}) is None


def test_a_suspended_drop_admits_nobody(gate: RedisGate, clock: FrozenClock) -> None:
    gate.set_from(facts(clock, is_open=False), build=True)
    assert gate.admit(wish()) is Verdict.SUSPENDED


def test_the_members_limit_counts_across_tokens(
    gate: RedisGate, clock: FrozenClock
) -> None:
    gate.set_from(facts(clock, claims={MEMBER: 1}), build=True)
    assert gate.admit(wish("t1")) is Verdict.ADMIT
    assert gate.admit(wish("t2")) is Verdict.OVER_LIMIT


def test_a_member_tries_ten_times_a_minute(gate: RedisGate, clock: FrozenClock) -> None:
    gate.set_from(facts(clock, lots={LOT: LotCounts(0, 0)}), build=True)
    verdicts = [gate.admit(wish(f"t{n}")) for n in range(11)]
    assert verdicts[9:] == [Verdict.SOLD_OUT, Verdict.TOO_FAST]
    clock.advance(minutes=1)
    gate.set_from(facts(clock, lots={LOT: LotCounts(0, 0)}), build=False)
    assert gate.admit(wish("t12")) is Verdict.SOLD_OUT


def test_a_stale_nothing_sends_one_caller_to_ask(
    gate: RedisGate, clock: FrozenClock
) -> None:
    gate.set_from(facts(clock, lots={LOT: LotCounts(0, 1)}), build=True)
    clock.advance(seconds=4)
    assert gate.admit(wish(member=1)) is Verdict.CHECK
    assert gate.admit(wish(member=2)) is Verdict.ALL_HELD


def test_an_emptied_gate_is_unknown_and_can_be_built_again(
    gate: RedisGate, clock: FrozenClock, valkey: Redis
) -> None:
    gate.set_from(facts(clock), build=True)
    valkey.flushall()
    valkey.function_flush()
    assert gate.admit(wish()) is Verdict.UNKNOWN
    assert gate.set_from(facts(clock), build=True) is Standing.SET
    assert gate.admit(wish()) is Verdict.ADMIT


def test_another_epoch_is_another_gate(gate: RedisGate, clock: FrozenClock) -> None:
    gate.set_from(facts(clock, epoch=2), build=True)
    assert gate.admit(wish()) is Verdict.UNKNOWN


def test_a_gate_that_does_not_answer_is_unknown(clock: FrozenClock) -> None:
    gate = RedisGate(connect("redis://127.0.0.1:1"), clock)
    assert gate.admit(wish()) is Verdict.SILENT
    assert gate.is_resting(DROP)
    assert gate.set_from(facts(clock), build=True) is Standing.SILENT


def test_all_keys_of_a_drop_share_a_cluster_slot() -> None:
    assert {key[: key.index("}") + 1] for key in keys_of(DROP, 3)} == {"{drop:7}"}
