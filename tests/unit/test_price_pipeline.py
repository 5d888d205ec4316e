"""The fixed order of a price: code, promo credit, carriage, taxes, credit, card."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.kinds import Form, TaxClass
from flashsale.kernel.money import percent_of
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders.quote import Article, Carriage, Quote, priced, quote
from flashsale.orders.reductions import (
    LEAST_CHARGE_CENTS,
    Reductions,
    credit_shares,
    floor_of,
)
from flashsale.orders.terms import terms_from, terms_of
from flashsale.orders.tiers import lower_of
from flashsale.promotions.cuts import CodeCut, shares_of
from flashsale.shipping.rates import Destination
from tests.baskets import EVERYWHERE, REGISTERED, article, articles, reductions
from tests.unit.test_quote import TODAY

QC = Province.QC
PICKUP = OrderDelivery.PICKUP
BOOK = article(20_00, TaxClass.BOOK)
ZINE = article(20_00)
CONTROL = article(30_00)


def at_home(basket: list[Article], **off: object) -> Quote:
    """Return the price of a basket picked up in Québec."""
    return quote(basket, Destination(PICKUP, QC), TODAY, EVERYWHERE, Reductions(**off))  # type: ignore[arg-type]


def percent(percent: int, *positions: int) -> CodeCut:
    return CodeCut(rate=percent * 1_000, positions=positions)


# The vectors of behaviour.md §5.


@pytest.mark.parametrize(
    ("basket", "total"),
    [
        ([article(86_97)], 100_00),
        ([BOOK], 21_00),
        ([ZINE], 23_00),
        ([article(17_95)], 20_64),
    ],
)
def test_taxes_of_the_vectors(basket: list[Article], total: int) -> None:
    assert at_home(basket).total_cents == total


def test_ten_dollars_off_three_equal_lines() -> None:
    off = CodeCut(amount_cents=10_00, positions=(0, 1, 2))
    quoted = at_home([CONTROL] * 3, code=off)
    assert [line.discount_cents for line in quoted.lines] == [3_34, 3_33, 3_33]


def test_a_code_comes_before_credit_and_never_after() -> None:
    off = {"code": percent(10, 0), "promo_credit_cents": 10_00}
    quoted = at_home([article(100_00)], **off)
    assert (quoted.discount_cents, quoted.promo_credit_cents) == (10_00, 10_00)
    # Were the credit first, the code would be 9.00 and the line 81.00.
    assert quoted.items_cents == 80_00


# The code.


@pytest.mark.parametrize(
    ("cut", "lines", "shares"),
    [
        (None, [5_00], [0]),
        # Half-up on each line total: 0.995 and 1.005.
        (percent(10, 0, 1), [9_95, 10_05], [1_00, 1_01]),
        (percent(10, 1), [9_95, 10_05], [0, 1_01]),
        (percent(100, 0), [9_95, 10_05], [9_95, 0]),
        (CodeCut(amount_cents=5_00, positions=(0, 1)), [3_00, 9_00], [1_25, 3_75]),
        (CodeCut(amount_cents=50_00, positions=(0, 1)), [3_00, 9_00], [3_00, 9_00]),
        (CodeCut(amount_cents=50_00, positions=(1,)), [3_00, 9_00], [0, 9_00]),
        (CodeCut(amount_cents=5_00, positions=()), [3_00], [0]),
        (CodeCut(amount_cents=5_00, positions=(0, 1)), [0, 0], [0, 0]),
    ],
)
def test_what_a_code_takes_off_each_line(
    cut: CodeCut | None, lines: list[int], shares: list[int]
) -> None:
    assert shares_of(cut, lines) == shares


# Promo credit.


@pytest.mark.parametrize(
    ("price", "floor_percent", "floor"),
    [(10_00, 20, 2_00), (10_01, 20, 2_01), (9_99, 0, 0), (9_99, 100, 9_99), (1, 1, 1)],
)
def test_the_floor_of_a_line_is_rounded_up(
    price: int, floor_percent: int, floor: int
) -> None:
    assert floor_of(price, floor_percent) == floor


@pytest.mark.parametrize(
    ("offered", "prices", "nets", "floor_percent", "shares"),
    [
        (10_00, [30_00, 10_00], [30_00, 10_00], 0, [7_50, 2_50]),
        # All that the floors leave: 80 % of each line.
        (90_00, [30_00, 10_00], [30_00, 10_00], 20, [24_00, 8_00]),
        # The code took the first line below its floor: it takes no credit.
        (10_00, [30_00, 10_00], [5_00, 10_00], 20, [0, 8_00]),
        (0, [30_00], [30_00], 0, [0]),
    ],
)
def test_credit_is_shared_over_net_values_above_the_floors(
    offered: int,
    prices: list[int],
    nets: list[int],
    floor_percent: int,
    shares: list[int],
) -> None:
    assert credit_shares(offered, prices, nets, floor_percent) == shares


def test_credit_touches_neither_carriage_nor_gift_cards() -> None:
    off = Reductions(promo_credit_cents=500_00)
    quoted = quote(
        [ZINE],
        Destination(OrderDelivery.PARCEL, QC),
        TODAY,
        EVERYWHERE,
        off,
        gift_cards_cents=50_00,
    )
    assert quoted.promo_credit_cents == 20_00
    assert quoted.items_cents == 50_00
    # 2.40 by letter, and its own taxes: 0.12 and 0.24.
    assert quoted.total_cents == 50_00 + 2_40 + 36


def test_taxes_are_on_what_is_left_of_each_line() -> None:
    quoted = at_home([ZINE, BOOK], promo_credit_cents=10_00)
    assert [line.net_cents for line in quoted.lines] == [15_00, 15_00]
    assert (quoted.taxes.gst_cents, quoted.taxes.qst_cents) == (1_50, 1_50)


# Credit as payment.


@pytest.mark.parametrize(
    ("refund", "paid", "used", "due"),
    [
        (5_00, 0, (5_00, 0), 18_00),
        (0, 5_00, (0, 5_00), 18_00),
        (5_00, 5_00, (5_00, 5_00), 13_00),
        # Refund credit first, and never more than the total.
        (20_00, 20_00, (20_00, 3_00), 0),
        (90_00, 20_00, (23_00, 0), 0),
        # A card is charged nothing or 0.50: less credit is used where it must be.
        (20_00, 2_50, (20_00, 2_50), 50),
        (20_00, 2_51, (20_00, 2_50), 50),
        (20_00, 2_99, (20_00, 2_50), 50),
        (22_99, 0, (22_50, 0), 50),
        (22_60, 30, (22_50, 0), 50),
        (20_00, 3_00, (20_00, 3_00), 0),
    ],
)
def test_credit_pays_after_tax(
    refund: int, paid: int, used: tuple[int, int], due: int
) -> None:
    quoted = at_home([ZINE], refund_credit_cents=refund, paid_credit_cents=paid)
    assert quoted.total_cents == 23_00
    assert (quoted.refund_credit_cents, quoted.paid_credit_cents) == used
    assert quoted.due_cents == due


def test_gift_cards_bear_no_tax_and_are_paid_by_card() -> None:
    off = Reductions(
        code=CodeCut(amount_cents=5_00), refund_credit_cents=100_00, floor_percent=20
    )
    quoted = quote(
        [],
        Destination(OrderDelivery.ELECTRONIC, QC),
        TODAY,
        EVERYWHERE,
        off,
        gift_cards_cents=50_00,
    )
    assert (quoted.total_cents, quoted.due_cents) == (50_00, 50_00)


# The tier.


@pytest.mark.parametrize(
    ("tier", "unit"), [(None, 10_00), (9_00, 9_00), (11_00, 10_00), (0, 0)]
)
def test_a_tiers_price_replaces_if_it_is_lower(tier: int | None, unit: int) -> None:
    assert lower_of(10_00, tier) == unit


def test_a_tiers_price_is_never_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        lower_of(10_00, -1)


# The laws of every basket.


def check(basket: list[Article], quoted: Quote, off: Reductions) -> None:
    """Raise AssertionError where parts and whole disagree by a cent."""
    taxes = quoted.shipping_taxes
    for line in quoted.lines:
        taxes = taxes.plus(line.taxes)
        price = line.article.price_cents
        assert line.discount_cents >= 0
        assert line.credit_cents >= 0
        assert line.net_cents >= 0
        if line.credit_cents:
            assert line.net_cents >= floor_of(price, off.floor_percent)
    assert taxes == quoted.taxes
    assert min(*vars_of(quoted.taxes), *vars_of(quoted.shipping_taxes)) >= 0
    nets = sum(line.net_cents for line in quoted.lines)
    assert quoted.items_cents == nets + quoted.gift_cards_cents
    assert (
        quoted.total_cents
        == quoted.items_cents + quoted.shipping_cents + quoted.taxes.sum_cents
    )
    assert quoted.promo_credit_cents <= off.promo_credit_cents
    assert 0 <= quoted.refund_credit_cents <= off.refund_credit_cents
    assert 0 <= quoted.paid_credit_cents <= off.paid_credit_cents
    assert quoted.gift_cards_cents <= quoted.due_cents <= quoted.total_cents


def vars_of(taxes: object) -> list[int]:
    return [getattr(taxes, f"{name}_cents", 0) for name in ("gst", "qst", "hst", "pst")]


@st.composite
def wished(draw: st.DrawFn) -> tuple[list[Article], Reductions, int]:
    basket = draw(articles)
    return basket, draw(reductions(len(basket))), draw(st.sampled_from((0, 25_00)))


@given(wished(), st.sampled_from(OrderDelivery), st.sampled_from(Province))
def test_parts_sum_to_the_whole_whatever_is_brought(
    wish: tuple[list[Article], Reductions, int],
    delivery: OrderDelivery,
    province: Province,
) -> None:
    basket, off, cards = wish
    quoted = quote(
        basket,
        Destination(delivery, province),
        TODAY,
        EVERYWHERE,
        off,
        gift_cards_cents=cards,
    )
    check(basket, quoted, off)


@given(wished())
def test_as_much_credit_is_used_as_the_lines_take(
    wish: tuple[list[Article], Reductions, int],
) -> None:
    basket, off, _ = wish
    quoted = at_home(basket, **{f: getattr(off, f) for f in off.__slots__})
    room = sum(
        max(
            0,
            line.article.price_cents
            - line.discount_cents
            - floor_of(line.article.price_cents, off.floor_percent),
        )
        for line in quoted.lines
    )
    assert quoted.promo_credit_cents == min(off.promo_credit_cents, room)
    used = min(off.refund_credit_cents + off.paid_credit_cents, quoted.total_cents)
    left = quoted.total_cents - used
    if 0 < left < LEAST_CHARGE_CENTS:
        used = max(0, used - (LEAST_CHARGE_CENTS - left))
    assert quoted.refund_credit_cents == min(off.refund_credit_cents, used)
    assert quoted.paid_credit_cents == used - quoted.refund_credit_cents


@given(wished())
def test_a_percentage_is_the_same_whatever_else_is_in_the_basket(
    wish: tuple[list[Article], Reductions, int],
) -> None:
    basket, off, _ = wish
    if off.code is None or not off.code.rate:
        return
    quoted = at_home(basket, code=off.code)
    for position in off.code.positions:
        line = quoted.lines[position]
        assert line.discount_cents == percent_of(
            line.article.price_cents, off.code.rate
        )


@given(wished())
def test_a_price_comes_out_again_from_what_was_used(
    wish: tuple[list[Article], Reductions, int],
) -> None:
    basket, off, _ = wish
    once = at_home(basket, **{f: getattr(off, f) for f in off.__slots__})
    used = replace(
        off,
        promo_credit_cents=once.promo_credit_cents,
        refund_credit_cents=once.refund_credit_cents,
        paid_credit_cents=once.paid_credit_cents,
    )
    terms = terms_from(terms_of(TODAY, EVERYWHERE, off))
    assert (terms.code, terms.floor_percent) == (off.code, off.floor_percent)
    again = priced(
        basket, Carriage(PICKUP, QC, once.shipping_cents), TODAY, REGISTERED, used
    )
    assert again == once


def test_a_file_and_a_zine_by_post() -> None:
    pdf = article(3_00, TaxClass.DIGITAL, Form.PDF)
    quoted = quote(
        [pdf, ZINE],
        Destination(OrderDelivery.PARCEL, Province.NS),
        TODAY,
        EVERYWHERE,
        Reductions(),
    )
    assert quoted.taxes.hst_cents == percent_of(3_00 + 20_00 + 2_40, 14_000)
