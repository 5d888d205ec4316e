"""What goes back, to the cent: parts are the whole, and money goes the way it came."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.orders.restitution_rules import (
    Amounts,
    NothingLeft,
    Tenders,
    may_change_mind_until,
    of_units,
    promo_lapses_at,
    tenders_of,
)

CENTS = st.integers(min_value=0, max_value=10_000_000)
AMOUNTS = st.builds(Amounts, CENTS, CENTS, CENTS, CENTS, CENTS)
TENDERS = st.builds(Tenders, CENTS, CENTS, CENTS)


@given(AMOUNTS, st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_parts_give_back_what_the_whole_would(whole: Amounts, parts: list[int]) -> None:
    quantity, before, back = sum(parts), 0, Amounts()
    for units in parts:
        part = of_units(whole, quantity, before, units)
        assert min(astuple(part)) >= 0
        back, before = back.plus(part), before + units
        # Never a cent more than these units' own part, rounded half up.
        for cents, all_of_it in zip(astuple(back), astuple(whole), strict=True):
            assert abs(cents * quantity - all_of_it * before) * 2 <= quantity
    assert back == whole


@given(AMOUNTS, st.integers(1, 9))
def test_a_whole_line_is_worth_itself(whole: Amounts, quantity: int) -> None:
    assert of_units(whole, quantity, 0, quantity) == whole


def test_three_units_of_ten_cents_share_them_by_hand() -> None:
    whole = Amounts(10, 1, 2, 0, 0)
    # 3.33, 6.67, 10 and 0.33, 0.67, 1 and 0.67, 1.33, 2, each rounded.
    assert [of_units(whole, 3, n, 1) for n in range(3)] == [
        Amounts(3, 0, 1),
        Amounts(4, 1, 0),
        Amounts(3, 0, 1),
    ]


@pytest.mark.parametrize(
    ("quantity", "before", "units"), [(2, 0, 0), (2, 0, 3), (2, 2, 1), (2, -1, 1)]
)
def test_units_that_are_not_there_are_worth_nothing(
    quantity: int, before: int, units: int
) -> None:
    with pytest.raises(ValueError, match="units"):
        of_units(Amounts(10), quantity, before, units)


@given(TENDERS, st.data())
def test_money_goes_back_the_way_it_came(left: Tenders, data: st.DataObject) -> None:
    cents = data.draw(st.integers(0, left.sum_cents))
    found = tenders_of(cents, left)
    assert found.sum_cents == cents
    for part, most in zip(astuple(found), astuple(left), strict=True):
        assert 0 <= part <= most
    # Credit only for what the card did not pay, paid credit only after the other.
    if found.refund_credit_cents:
        assert found.card_cents == left.card_cents
    if found.paid_credit_cents:
        assert found.refund_credit_cents == left.refund_credit_cents


@given(TENDERS)
def test_more_than_was_paid_never_goes_back(left: Tenders) -> None:
    with pytest.raises(NothingLeft):
        tenders_of(left.sum_cents + 1, left)


def test_a_mind_may_be_changed_for_half_an_hour() -> None:
    paid_at = datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert may_change_mind_until(None) is None
    assert may_change_mind_until(paid_at) == paid_at + timedelta(minutes=30)


def test_of_two_units_of_five_cents_the_first_has_the_half_cent() -> None:
    whole = Amounts(net_cents=5)
    assert of_units(whole, 2, 0, 1) == Amounts(net_cents=3)
    assert of_units(whole, 2, 1, 1) == Amounts(net_cents=2)


def test_what_is_not_named_is_nothing() -> None:
    assert astuple(Tenders()) == (0, 0, 0)
    assert astuple(Amounts()) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("would_lapse_in", "lapses_in"),
    [(-5, 30), (29, 30), (30, 30), (31, 31), (200, 200)],
)
def test_promo_credit_given_again_lasts_a_month_at_least(
    would_lapse_in: int, lapses_in: int
) -> None:
    now = datetime(2026, 11, 26, 17, tzinfo=UTC)
    would_lapse_at = now + timedelta(days=would_lapse_in)
    assert promo_lapses_at(would_lapse_at, now) == now + timedelta(days=lapses_in)
