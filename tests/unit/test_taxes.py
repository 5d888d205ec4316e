"""Taxes: the dated table, one rounding per invoice, and parts that sum to it."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.kinds import Delivery, TaxClass
from flashsale.kernel.money import percent_of
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.taxes.amounts import Taxable, TaxAmounts, entries_of, taxes_on
from flashsale.taxes.rates import (
    TAXES_OF,
    Authority,
    NoTaxRate,
    Registration,
    Tax,
    TaxTable,
    authority_of,
)
from flashsale.taxes.supply import place_of_supply
from tests.baskets import REGISTERED, SHIPPED

TODAY = date(2026, 11, 26)
QC = Province.QC
SHIPPED_DIGEST = "9aab86b1af26c1a03e11560a66bbe9fec980f7713db1ceae5af8a4653a3d5d59"
GOODS, BOOK = TaxClass.GOODS, TaxClass.BOOK


def total(things: list[Taxable], on: date = TODAY) -> TaxAmounts:
    amount = TaxAmounts()
    for part in taxes_on(things, on, REGISTERED):
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
    assert REGISTERED.rates_of(GOODS, Province(province), TODAY) == goods
    assert REGISTERED.rates_of(TaxClass.DIGITAL, Province(province), TODAY) == goods
    assert REGISTERED.rates_of(BOOK, Province(province), TODAY) == book


@pytest.mark.parametrize(
    ("on", "rate"), [(date(2025, 3, 31), 15_000), (date(2025, 4, 1), 14_000)]
)
def test_a_rate_changes_on_its_day(on: date, rate: int) -> None:
    assert REGISTERED.rates_of(GOODS, Province.NS, on) == {Tax.HST: rate}


def test_a_date_before_the_table_is_a_fault() -> None:
    with pytest.raises(NoTaxRate):
        taxes_on([Taxable(100, GOODS, QC)], date(1990, 1, 1), REGISTERED)


def test_a_tax_is_rounded_once_for_the_invoice_and_not_for_each_line() -> None:
    # 0.10 $ bears half a cent of GST: three of them bear 1.5 cents, so 2, not 3.
    parts = taxes_on([Taxable(10, BOOK, QC)] * 3, TODAY, REGISTERED)
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
    parts = taxes_on(basket, TODAY, REGISTERED)
    assert len(parts) == len(basket)
    for tax, name in ((t, f"{t}_cents") for t in Tax):
        exact = sum(
            t.net_cents * REGISTERED.rates_of(t.tax_class, t.place, TODAY).get(tax, 0)
            for t in basket
        )
        assert sum(getattr(part, name) for part in parts) == percent_of(exact, 1)
        assert all(getattr(part, name) >= 0 for part in parts)


def test_a_cent_is_never_taken_from_one_line_to_another() -> None:
    # 20.20, 20.35 and 360.95 cents: 401.5 together, so 402, and 361 for the last.
    basket = [Taxable(cents, BOOK, QC) for cents in (404, 407, 7219)]
    assert [part.gst_cents for part in taxes_on(basket, TODAY, REGISTERED)] == [
        20,
        21,
        361,
    ]


@given(things)
def test_no_line_is_a_cent_away_from_its_own_exact_tax(basket: list[Taxable]) -> None:
    for thing, part in zip(basket, taxes_on(basket, TODAY, REGISTERED), strict=True):
        for tax, rate in REGISTERED.rates_of(
            thing.tax_class, thing.place, TODAY
        ).items():
            exact = thing.net_cents * rate
            assert abs(getattr(part, f"{tax}_cents") * 100_000 - exact) < 100_000


def test_the_taxes_by_place_are_the_same_cents_again() -> None:
    basket = [
        Taxable(20_00, BOOK, QC),
        Taxable(10_00, GOODS, QC),
        Taxable(12_50, TaxClass.ADMISSION, Province.ON),
        Taxable(0, GOODS, Province.NS),
    ]
    entries = entries_of(basket, taxes_on(basket, TODAY, REGISTERED), TODAY, REGISTERED)
    assert [(e.tax, e.place, e.rate, e.base_cents, e.cents) for e in entries] == [
        (Tax.GST, QC, 5_000, 30_00, 1_50),
        (Tax.QST, QC, 9_975, 10_00, 1_00),
        (Tax.HST, Province.ON, 13_000, 12_50, 1_63),
    ]


def test_a_house_charges_no_tax_it_is_not_registered_for() -> None:
    shipped = SHIPPED.taxes
    assert shipped.rates_of(GOODS, Province.BC, TODAY) == {Tax.GST: 5_000}
    levies = shipped.levies_of(GOODS, Province.BC, TODAY)
    assert [(levy.row.rate, levy.rate) for levy in levies] == [
        (5_000, 5_000),
        (7_000, 0),
    ]


def test_a_registration_holds_from_its_day() -> None:
    joined = Registration(
        authority=Authority.PST_BC, since=date(2027, 1, 1), is_registered=True
    )
    table = replace(SHIPPED.taxes, registrations=(*SHIPPED.taxes.registrations, joined))
    assert Tax.PST not in table.rates_of(GOODS, Province.BC, date(2026, 12, 31))
    assert table.rates_of(GOODS, Province.BC, date(2027, 1, 1))[Tax.PST] == 7_000


def test_of_two_rates_of_one_day_the_houses_own_holds() -> None:
    (shipped,) = (
        levy.row
        for levy in SHIPPED.taxes.levies_of(GOODS, Province.NS, TODAY)
        if levy.row.tax is Tax.HST
    )
    own = replace(shipped, rate=13_500)
    table = replace(SHIPPED.taxes, rates=(*SHIPPED.taxes.rates, own))
    assert table.rates_of(GOODS, Province.NS, TODAY) == {Tax.HST: 13_500}


@pytest.mark.parametrize("place", list(Province))
@pytest.mark.parametrize("tax_class", list(TaxClass))
def test_every_cell_has_its_taxes_on_every_day_since_the_first(
    place: Province, tax_class: TaxClass
) -> None:
    for on in (date(2019, 7, 1), date(2022, 10, 1), TODAY, date(2040, 1, 1)):
        taxes = tuple(
            levy.row.tax for levy in REGISTERED.levies_of(tax_class, place, on)
        )
        assert taxes == TAXES_OF[place]


def test_what_was_shipped_is_never_edited() -> None:
    # A new rate is a new line; these, in force, made the prices of orders.
    before = [
        f"{r.tax} {r.place} {r.tax_class} {r.rate} {r.since}"
        for r in SHIPPED.taxes.rates
        if r.since <= date(2026, 11, 26)
    ]
    digest = sha256("\n".join(sorted(before)).encode()).hexdigest()
    assert digest == SHIPPED_DIGEST


SK_DAYS = [
    (TaxClass.AUDIOBOOK, date(2022, 3, 31), 6_000),
    (TaxClass.AUDIOBOOK, date(2022, 4, 1), 0),
    (TaxClass.ADMISSION, date(2022, 9, 30), 0),
    (TaxClass.ADMISSION, date(2022, 10, 1), 6_000),
    (TaxClass.EBOOK, TODAY, 0),
    (TaxClass.ALBUM, TODAY, 6_000),
]


@pytest.mark.parametrize(("tax_class", "on", "rate"), SK_DAYS)
def test_saskatchewan_changed_twice(tax_class: TaxClass, on: date, rate: int) -> None:
    rates = REGISTERED.rates_of(tax_class, Province.SK, on)
    assert rates.get(Tax.PST, 0) == rate


@pytest.mark.parametrize(
    ("tax", "place", "authority"),
    [
        (Tax.GST, Province.QC, Authority.GST),
        (Tax.QST, Province.QC, Authority.QST),
        (Tax.HST, Province.NS, Authority.GST),
        (Tax.PST, Province.BC, Authority.PST_BC),
        (Tax.PST, Province.SK, Authority.PST_SK),
        (Tax.PST, Province.MB, Authority.PST_MB),
    ],
)
def test_each_tax_has_its_authority(
    tax: Tax, place: Province, authority: Authority
) -> None:
    assert authority_of(tax, place) is authority


def test_the_version_of_a_day_is_the_last_change_up_to_it() -> None:
    def row(since: date) -> Registration:
        return Registration(
            authority=Authority.PST_SK, since=since, is_registered=True, number="1"
        )

    first, second = date(2026, 1, 1), date(2026, 7, 1)
    table = TaxTable(rates=(), registrations=(row(second), row(first)))
    assert table.version_on(first - timedelta(days=1)) == date.min
    assert table.version_on(first) == first
    assert table.version_on(second - timedelta(days=1)) == first
    assert table.version_on(second) == second
    assert table.version_on(second + timedelta(days=9)) == second
