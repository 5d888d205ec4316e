"""Taxes: the dated table, one rounding per invoice, and parts that sum to it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.kinds import Delivery, TaxClass
from flashsale.kernel.money import percent_of
from flashsale.orders.places import OrderDelivery, Province
from flashsale.orders.taxes import (
    RATES,
    NoTaxRate,
    Tax,
    Taxable,
    TaxAmounts,
    place_of_supply,
    rates_of,
    taxes_on,
)

TODAY = date(2026, 11, 26)
QC = Province.QC
GOODS, BOOK = TaxClass.GOODS, TaxClass.BOOK


def total(things: list[Taxable], on: date = TODAY) -> TaxAmounts:
    amount = TaxAmounts()
    for part in taxes_on(things, on):
        amount = amount.plus(part)
    return amount


@pytest.mark.parametrize(
    ("net", "tax_class", "gst", "qst", "whole"),
    [
        (86_97, GOODS, 4_35, 8_68, 100_00),
        (20_00, BOOK, 1_00, 0, 21_00),
        (20_00, GOODS, 1_00, 2_00, 23_00),
        (17_95, GOODS, 90, 1_79, 20_64),
        (0, GOODS, 0, 0, 0),
    ],
)
def test_the_written_examples_come_out_to_the_cent(
    net: int, tax_class: TaxClass, gst: int, qst: int, whole: int
) -> None:
    owed = total([Taxable(net, tax_class, QC)])
    assert owed == TaxAmounts(gst_cents=gst, qst_cents=qst)
    assert net + owed.sum_cents == whole


@pytest.mark.parametrize(
    ("province", "goods", "book"),
    [
        ("QC", {Tax.GST: 5_000, Tax.QST: 9_975}, {Tax.GST: 5_000}),
        ("ON", {Tax.HST: 13_000}, {Tax.HST: 5_000}),
        ("NB", {Tax.HST: 15_000}, {Tax.HST: 5_000}),
        ("NL", {Tax.HST: 15_000}, {Tax.HST: 5_000}),
        ("PE", {Tax.HST: 15_000}, {Tax.HST: 5_000}),
        ("NS", {Tax.HST: 14_000}, {Tax.HST: 5_000}),
        ("AB", {Tax.GST: 5_000}, {Tax.GST: 5_000}),
        ("NT", {Tax.GST: 5_000}, {Tax.GST: 5_000}),
        ("NU", {Tax.GST: 5_000}, {Tax.GST: 5_000}),
        ("YT", {Tax.GST: 5_000}, {Tax.GST: 5_000}),
        ("BC", {Tax.GST: 5_000, Tax.PST: 7_000}, {Tax.GST: 5_000}),
        ("SK", {Tax.GST: 5_000, Tax.PST: 6_000}, {Tax.GST: 5_000}),
        ("MB", {Tax.GST: 5_000, Tax.PST: 7_000}, {Tax.GST: 5_000}),
    ],
)
def test_each_place_has_its_rates(
    province: str, goods: dict[Tax, int], book: dict[Tax, int]
) -> None:
    assert rates_of(GOODS, Province(province), TODAY) == goods
    assert rates_of(TaxClass.DIGITAL, Province(province), TODAY) == goods
    assert rates_of(BOOK, Province(province), TODAY) == book


@pytest.mark.parametrize(
    ("on", "rate"), [(date(2025, 3, 31), 15_000), (date(2025, 4, 1), 14_000)]
)
def test_a_rate_changes_on_its_day(on: date, rate: int) -> None:
    assert rates_of(GOODS, Province.NS, on) == {Tax.HST: rate}


def test_a_date_before_the_table_is_a_fault() -> None:
    with pytest.raises(NoTaxRate):
        taxes_on([Taxable(100, GOODS, QC)], date(1990, 1, 1))


@pytest.mark.parametrize("province", list(Province))
@pytest.mark.parametrize("tax_class", list(TaxClass))
def test_no_two_rows_of_the_table_charge_the_same_tax_twice(
    province: Province, tax_class: TaxClass
) -> None:
    for day in (date(2020, 1, 1), TODAY, date(2030, 1, 1)):
        taxes = [r.tax for r in RATES if r.applies(tax_class, province, day)]
        assert len(taxes) == len(set(taxes))


def test_a_tax_is_rounded_once_for_the_invoice_and_not_for_each_line() -> None:
    # 0.10 $ bears half a cent of GST: three of them bear 1.5 cents, so 2, not 3.
    parts = taxes_on([Taxable(10, BOOK, QC)] * 3, TODAY)
    assert [part.gst_cents for part in parts] == [1, 1, 0]


@pytest.mark.parametrize(
    ("delivery", "order_delivery", "place"),
    [
        (Delivery.PARCEL, OrderDelivery.PARCEL, Province.ON),
        (Delivery.PARCEL, OrderDelivery.PICKUP, QC),
        (Delivery.DIGITAL, OrderDelivery.PICKUP, Province.ON),
        (Delivery.DIGITAL, OrderDelivery.ELECTRONIC, Province.ON),
        (Delivery.ADMISSION, OrderDelivery.PARCEL, QC),
        (Delivery.ADMISSION, OrderDelivery.ELECTRONIC, QC),
    ],
)
def test_a_thing_bears_the_taxes_of_where_it_is_supplied(
    delivery: Delivery, order_delivery: OrderDelivery, place: Province
) -> None:
    assert place_of_supply(delivery, order_delivery, Province.ON) is place


things = st.lists(
    st.builds(
        Taxable,
        st.integers(0, 5_000_00),
        st.sampled_from(TaxClass),
        st.sampled_from(Province),
    ),
    max_size=12,
)


@given(things)
def test_the_parts_sum_to_each_tax_of_the_invoice(basket: list[Taxable]) -> None:
    parts = taxes_on(basket, TODAY)
    assert len(parts) == len(basket)
    for tax, name in ((t, f"{t}_cents") for t in Tax):
        exact = sum(
            t.net_cents * rates_of(t.tax_class, t.province, TODAY).get(tax, 0)
            for t in basket
        )
        assert sum(getattr(part, name) for part in parts) == percent_of(exact, 1)
        assert all(getattr(part, name) >= 0 for part in parts)


def test_a_cent_is_never_taken_from_one_line_to_another() -> None:
    # 20.20, 20.35 and 360.95 cents: 401.5 together, so 402, and 361 for the last.
    basket = [Taxable(cents, BOOK, QC) for cents in (404, 407, 7219)]
    assert [part.gst_cents for part in taxes_on(basket, TODAY)] == [20, 21, 361]


@given(things)
def test_no_line_is_a_cent_away_from_its_own_exact_tax(basket: list[Taxable]) -> None:
    for thing, part in zip(basket, taxes_on(basket, TODAY), strict=True):
        for tax, rate in rates_of(thing.tax_class, thing.province, TODAY).items():
            exact = thing.net_cents * rate
            assert abs(getattr(part, f"{tax}_cents") * 100_000 - exact) < 100_000
