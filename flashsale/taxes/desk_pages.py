"""What the desk of taxes shows: frozen values made of the table; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.taxes.rates import (
    TAXES_OF,
    Authority,
    Levy,
    Rate,
    Registration,
    Tax,
    TaxTable,
    authority_of,
)
from flashsale.taxes.reads import ChangeFacts


@dataclass(frozen=True, slots=True)
class OtherRate:
    """What bears another rate than the rest. rate: thousandths of a percent."""

    rate: int
    classes: tuple[TaxClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """One tax of one place today: the rate of most things, and the others'."""

    tax: Tax
    rate: int
    others: tuple[OtherRate, ...]
    is_charged: bool
    is_sure: bool


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A province or territory with its taxes."""

    place: Province
    taxes: tuple[TaxLine, ...]


@dataclass(frozen=True, slots=True)
class RegistrationLine:
    """How the house stands with an authority today, None when it never did."""

    authority: Authority
    now: Registration | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change with the names of who made and undid it."""

    facts: ChangeFacts
    made_by: str
    undone_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxesPage:
    """The taxes of today, what comes, and what was written."""

    today: date
    places: tuple[PlaceRow, ...]
    registrations: tuple[RegistrationLine, ...]
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class in one place: each row there ever was of each tax, the latest first."""

    tax_class: TaxClass
    rows: tuple[tuple[Rate, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """One place: every rate of every class, past and coming, with its source."""

    today: date
    place: Province
    classes: tuple[ClassRow, ...]


PAST, PRESENT, COMING = "passe", "present", "a-venir"


def place_rows(table: TaxTable, today: date) -> tuple[PlaceRow, ...]:
    """Return the taxes in force in each place."""
    return tuple(
        PlaceRow(
            place, tuple(_line(table, place, tax, today) for tax in TAXES_OF[place])
        )
        for place in Province
    )


def registration_lines(table: TaxTable, today: date) -> tuple[RegistrationLine, ...]:
    """Return how the house stands with each authority."""
    return tuple(
        RegistrationLine(authority, table.registration_of(authority, today))
        for authority in Authority
    )


def class_rows(table: TaxTable, place: Province, today: date) -> tuple[ClassRow, ...]:
    """Return every dated rate of each class of a place, the latest first."""
    found = []
    for tax_class in TaxClass:
        cell = [
            row
            for row in table.rates
            if row.place is place and row.tax_class is tax_class
        ]
        in_force = {id(levy.row) for levy in table.levies_of(tax_class, place, today)}
        rows = sorted(cell, key=lambda row: (row.since, row.tax), reverse=True)
        found.append(
            ClassRow(
                tax_class, tuple((row, _when(row, in_force, today)) for row in rows)
            )
        )
    return tuple(found)


def _when(row: Rate, in_force: Iterable[int], today: date) -> str:
    if row.since > today:
        return COMING
    return PRESENT if id(row) in set(in_force) else PAST


def _line(table: TaxTable, place: Province, tax: Tax, today: date) -> TaxLine:
    levies: dict[TaxClass, Levy] = {}
    for tax_class in TaxClass:
        for levy in table.levies_of(tax_class, place, today):
            if levy.row.tax is tax:
                levies[tax_class] = levy
    rates = [levy.row.rate for levy in levies.values()]
    usual = max(set(rates), key=lambda rate: (rates.count(rate), rate))
    others = sorted({rate for rate in rates if rate != usual})
    return TaxLine(
        tax=tax,
        rate=usual,
        others=tuple(
            OtherRate(
                rate, tuple(c for c, levy in levies.items() if levy.row.rate == rate)
            )
            for rate in others
        ),
        is_charged=table.is_registered(authority_of(tax, place), today),
        is_sure=all(levy.row.is_sure for levy in levies.values()),
    )
