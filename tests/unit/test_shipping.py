"""Shipping: bands by weight, thickness and zone."""

from datetime import date

import pytest

from flashsale.kernel.kinds import Form
from flashsale.orders.places import OrderDelivery, Province
from flashsale.orders.shipping import BANDS, NoShippingRate, Packed, shipping_cents

TODAY = date(2026, 11, 26)
PARCEL = OrderDelivery.PARCEL


def thing(
    weight_g: int | None = 200, thickness_mm: int | None = 40, quantity: int = 1
) -> Packed:
    return Packed(Form.PRINT, quantity, weight_g, thickness_mm)


@pytest.mark.parametrize(
    ("packed", "province", "cents"),
    [
        # 30 g of wrapping count: 70 g is the most of the first band of letters.
        ([thing(70, 4)], Province.QC, 2_40),
        ([thing(71, 4)], Province.QC, 3_80),
        ([thing(70, 4)], Province.BC, 2_40),
        ([thing(470, 20)], Province.QC, 5_90),
        ([thing(471, 20)], Province.QC, 9_90),
        ([thing(70, 21)], Province.QC, 8_50),
        ([thing(70, None)], Province.QC, 8_50),
        # Two of 11 mm make one pile of 22 mm.
        ([thing(70, 11, quantity=2)], Province.QC, 8_50),
        ([thing(70, 11), thing(70, 11)], Province.QC, 8_50),
        ([thing(470, 40)], Province.QC, 8_50),
        ([thing(470, 40)], Province.ON, 11_90),
        ([thing(1_970, 40)], Province.YT, 16_90),
        ([thing(None, None)], Province.QC, 8_50),
        ([thing(29_970, 40)], Province.QC, 29_90),
        ([thing(30_470, 40)], Province.QC, 29_90 + 8_50),
        ([thing(59_970, 40)], Province.QC, 2 * 29_90),
        ([], Province.QC, 0),
    ],
)
def test_a_parcel_costs_what_its_band_says(
    packed: list[Packed], province: Province, cents: int
) -> None:
    assert shipping_cents(packed, PARCEL, province, TODAY) == cents


@pytest.mark.parametrize("delivery", [OrderDelivery.PICKUP, OrderDelivery.ELECTRONIC])
def test_what_is_not_posted_costs_nothing(delivery: OrderDelivery) -> None:
    assert shipping_cents([thing()], delivery, Province.QC, TODAY) == 0


def test_a_date_before_the_table_is_a_fault() -> None:
    with pytest.raises(NoShippingRate):
        shipping_cents([thing()], PARCEL, Province.QC, date(2019, 12, 31))


def test_a_heavier_parcel_never_costs_less() -> None:
    for post, zone in {(band.post, band.zone) for band in BANDS}:
        rows = [b for b in BANDS if b.post is post and b.zone is zone]
        costs = [b.cents for b in sorted(rows, key=lambda b: b.up_to_g)]
        assert costs == sorted(costs)
