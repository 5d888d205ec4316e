"""Small values of an order: postal codes, the promised day, the stored address."""

from datetime import UTC, date, datetime

import pytest

from flashsale.kernel.places import Province
from flashsale.orders.addresses import Address, address_of, address_values
from flashsale.orders.delays import promised_by
from flashsale.shipping.postal_codes import is_postal_code, tidy_postal_code


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("h2x1y4", "H2X 1Y4"),
        (" H2X  1Y4 ", "H2X 1Y4"),
        ("h2x-1y4", "H2X 1Y4"),
        ("h2x\u00a01y4", "H2X 1Y4"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_a_code_is_written_as_the_post_does(typed: str, tidy: str) -> None:
    assert tidy_postal_code(typed) == tidy


@pytest.mark.parametrize(
    ("code", "province", "exists"),
    [
        ("H2X 1Y4", None, True),
        ("H2X 1Y4", "QC", True),
        ("G1A 0A2", "QC", True),
        ("H2X 1Y4", "ON", False),
        ("M5V 2T6", "ON", True),
        ("X0A 0H0", "NU", True),
        ("X0A 0H0", "NT", False),
        # No D, F, I, O, Q or U; no W or Z in front.
        ("D2X 1Y4", None, False),
        ("H2O 1Y4", None, False),
        ("Z2X 1Y4", None, False),
        ("12345", None, False),
        ("", None, False),
        ("H２X 1Y4", None, False),
        ("H2X 1Y4\n", None, False),
    ],
)
def test_a_code_may_exist_or_not(code: str, province: str | None, exists: bool) -> None:
    place = Province(province) if province else None
    assert is_postal_code(code, place) is exists


@pytest.mark.parametrize(
    ("ordered", "promised"),
    [
        # Thursday noon in Québec; five days later is a Tuesday.
        (datetime(2026, 11, 26, 17, 0, tzinfo=UTC), date(2026, 12, 1)),
        # Monday: the fifth day is a Saturday, so the Monday after.
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), date(2026, 11, 30)),
        # Half past eleven in the evening, Québec's day and not Greenwich's.
        (datetime(2026, 11, 27, 4, 30, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_promised_day_is_a_weekday_of_quebec(
    ordered: datetime, promised: date
) -> None:
    assert promised_by(ordered) == promised


def test_an_address_comes_back_as_it_was_stored() -> None:
    address = Address(
        name="Camille Essai",
        line1="12, rue Chabot",
        line2="",
        city="Montréal",
        province=Province.QC,
        postal_code="H2X 1Y4",
        email="camille@example.org",
    )
    assert address_of(address_values(address)) == address
