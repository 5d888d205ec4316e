"""When turns come: even, never too many, the same for everybody who computes them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.sales.opening_turns import (
    MOST_PER_MINUTE,
    QUEUE_LASTS,
    QUEUE_OPENS_BEFORE,
    Queue,
)

NOON = datetime(2026, 11, 26, 17, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
RATES = st.integers(1, MOST_PER_MINUTE)
TURNS = st.integers(0, 100_000)
# Before the opening too: a place may have been written too late for the draw.
OFFSETS = st.integers(-5_000_000, 600_000_000)


@given(rate=RATES, turn=TURNS)
def test_turns_come_one_after_the_other(rate: int, turn: int) -> None:
    queue = Queue(NOON, rate)
    assert queue.turn_at(0) == NOON
    assert queue.turn_at(turn) < queue.turn_at(turn + 1)


@given(rate=RATES, turn=TURNS)
def test_a_turn_lets_in_from_its_microsecond_on(rate: int, turn: int) -> None:
    queue = Queue(NOON, rate)
    at = queue.turn_at(turn)
    assert not queue.lets_in(at - MICROSECOND, turn)
    assert queue.lets_in(at, turn)
    assert queue.come_at(at - MICROSECOND) == turn
    assert queue.come_at(at) == turn + 1
    assert queue.first_turn_from(at) == turn
    assert queue.first_turn_from(at + MICROSECOND) == turn + 1


@given(rate=RATES, drawn=st.integers(0, 200), joined=st.lists(OFFSETS, max_size=80))
def test_no_minute_ever_lets_in_more_than_its_rate(
    rate: int, drawn: int, joined: list[int]
) -> None:
    queue = Queue(NOON, rate)
    arrivals = [NOON + offset * MICROSECOND for offset in sorted(joined)]
    later = list(queue.turns_of(arrivals, drawn))
    turns = [*range(drawn), *later]
    assert turns == sorted(set(turns)), "a turn was given twice, or out of order"
    instants = [queue.turn_at(turn) for turn in turns]
    for first, last in zip(instants, instants[rate:], strict=False):
        assert last - first >= MINUTE
    for turn, joined_at in zip(later, arrivals, strict=True):
        assert queue.turn_at(turn) >= joined_at


@given(rate=RATES, offset=st.integers(0, 600_000_000))
def test_who_finds_nobody_waiting_waits_for_one_turn_at_most(
    rate: int, offset: int
) -> None:
    queue, joined_at = Queue(NOON, rate), NOON + offset * MICROSECOND
    (turn,) = queue.turns_of([joined_at], 0)
    assert joined_at <= queue.turn_at(turn) <= joined_at + MINUTE / rate + MICROSECOND


@given(rate=RATES, joined=st.lists(OFFSETS, min_size=2, max_size=20), cut=st.data())
def test_turns_do_not_depend_on_how_often_they_are_given(
    rate: int, joined: list[int], cut: st.DataObject
) -> None:
    queue = Queue(NOON, rate)
    arrivals = [NOON + offset * MICROSECOND for offset in sorted(joined)]
    at_once = list(queue.turns_of(arrivals, 3))
    place = cut.draw(st.integers(1, len(arrivals) - 1))
    first = list(queue.turns_of(arrivals[:place], 3))
    second = list(queue.turns_of(arrivals[place:], first[-1] + 1))
    assert at_once == first + second


def test_places_are_taken_from_a_quarter_of_an_hour_before() -> None:
    assert Queue(NOON, 60).joins_from == NOON - timedelta(minutes=15)
    assert timedelta(minutes=15) == QUEUE_OPENS_BEFORE


def test_three_hundred_copies_at_sixty_a_minute_go_in_five_minutes() -> None:
    assert Queue(NOON, 60).last_served_at(300) == NOON + timedelta(seconds=299)
    assert Queue(NOON, 7).last_served_at(1) == NOON


@pytest.mark.parametrize(
    ("after", "next_turn", "ends"),
    [
        (QUEUE_LASTS - MICROSECOND, 0, False),
        (QUEUE_LASTS, 0, True),
        # Turn 1,800 comes half an hour after the opening: who has it is waited for.
        (QUEUE_LASTS, 1_801, True),
        (QUEUE_LASTS, 1_802, False),
        (QUEUE_LASTS + timedelta(seconds=1) - MICROSECOND, 1_802, False),
        (QUEUE_LASTS + timedelta(seconds=1), 1_802, True),
    ],
)
def test_a_queue_ends_when_nobody_waits_after_half_an_hour(
    after: timedelta, next_turn: int, ends: bool
) -> None:
    assert Queue(NOON, 60).may_end_at(NOON + after, next_turn) is ends


def test_nobody_needs_a_turn_once_the_queue_is_over() -> None:
    queue = Queue(NOON, 60, ended_at=NOON + timedelta(hours=1))
    assert not queue.lets_in(NOON + timedelta(hours=1) - MICROSECOND, None)
    assert queue.lets_in(NOON + timedelta(hours=1), None)
    assert queue.come_at(NOON - MICROSECOND) == 0
