"""What a rate, a registration and their day may be: each bound, from both sides."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.taxes.rates import Authority, Tax
from flashsale.taxes.rules import (
    RateDraft,
    RegistrationDraft,
    TaxRefusal,
    refuse_day,
    refuse_rate,
    refuse_registration,
)

TODAY = date(2026, 11, 26)
TOMORROW = TODAY + timedelta(days=1)
# Five years of 366 days, as the longest anyone plans for.
FURTHEST = TODAY + timedelta(days=1_830)
RATE = RateDraft(
    tax=Tax.PST,
    place=Province.SK,
    classes=frozenset({TaxClass.BOOK}),
    rate=6_000,
    since=TOMORROW,
    source="Loi 15, art. 3",
)
REGISTRATION = RegistrationDraft(
    authority=Authority.PST_SK, since=TOMORROW, is_registered=True, number="123"
)


@pytest.mark.parametrize(
    ("since", "refusal"),
    [
        (TODAY - timedelta(days=1), TaxRefusal.NOT_IN_THE_FUTURE),
        (TODAY, TaxRefusal.NOT_IN_THE_FUTURE),
        (TOMORROW, None),
        (FURTHEST, None),
        (FURTHEST + timedelta(days=1), TaxRefusal.TOO_FAR),
    ],
)
def test_a_change_begins_tomorrow_at_the_soonest_and_in_five_years_at_the_latest(
    since: date, refusal: TaxRefusal | None
) -> None:
    assert refuse_day(since, TODAY) is refusal
    expected = () if refusal is None else (refusal,)
    assert refuse_rate(replace(RATE, since=since), TODAY) == expected
    assert refuse_registration(replace(REGISTRATION, since=since), TODAY) == expected


RATES = [
    ({"rate": 0}, ()),
    ({"rate": 30_000}, ()),
    ({"rate": -1}, (TaxRefusal.RATE_OUT_OF_RANGE,)),
    ({"rate": 30_001}, (TaxRefusal.RATE_OUT_OF_RANGE,)),
    ({"source": "x" * 7}, (TaxRefusal.SOURCE_MISSING,)),
    ({"source": "x" * 8}, ()),
    ({"source": "x" * 200}, ()),
    ({"source": "x" * 201}, (TaxRefusal.SOURCE_MISSING,)),
    ({"classes": frozenset()}, (TaxRefusal.NO_CLASS,)),
    ({"place": Province.ON}, (TaxRefusal.NOT_A_TAX_OF_THIS_PLACE,)),
    (
        {"classes": frozenset(), "rate": -1},
        (TaxRefusal.NO_CLASS, TaxRefusal.RATE_OUT_OF_RANGE),
    ),
]


@pytest.mark.parametrize(("changes", "refusals"), RATES)
def test_all_that_is_wrong_with_a_rate_is_said_at_once(
    changes: dict[str, object], refusals: tuple[TaxRefusal, ...]
) -> None:
    assert refuse_rate(replace(RATE, **changes), TODAY) == refusals


REGISTRATIONS = [
    ({}, ()),
    ({"number": ""}, (TaxRefusal.NUMBER_MISSING,)),
    ({"number": "", "is_registered": False}, ()),
    ({"number": "", "authority": Authority.GST}, ()),
    ({"number": "", "authority": Authority.QST}, ()),
    ({"number": "9" * 40}, ()),
    ({"number": "9" * 41}, (TaxRefusal.NUMBER_TOO_LONG,)),
]


@pytest.mark.parametrize(("changes", "refusals"), REGISTRATIONS)
def test_who_registers_has_a_number_that_fits(
    changes: dict[str, object], refusals: tuple[TaxRefusal, ...]
) -> None:
    assert refuse_registration(replace(REGISTRATION, **changes), TODAY) == refusals
