"""The calendar's geometry, and amounts as they are typed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.typed_money import cents_of, typed_amount
from flashsale.sales.desk_grid import Placed, days_covered, rows_of
from flashsale.sales.desk_typed import count_of

ZONE = ZoneInfo("America/Toronto")
MONDAY = date(2026, 11, 23)


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("opens", "closes", "days"),
    [
        (at(26, 12), at(27, 12), 1),
        (at(26, 12), at(28, 12), 2),
        (at(26, 12), at(26, 21), 1),
        (at(26, 12), at(27, 13), 2),
        # The clocks go back on 1 November 2026: 25 hours, one sale day.
        (at(31, 12, 10), at(1, 12, 11), 1),
    ],
)
def test_a_window_covers_its_sale_days_by_the_wall_clock(
    opens: datetime, closes: datetime, days: int
) -> None:
    assert days_covered(opens, closes) == days


def test_a_drop_of_two_days_spans_two_columns() -> None:
    row = rows_of([Placed(7, 1, MONDAY + timedelta(days=1), 2)], MONDAY, 5, 1)[0]
    assert [(cell.key, cell.span) for cell in row.cells] == [
        *((None, 1), (7, 2), (None, 1), (None, 1)),
    ]


def test_drops_that_overlap_in_one_place_are_both_seen() -> None:
    rows = rows_of([Placed(1, 2, MONDAY, 2), Placed(2, 2, MONDAY, 1)], MONDAY, 5, 2)
    assert [(row.place, row.lane) for row in rows] == [(1, 0), (2, 0), (2, 1)]


def test_a_drop_begun_before_the_grid_shows_what_is_left_of_it() -> None:
    rows = rows_of([Placed(1, 1, MONDAY - timedelta(days=1), 2)], MONDAY, 5, 1)
    first = rows[0].cells[0]
    assert (first.key, first.span, first.comes_before) == (1, 1, True)


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(-12, 12), st.integers(1, 5)),
        max_size=30,
    )
)
def test_every_row_fills_the_grid_and_no_drop_is_lost(
    drops: list[tuple[int, int, int]],
) -> None:
    placed = [
        Placed(key, place, MONDAY + timedelta(days=day), days)
        for key, (place, day, days) in enumerate(drops)
    ]
    rows = rows_of(placed, MONDAY, 10, 5)
    assert all(sum(cell.span for cell in row.cells) == 10 for row in rows)
    seen = [cell.key for row in rows for cell in row.cells if cell.key is not None]
    wanted = [
        key for key, (_, day, days) in enumerate(drops) if day < 10 and day + days > 0
    ]
    assert sorted(seen) == wanted


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("24,99", 2_499),
        ("24.99 $", 2_499),
        ("24,9", 2_490),
        ("24", 2_400),
        ("1\u00a0234,50\u00a0$", 123_450),
        ("0,01", 1),
        ("", None),
        ("-3", None),
        ("\u22123", None),
        ("2,999", None),
        ("1e3", None),
        ("٣", None),
        ("9" * 30, None),
        ("12,", None),
        ("douze", None),
    ],
)
def test_an_amount_is_read_to_the_cent_or_not_at_all(
    typed: str, cents: int | None
) -> None:
    assert cents_of(typed) == cents


@given(st.integers(0, 99_999_999_999))
def test_an_amount_written_back_is_read_the_same(cents: int) -> None:
    assert cents_of(typed_amount(cents)) == cents


@pytest.mark.parametrize(
    ("typed", "count"),
    [("12", 12), (" 1 000 ", 1_000), ("-1", None), ("1,5", None), ("", None)],
)
def test_a_count_is_a_whole_number(typed: str, count: int | None) -> None:
    assert count_of(typed) == count
