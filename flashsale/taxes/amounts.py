"""What one invoice owes of each tax: rounded once, shared to the cent; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.money import round_together
from flashsale.kernel.places import Province
from flashsale.taxes.rates import Tax, TaxTable


@dataclass(frozen=True, slots=True)
class Taxable:
    """An amount before tax, what it is for, and where it is supplied.

    net_cents: >= 0, after discounts.
    """

    net_cents: int
    tax_class: TaxClass
    place: Province


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

    def of(self, tax: Tax) -> int:
        """Return what is owed of one tax."""
        cents: int = getattr(self, f"{tax}_cents")
        return cents

    def plus(self, other: "TaxAmounts") -> "TaxAmounts":
        """Return both, tax by tax."""
        return TaxAmounts(
            gst_cents=self.gst_cents + other.gst_cents,
            qst_cents=self.qst_cents + other.qst_cents,
            hst_cents=self.hst_cents + other.hst_cents,
            pst_cents=self.pst_cents + other.pst_cents,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxEntry:
    """What an invoice owes of one tax at one rate to one place.

    base_cents: the net amounts it is taken of. cents: >= 0; 0 may be.
    """

    tax: Tax
    place: Province
    rate: int
    base_cents: int
    cents: int


def taxes_on(things: Sequence[Taxable], on: date, table: TaxTable) -> list[TaxAmounts]:
    """Return the taxes of each thing; together they are those of the invoice.

    Each tax is summed exactly over the invoice, rounded once, half up (law L21),
    and its cents handed to the things by largest remainder (behaviour.md §5): no
    thing bears a whole cent more or less than its own exact tax.

    Raises NoTaxRate.
    """
    if not things:
        return []
    rates = [table.rates_of(thing.tax_class, thing.place, on) for thing in things]
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


def entries_of(
    things: Sequence[Taxable],
    taxes: Sequence[TaxAmounts],
    on: date,
    table: TaxTable,
) -> tuple[TaxEntry, ...]:
    """Return an invoice's taxes by tax, place and rate, as one reports them.

    taxes: of each thing, from `taxes_on`. What has no net amount is left out.
    """
    sums: dict[tuple[Tax, Province, int], tuple[int, int]] = {}
    for thing, owed in zip(things, taxes, strict=True):
        for tax, rate in table.rates_of(thing.tax_class, thing.place, on).items():
            base, cents = sums.get((tax, thing.place, rate), (0, 0))
            key = (tax, thing.place, rate)
            sums[key] = (base + thing.net_cents, cents + owed.of(tax))
    return tuple(
        TaxEntry(tax=tax, place=place, rate=rate, base_cents=base, cents=cents)
        for (tax, place, rate), (base, cents) in sums.items()
        if base
    )
