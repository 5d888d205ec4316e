"""Sales taxes of Canada: a dated table, and the amounts that one invoice owes.

The rates are data with dates of validity (law-and-tax.md, table by delivery place);
an accountant confirms the table before it is used for real money.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flashsale.kernel.errors import Fault
from flashsale.kernel.kinds import Delivery, TaxClass
from flashsale.kernel.money import round_together
from flashsale.orders.places import HOME, OrderDelivery, Province


class Tax(StrEnum):
    """A sales tax. PST stands for the taxes of British Columbia, Saskatchewan and
    Manitoba, which the province collects itself."""

    GST = "gst"
    QST = "qst"
    HST = "hst"
    PST = "pst"


class NoTaxRate(Fault):
    """The table says nothing of this province at this date."""

    def __init__(self, province: Province, on: date) -> None:
        """Keep the place and the date that the table lacks."""
        self.province = province
        self.on = on
        super().__init__(f"no tax rate is known for {province} on {on}")


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of one tax, for some classes in some provinces, over some dates.

    rate: thousandths of a percent (9975 is 9.975 %). until: first day it no longer
    holds, None while it does.
    """

    tax: Tax
    provinces: frozenset[Province]
    classes: frozenset[TaxClass]
    rate: int
    since: date
    until: date | None = None

    def applies(self, tax_class: TaxClass, province: Province, on: date) -> bool:
        """Say whether this rate is due on a thing of this class, there and then."""
        return (
            tax_class in self.classes
            and province in self.provinces
            and self.since <= on
            and (self.until is None or on < self.until)
        )


_ALL = frozenset(TaxClass)
_BOOK = frozenset({TaxClass.BOOK})
_REST = _ALL - _BOOK
_P = Province
_ATLANTIC_15 = frozenset({_P.NB, _P.NL, _P.PE})
_HST = _ATLANTIC_15 | {_P.ON, _P.NS}
_HST_15_SINCE = date(2016, 10, 1)
_NOVA_SCOTIA_14_SINCE = date(2025, 4, 1)

RATES: tuple[Rate, ...] = (
    Rate(Tax.GST, frozenset(Province) - _HST, _ALL, 5_000, date(2008, 1, 1)),
    # A printed book with an ISBN is zero-rated for the QST (law L22).
    Rate(Tax.QST, frozenset({_P.QC}), _REST, 9_975, date(2013, 1, 1)),
    Rate(Tax.HST, frozenset({_P.ON}), _REST, 13_000, date(2010, 7, 1)),
    Rate(Tax.HST, _ATLANTIC_15, _REST, 15_000, _HST_15_SINCE),
    Rate(
        Tax.HST,
        frozenset({_P.NS}),
        _REST,
        15_000,
        _HST_15_SINCE,
        _NOVA_SCOTIA_14_SINCE,
    ),
    Rate(Tax.HST, frozenset({_P.NS}), _REST, 14_000, _NOVA_SCOTIA_14_SINCE),
    # The provincial part on printed books is given back at the point of sale, so
    # that the federal 5 % is charged (GI-065).
    Rate(Tax.HST, _HST, _BOOK, 5_000, _HST_15_SINCE),
    # Books are left out of these three; law-and-tax.md asks to confirm it.
    Rate(Tax.PST, frozenset({_P.BC}), _REST, 7_000, date(2013, 4, 1)),
    Rate(Tax.PST, frozenset({_P.SK}), _REST, 6_000, date(2017, 3, 23)),
    Rate(Tax.PST, frozenset({_P.MB}), _REST, 7_000, date(2019, 7, 1)),
)


@dataclass(frozen=True, slots=True)
class Taxable:
    """An amount before tax, what it is for, and where it is supplied.

    net_cents: >= 0, after discounts.
    """

    net_cents: int
    tax_class: TaxClass
    province: Province


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAmounts:
    """What is owed of each tax, in cents, each >= 0."""

    gst_cents: int = 0
    qst_cents: int = 0
    hst_cents: int = 0
    pst_cents: int = 0

    @property
    def sum_cents(self) -> int:
        """All the taxes together."""
        return self.gst_cents + self.qst_cents + self.hst_cents + self.pst_cents

    def plus(self, other: "TaxAmounts") -> "TaxAmounts":
        """Return both, tax by tax."""
        return TaxAmounts(
            gst_cents=self.gst_cents + other.gst_cents,
            qst_cents=self.qst_cents + other.qst_cents,
            hst_cents=self.hst_cents + other.hst_cents,
            pst_cents=self.pst_cents + other.pst_cents,
        )


def rates_of(tax_class: TaxClass, province: Province, on: date) -> Mapping[Tax, int]:
    """Return the rate of each tax due, in thousandths of a percent.

    on: the wall date of the invoice in the house's zone.

    Raises NoTaxRate when the table has nothing for that place and date.
    """
    due = {row.tax: row.rate for row in RATES if row.applies(tax_class, province, on)}
    if not due.keys() & {Tax.GST, Tax.HST}:
        raise NoTaxRate(province, on)
    return due


def table_of(on: date) -> date:
    """Return since when the rates in force on a day are all in force: their version.

    Rows already in force are never edited, so the day names the table. The first day
    of all when the table knows none.
    """
    return max((row.since for row in RATES if row.since <= on), default=date.min)


def place_of_supply(
    delivery: Delivery, order_delivery: OrderDelivery, address: Province
) -> Province:
    """Return the province whose taxes a thing bears (law L23).

    A parcel follows the address it goes to, or the house when it is picked up; a
    file follows the buyer's address; an admission follows the venue, at home.
    """
    if delivery is Delivery.ADMISSION:
        return HOME
    if delivery is Delivery.PARCEL and order_delivery is OrderDelivery.PICKUP:
        return HOME
    return address


def taxes_on(things: Sequence[Taxable], on: date) -> list[TaxAmounts]:
    """Return the taxes of each thing; together they are those of the invoice.

    Each tax is summed exactly over the invoice, rounded once, half up (law L21),
    and its cents handed to the things by largest remainder (behaviour.md §5): no
    thing bears a whole cent more or less than its own exact tax.

    Raises NoTaxRate.
    """
    if not things:
        return []
    rates = [rates_of(thing.tax_class, thing.province, on) for thing in things]
    parts: dict[Tax, list[int]] = {}
    for tax in Tax:
        exact = [
            thing.net_cents * due.get(tax, 0)
            for thing, due in zip(things, rates, strict=True)
        ]
        # The rates may differ from line to line: they are already in `exact`.
        parts[tax] = round_together(exact)
    return [
        TaxAmounts(
            gst_cents=parts[Tax.GST][i],
            qst_cents=parts[Tax.QST][i],
            hst_cents=parts[Tax.HST][i],
            pst_cents=parts[Tax.PST][i],
        )
        for i in range(len(things))
    ]
