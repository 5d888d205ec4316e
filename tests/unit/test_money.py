"""Cents that are split, rounded and capped: parts always sum to their whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.money import (
    discount_percent,
    percent_of,
    round_together,
    split,
    split_within,
)

cents = st.integers(0, 1_000_00)


@pytest.mark.parametrize(
    ("amount", "rate", "expected"),
    [
        (86_97, 5_000, 4_35),
        (86_97, 9_975, 8_68),
        (20_00, 9_975, 2_00),
        (17_95, 5_000, 90),
        (17_95, 9_975, 1_79),
        # Half a cent goes up, a hair below it goes down.
        (10, 5_000, 1),
        (9, 5_000, 0),
        (0, 100_000, 0),
        (12_34, 100_000, 12_34),
    ],
)
def test_a_part_is_rounded_half_a_cent_up(
    amount: int, rate: int, expected: int
) -> None:
    assert percent_of(amount, rate) == expected


@pytest.mark.parametrize(("amount", "rate"), [(-1, 5_000), (1, -1)])
def test_nothing_negative_is_rounded(amount: int, rate: int) -> None:
    with pytest.raises(ValueError, match="never negative"):
        percent_of(amount, rate)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10_00, [1, 1, 1], [3_34, 3_33, 3_33]),
        (100, [0, 0], [50, 50]),
        (1, [0, 0], [1, 0]),
        (5, [1, 3], [1, 4]),
        (0, [7], [0]),
        # The larger remainder is served before the earlier part.
        (2, [1, 2, 2], [0, 1, 1]),
    ],
)
def test_a_whole_is_split_by_largest_remainder(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert split(total, weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, []), (1, [1, -1])])
def test_a_split_needs_what_it_needs(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        split(total, weights)


@pytest.mark.parametrize(
    ("total", "weights", "rooms", "parts"),
    [
        (10_00, [1, 1, 1], [9_99, 9_99, 9_99], [3_34, 3_33, 3_33]),
        # What the first cannot take goes to the others by their weights.
        (10_00, [1, 1, 2], [1_00, 9_00, 9_00], [1_00, 3_00, 6_00]),
        # No more than there is room for.
        (10_00, [1, 1], [2_00, 3_00], [2_00, 3_00]),
        # A weight of nothing takes nothing while another has room.
        (10, [0, 1], [10, 10], [0, 10]),
        (15, [0, 1], [10, 10], [5, 10]),
        (0, [1], [5], [0]),
        (0, [], [], []),
    ],
)
def test_no_part_is_larger_than_its_room(
    total: int, weights: list[int], rooms: list[int], parts: list[int]
) -> None:
    assert split_within(total, weights, rooms) == parts


@pytest.mark.parametrize(
    ("total", "weights", "rooms"), [(1, [1], [-1]), (1, [1, 1], [1]), (-1, [1], [1])]
)
def test_rooms_are_given_for_each_part(
    total: int, weights: list[int], rooms: list[int]
) -> None:
    with pytest.raises(ValueError, match="not negative"):
        split_within(total, weights, rooms)


@given(cents, st.lists(st.tuples(cents, cents), min_size=1, max_size=12))
def test_the_parts_fill_the_rooms_or_the_total(
    total: int, lines: list[tuple[int, int]]
) -> None:
    weights, rooms = [line[0] for line in lines], [line[1] for line in lines]
    parts = split_within(total, weights, rooms)
    assert sum(parts) == min(total, sum(rooms))
    assert all(0 <= part <= room for part, room in zip(parts, rooms, strict=True))


@given(cents, st.lists(cents, min_size=1, max_size=12))
def test_rooms_that_are_large_change_nothing(total: int, weights: list[int]) -> None:
    weights[0] += 1
    room = [total] * len(weights)
    assert split_within(total, weights, room) == split(total, weights)


@given(cents, st.lists(cents, min_size=1, max_size=12))
def test_a_split_sums_to_its_whole_and_is_fair(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        if whole:
            assert abs(part * whole - total * weight) < whole


@given(st.lists(st.integers(0, 10**9), max_size=12))
def test_amounts_rounded_together_are_their_sum_rounded_once(exact: list[int]) -> None:
    parts = round_together(exact)
    assert sum(parts) == percent_of(sum(exact), 1)
    for part, amount in zip(parts, exact, strict=True):
        assert part in (amount // 100_000, -(-amount // 100_000))


def test_nothing_negative_is_rounded_together() -> None:
    with pytest.raises(ValueError, match="never negative"):
        round_together([5, -1])


@pytest.mark.parametrize(
    ("regular", "price", "percent"),
    [(35_00, 21_00, 40), (10_00, 6_67, 33), (10_00, 10_00, 0), (10_00, 12_00, 0)],
)
def test_a_saving_is_rounded_down(regular: int, price: int, percent: int) -> None:
    assert discount_percent(regular, price) == percent
