"""The simulation can be trusted: it replays, it reaches what it claims, it finds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flashsale.kernel.ids import HoldId, LotId, MemberId
from tests.simulation.checks import NEXT
from tests.simulation.crowd import play_here
from tests.simulation.history import Allotted, unexplained
from tests.simulation.journal import Kept
from tests.simulation.plan import draw

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
LOT = LotId(7)


def test_a_seed_replays_turn_by_turn() -> None:
    first: list[str] = []
    second: list[str] = []
    assert play_here(3, trace=first) == play_here(3, trace=second)
    assert first == second
    assert len(first) > 100


def test_plans_differ_and_some_have_no_fault() -> None:
    plans = [draw(seed) for seed in range(200)]
    assert len({str(plan) for plan in plans}) == 200
    calm = [
        p for p in plans if not p.crash_rate and not p.gate_away and not p.desk_away
    ]
    assert calm
    assert any(plan.people >= 200 for plan in plans)


def test_the_ways_of_rows_are_those_of_their_states() -> None:
    for ways in NEXT.values():
        for after in ways.values():
            assert after <= ways.keys()


def kept(number: int, told: int, until: int, **more: int) -> Kept:
    """Return a hold of one unit, told and ending so many seconds after noon."""
    return Kept(
        hold_id=HoldId(number),
        lot_id=LOT,
        member_id=MemberId(number),
        units=1,
        told_at=at(told),
        until=at(until),
        **{name: at(second) for name, second in more.items()},  # type: ignore[arg-type]
    )


def at(second: int) -> datetime:
    return NOON + timedelta(seconds=second)


ONE = [Allotted(LOT, 1, at(-100))]


@pytest.mark.parametrize(
    ("holds", "is_explained"),
    [
        ([kept(1, 0, 600)], True),
        ([kept(1, 0, 600), kept(2, 600, 1200)], True),
        ([kept(1, 0, 600), kept(2, 599, 1200)], False),
        ([kept(1, 0, 600, let_go_at=60), kept(2, 60, 660)], True),
        ([kept(1, 0, 600, let_go_at=60), kept(2, 59, 660)], False),
        ([kept(1, 0, 600, bought_at=300), kept(2, 900, 1500)], False),
        # Ended, taken by another who let it go, then paid late by the first.
        (
            [
                kept(1, 0, 600, bought_at=800),
                kept(2, 610, 1210, let_go_at=700),
            ],
            True,
        ),
        (
            [
                kept(1, 0, 600, bought_at=800),
                kept(2, 610, 1210),
            ],
            False,
        ),
        # The answer came when the hold was over already: it claims nothing.
        ([kept(1, 700, 600), kept(2, 650, 1250)], True),
    ],
)
def test_a_history_is_explained_or_not(holds: list[Kept], is_explained: bool) -> None:
    assert (unexplained(LOT, holds, ONE) is None) == is_explained


def test_a_shrunk_lot_explains_less() -> None:
    holds = [kept(1, 0, 600), kept(2, 10, 610)]
    grown = [*ONE, Allotted(LOT, 1, at(5))]
    assert unexplained(LOT, holds, grown) is None
    assert unexplained(LOT, holds, [*grown, Allotted(LOT, -1, at(300))]) is not None
