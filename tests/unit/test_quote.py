"""Quotes: lines, carriage and taxes that sum to the total, to the cent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.kinds import Form, TaxClass
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders.quote import Article, deliveries_for, quote
from flashsale.shipping.rates import Destination
from flashsale.taxes.amounts import TaxAmounts
from tests.baskets import EVERYWHERE, article, articles

TODAY = date(2026, 11, 26)
QC = Province.QC
PARCEL, PICKUP, ELECTRONIC = OrderDelivery


BOOK = article(tax_class=TaxClass.BOOK)
ZINE = article(6_00)
PDF = article(3_00, TaxClass.DIGITAL, Form.PDF)
TICKET = article(30_00, TaxClass.ADMISSION, Form.ADMISSION)


@pytest.mark.parametrize(
    ("articles", "delivery", "province", "shipping", "taxes", "total"),
    [
        ([BOOK], PICKUP, QC, 0, (1_00, 0, 0, 0), 21_00),
        ([article()], PICKUP, QC, 0, (1_00, 2_00, 0, 0), 23_00),
        # Carriage of a book bears the GST alone, as the book does.
        ([BOOK], PARCEL, QC, 2_40, (1_12, 0, 0, 0), 23_52),
        # 8.40 taxed in full: 0.42 and 0.8379, so 0.84.
        ([ZINE], PARCEL, QC, 2_40, (42, 84, 0, 0), 9_66),
        # 3.80 for 170 g shared 20:6, so 2.92 to the book and 0.88 to the zine.
        ([BOOK, ZINE], PARCEL, QC, 3_80, (1_49, 69, 0, 0), 31_98),
        ([ZINE], PARCEL, Province.ON, 2_40, (0, 0, 1_09, 0), 9_49),
        # Picked up at the house: taxed as in Québec, whatever the address.
        ([ZINE], PICKUP, Province.ON, 0, (30, 60, 0, 0), 6_90),
        ([PDF], ELECTRONIC, Province.AB, 0, (15, 0, 0, 0), 3_15),
        ([PDF], ELECTRONIC, Province.BC, 0, (15, 0, 0, 21), 3_36),
        # The show is in Québec, the file goes to Alberta.
        ([TICKET, PDF], ELECTRONIC, Province.AB, 0, (1_65, 2_99, 0, 0), 37_64),
        ([article(0)], PICKUP, QC, 0, (0, 0, 0, 0), 0),
        # Nothing else costs anything: the carriage still has its taxes.
        ([article(0)], PARCEL, QC, 2_40, (12, 24, 0, 0), 2_76),
        ([], ELECTRONIC, QC, 0, (0, 0, 0, 0), 0),
    ],
)
def test_a_basket_costs_what_was_worked_out_by_hand(
    articles: list[Article],
    delivery: OrderDelivery,
    province: Province,
    shipping: int,
    taxes: tuple[int, int, int, int],
    total: int,
) -> None:
    priced = quote(articles, Destination(delivery, province), TODAY, EVERYWHERE)
    gst, qst, hst, pst = taxes
    assert priced.shipping_cents == shipping
    assert priced.taxes == TaxAmounts(
        gst_cents=gst, qst_cents=qst, hst_cents=hst, pst_cents=pst
    )
    assert priced.total_cents == total


def test_something_with_a_body_is_posted_or_picked_up() -> None:
    assert deliveries_for([PDF, BOOK]) == (PARCEL, PICKUP)
    assert deliveries_for([PDF, TICKET]) == (ELECTRONIC,)


@given(articles, st.sampled_from(OrderDelivery), st.sampled_from(Province))
def test_the_parts_sum_to_the_whole_and_nothing_is_negative(
    basket: list[Article], delivery: OrderDelivery, province: Province
) -> None:
    priced = quote(basket, Destination(delivery, province), TODAY, EVERYWHERE)
    parts = priced.shipping_taxes
    for line in priced.lines:
        parts = parts.plus(line.taxes)
    assert parts == priced.taxes
    assert priced.items_cents == sum(line.net_cents for line in priced.lines)
    assert (
        priced.total_cents
        == priced.items_cents + priced.shipping_cents + priced.taxes.sum_cents
    )
    amounts = [priced.items_cents, priced.shipping_cents, priced.total_cents]
    for tax in (priced.taxes, priced.shipping_taxes, *(x.taxes for x in priced.lines)):
        amounts += [tax.gst_cents, tax.qst_cents, tax.hst_cents, tax.pst_cents]
    assert min(amounts) >= 0


@given(articles, st.sampled_from(Province))
def test_the_order_of_the_lines_does_not_change_the_total(
    basket: list[Article], province: Province
) -> None:
    straight = quote(basket, Destination(PARCEL, province), TODAY, EVERYWHERE)
    turned = quote(basket[::-1], Destination(PARCEL, province), TODAY, EVERYWHERE)
    # The carriage is shared by largest remainder, ties to the earlier line: a cent
    # of it may fall on a line of another class.
    assert abs(straight.total_cents - turned.total_cents) <= 1
