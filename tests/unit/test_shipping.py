"""Shipping: bands by weight, thickness and zone."""

from datetime import date

import pytest

from flashsale.kernel.kinds import Form
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.shipping.rates import Destination, NoShippingRate, Packed
from flashsale.shipping.shipped import shipped_table

TODAY = date(2026, 11, 26)
PARCEL = OrderDelivery.PARCEL
TABLE = shipped_table()


def cents_of(
    packed: list[Packed],
    delivery: OrderDelivery,
    province: Province,
    on: date = TODAY,
    postal_code: str = "",
) -> int:
    postage = TABLE.postage(packed, Destination(delivery, province, postal_code), on)
    return postage.cents if postage else 0


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
        ([thing(1_970, 40)], Province.YT, 27_90),
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
    assert cents_of(packed, PARCEL, province) == cents


@pytest.mark.parametrize("delivery", [OrderDelivery.PICKUP, OrderDelivery.ELECTRONIC])
def test_what_is_not_posted_costs_nothing(delivery: OrderDelivery) -> None:
    assert cents_of([thing()], delivery, Province.QC) == 0


def test_a_date_before_the_table_is_a_fault() -> None:
    with pytest.raises(NoShippingRate):
        cents_of([thing()], PARCEL, Province.QC, date(2019, 12, 31))


def test_a_heavier_parcel_never_costs_less() -> None:
    for post, zone in {(band.post, band.zone) for band in TABLE.bands}:
        rows = [b for b in TABLE.bands if b.post is post and b.zone is zone]
        costs = [b.cents for b in sorted(rows, key=lambda b: b.up_to_g)]
        assert costs == sorted(costs)
