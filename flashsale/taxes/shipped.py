"""The table that comes with the program: `rates.csv`, each row with its source."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.taxes.rates import (
    Authority,
    Rate,
    Registration,
    Rule,
    Source,
    Tax,
    TaxTable,
)

RATES = Path(__file__).with_name("rates.csv")
# GST and HST since the one began, QST since the other; an own-site seller of here has
# both. Elsewhere the house registers when it must, and an administrator says so.
REGISTRATIONS = (
    Registration(authority=Authority.GST, since=date(1991, 1, 1), is_registered=True),
    Registration(authority=Authority.QST, since=date(1992, 7, 1), is_registered=True),
)


@cache
def shipped_table() -> TaxTable:
    """Return the rates of `rates.csv` and how a house is registered at first."""
    with RATES.open(encoding="utf-8", newline="") as lines:
        rows = tuple(rate for row in csv.DictReader(lines) for rate in _rates(row))
    return TaxTable(rows, REGISTRATIONS)


def _rates(row: dict[str, str]) -> Iterator[Rate]:
    """Give the rate of each cell that one line of the file speaks of."""
    for place in row["places"].split():
        for tax_class in _classes(row["classes"]):
            yield Rate(
                tax=Tax(row["tax"]),
                place=Province(place),
                tax_class=tax_class,
                rate=int(row["rate"]),
                since=date.fromisoformat(row["since"]),
                rule=Rule(row["rule"]),
                source=Source(row["source_fr"], row["source"]),
                is_sure=row["sure"] == "yes",
            )


def _classes(words: str) -> Iterator[TaxClass]:
    """Give the classes of a list; `* -book` is every class but that one."""
    first, *others = words.split()
    if first != "*":
        yield from map(TaxClass, words.split())
        return
    left_out = {TaxClass(word.removeprefix("-")) for word in others}
    yield from (one for one in TaxClass if one not in left_out)
