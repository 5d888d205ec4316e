"""Why each line bears the taxes it bears: class, place, rule, rate, source; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.orders.quote import Quote, QuoteLine
from flashsale.taxes.amounts import TaxEntry
from flashsale.taxes.rates import Authority, Rule, Source, Tax, TaxTable, authority_of
from flashsale.taxes.supply import SupplyRule, supply_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxReason:
    """One tax of one line. rate: of the law, charged only where `is_charged`.

    cents: its part of the invoice's tax, with that of its share of the carriage.
    """

    tax: Tax
    place: Province
    rate: int
    is_charged: bool
    cents: int
    rule: Rule
    source: Source
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReasons:
    """A line with what decides its taxes. net_cents, carriage_cents: before tax."""

    title: str
    tax_class: TaxClass
    place: Province
    supply: SupplyRule
    net_cents: int
    carriage_cents: int
    taxes: tuple[TaxReason, ...]


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """The house's number at an authority that an invoice pays."""

    authority: Authority
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """All the taxes of a basket or an order. entries: by tax, place and rate."""

    on: date
    lines: tuple[LineReasons, ...]
    entries: tuple[TaxEntry, ...]
    gift_cards_cents: int


def reasons_of(
    quoted: Quote, titles: Sequence[str], on: date, table: TaxTable
) -> Reasons:
    """Return why a quote has its taxes; titles: one for each of its lines."""
    return Reasons(
        on=on,
        lines=tuple(
            _line(quoted, line, title, on, table)
            for line, title in zip(quoted.lines, titles, strict=True)
        ),
        entries=quoted.entries,
        gift_cards_cents=quoted.gift_cards_cents,
    )


def numbers_of(
    entries: Sequence[TaxEntry], on: date, table: TaxTable
) -> tuple[TaxNumber, ...]:
    """Return the numbers that stand in the table of who is paid by these taxes."""
    found = []
    for authority in Authority:
        row = table.registration_of(authority, on)
        is_paid = any(authority_of(e.tax, e.place) is authority for e in entries)
        if is_paid and row is not None and row.number:
            found.append(TaxNumber(authority, row.number))
    return tuple(found)


def _line(
    quoted: Quote, line: QuoteLine, title: str, on: date, table: TaxTable
) -> LineReasons:
    article = line.article
    levies = table.levies_of(article.tax_class, line.place, on)
    return LineReasons(
        title=title,
        tax_class=article.tax_class,
        place=line.place,
        supply=supply_rule(article.delivery, quoted.delivery),
        net_cents=line.net_cents,
        carriage_cents=line.carriage_cents,
        taxes=tuple(
            TaxReason(
                tax=levy.row.tax,
                place=line.place,
                rate=levy.row.rate,
                is_charged=levy.is_registered,
                cents=line.taxes.of(levy.row.tax)
                + line.carriage_taxes.of(levy.row.tax),
                rule=levy.row.rule,
                source=levy.row.source,
                is_sure=levy.row.is_sure,
            )
            for levy in levies
        ),
    )
