"""The gate of the simulation says word for word what the real one says."""

import random
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
    connect,
)
from tests.simulation.gate import GateMemory

DROP = DropId(7)
STEPS = 60


def facts(rng: random.Random, clock: FrozenClock, epoch: int) -> GateFacts:
    """Return what SQL could say of a drop, anything at all."""
    opens_at = clock.now() + timedelta(seconds=rng.choice((-60, -60, -60, 0, 1, 30)))
    return GateFacts(
        drop_id=DROP,
        epoch=epoch,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(seconds=rng.choice((60, 600, 3_600))),
        member_limit=rng.choice((1, 2, 3)),
        is_open=rng.random() < 0.9,
        early_at=rng.choice((None, opens_at - timedelta(seconds=60))),
        per_minute=rng.choice((0, 0, 1, 7, 60)),
        shut_for=rng.choice((0, 0, 1, 5_000_001)) * timedelta(microseconds=1),
        lots={
            LotId(lot): LotCounts(rng.randrange(4), rng.randrange(3), rng.randrange(2))
            for lot in range(rng.randint(1, 3))
        },
        claims={
            MemberId(member): rng.randrange(3) for member in range(rng.randint(0, 2))
        },
    )


def request(rng: random.Random) -> GateRequest:
    """Return a wish of one of four members, often one they sent before."""
    return GateRequest(
        drop_id=DROP,
        epoch=rng.choice((1, 1, 2)),
        lot_id=LotId(rng.randrange(4)),
        member_id=MemberId(rng.randrange(4)),
        units=rng.choice((1, 1, 2)),
        token=f"form-{rng.randrange(12)}",
        early=rng.random() < 0.5,
    )


@pytest.mark.parametrize("seed", range(60))
def test_both_give_the_same_answers(
    seed: int, valkey: Redis, valkey_url: str, clock: FrozenClock
) -> None:
    rng = random.Random(seed)
    real, model = RedisGate(connect(valkey_url), clock), GateMemory()
    answers = []
    for _ in range(STEPS):
        clock.advance(seconds=rng.choice((0, 0.001, 0.5, 2, 3.2, 20)))
        now_ms = int(clock.now().timestamp() * 1000)
        if rng.random() < 0.25:
            told = facts(rng, clock, rng.choice((1, 1, 2)))
            build = rng.random() < 0.5
            answers.append(
                (
                    real.set_from(told, build=build),
                    model.set_from(told, now_ms, build=build),
                )
            )
        elif rng.random() < 0.1:
            turns = {MemberId(rng.randrange(4)): rng.randrange(90)}
            epoch = rng.choice((1, 2))
            answers.append(
                (
                    real.give_turns(DROP, epoch, turns),
                    model.give_turns(DROP, epoch, turns),
                )
            )
        else:
            wish = request(rng)
            answers.append((real.admit(wish), model.admit(wish, now_ms)))
    assert [ours for ours, _ in answers] == [theirs for _, theirs in answers]
    assert len({ours for ours, _ in answers}) > 3
