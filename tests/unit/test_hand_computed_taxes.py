"""Twenty baskets in thirteen places against amounts that were worked out by hand.

The tables and how they were made: tests/data/taxes/README.md.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from flashsale.kernel.kinds import Form, TaxClass
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders.quote import Article, Carriage, Quote, priced
from flashsale.orders.reductions import Reductions
from flashsale.taxes.rates import Tax
from tests.baskets import REGISTERED, article

FOLDER = Path(__file__).parents[1] / "data" / "taxes"
TODAY = date(2026, 11, 26)
FORMS = {
    TaxClass.EBOOK: Form.EBOOK,
    TaxClass.AUDIOBOOK: Form.AUDIO_DISC,
    TaxClass.AUDIOBOOK_FILE: Form.AUDIO_FILE,
    TaxClass.ALBUM: Form.VINYL,
    TaxClass.ALBUM_FILE: Form.AUDIO_FILE,
    TaxClass.FILM: Form.VIDEO_DISC,
    TaxClass.FILM_FILE: Form.VIDEO_FILE,
    TaxClass.MAGAZINE_FILE: Form.PDF,
    TaxClass.BUNDLE: Form.BUNDLE,
    TaxClass.ADMISSION: Form.ADMISSION,
}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


BASKETS = {row["basket"]: row for row in _rows("baskets.csv")}
EXPECTED = _rows("expected.csv")


def _cents(dollars: str) -> int:
    whole, _, rest = dollars.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def _article(words: str) -> Article:
    """Return the line that `2 admission 30.00 ON` says."""
    quantity, tax_class, price, *venue = words.split()
    one = TaxClass(tax_class)
    return article(
        _cents(price),
        one,
        FORMS.get(one, Form.PRINT),
        int(quantity),
        venue=Province(venue[0]) if venue else None,
    )


def _priced(row: dict[str, str], place: Province) -> Quote:
    carriage = Carriage(OrderDelivery(row["way"]), place, _cents(row["carriage"]))
    return priced(
        [_article(words) for words in row["lines"].split("; ")],
        carriage,
        TODAY,
        REGISTERED,
        Reductions(refund_credit_cents=_cents(row["credit"])),
        gift_cards_cents=_cents(row["gift_card"]),
    )


def test_each_basket_has_its_amounts_in_each_place() -> None:
    pairs = [(row["basket"], row["place"]) for row in EXPECTED]
    assert len(pairs) == len(set(pairs)) == len(BASKETS) * len(Province) == 20 * 13


@pytest.mark.parametrize(
    "row", EXPECTED, ids=lambda row: f"{row['basket']}-{row['place']}"
)
def test_a_basket_comes_out_as_by_hand(row: dict[str, str]) -> None:
    found = _priced(BASKETS[row["basket"]], Province(row["place"]))
    assert {
        "gst": found.taxes.gst_cents,
        "qst": found.taxes.qst_cents,
        "hst": found.taxes.hst_cents,
        "pst": found.taxes.pst_cents,
        "total": found.total_cents,
        "due": found.due_cents,
    } == {name: _cents(row[name]) for name in ("gst", "qst", "hst", "pst")} | {
        "total": _cents(row["total"]),
        "due": _cents(row["due"]),
    }


@pytest.mark.parametrize("row", _rows("sources.csv"), ids=lambda row: row["place"])
def test_the_rates_are_those_of_their_sources(row: dict[str, str]) -> None:
    tax, place = Tax(row["tax"].lower()), Province(row["place"])
    others = {TaxClass(word) for word in row["not_on"].split()}
    assert row["source"]
    for tax_class in TaxClass:
        percent = row["instead"] if tax_class in others else row["percent"]
        rate = REGISTERED.rates_of(tax_class, place, TODAY).get(tax, 0)
        assert rate == round(float(percent) * 1_000), tax_class
