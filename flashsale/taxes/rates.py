"""Dated tax rates: one rate of one tax for one class in one place; pure.

A row holds from its day until the next row of the same cell. So two rates never
overlap, none is ever missing between two, and what was in force stays written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from flashsale.kernel.errors import Fault
from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province


class Tax(StrEnum):
    """A sales tax. PST stands for the taxes of British Columbia, Saskatchewan and
    Manitoba, which the province collects itself."""

    GST = "gst"
    QST = "qst"
    HST = "hst"
    PST = "pst"


class Rule(StrEnum):
    """Why a rate is what it is; `wording.py` has the words."""

    GENERAL = "general"
    BOOK_ZERO_RATED = "book_zero_rated"
    BOOK_REBATE = "book_rebate"
    AUDIOBOOK_REBATE = "audiobook_rebate"
    BOOK_EXEMPT = "book_exempt"
    READING_EXEMPT = "reading_exempt"
    AUDIOBOOK_EXEMPT = "audiobook_exempt"
    NOT_A_TAXED_SERVICE = "not_a_taxed_service"
    SET_BY_HOUSE = "set_by_house"


class Authority(StrEnum):
    """Where the house registers to collect: GST and HST are one registration."""

    GST = "gst"
    QST = "qst"
    PST_BC = "pst_bc"
    PST_SK = "pst_sk"
    PST_MB = "pst_mb"


class NoTaxRate(Fault):
    """The table says nothing of this place at this date."""

    def __init__(self, place: Province, on: date) -> None:
        """Keep the place and the date that the table lacks."""
        self.place = place
        self.on = on
        super().__init__(f"no tax rate is known for {place} on {on}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rate is written; an administrator's own is the same text twice."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one tax takes of one class in one place, from a day on.

    rate: thousandths of a percent (9975 is 9.975 %), 0 where nothing is due. source:
    where that is written. is_sure: False where an accountant has still to confirm.
    """

    tax: Tax
    place: Province
    tax_class: TaxClass
    rate: int
    since: date
    rule: Rule
    source: Source
    is_sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Whether the house collects for an authority, from a day on.

    number: its own at that authority, empty when it is written elsewhere.
    """

    authority: Authority
    since: date
    is_registered: bool
    number: str = ""


@dataclass(frozen=True, slots=True)
class Levy:
    """One rate in force, and whether the house charges it."""

    row: Rate
    is_registered: bool

    @property
    def rate(self) -> int:
        """What is charged, in thousandths of a percent."""
        return self.row.rate if self.is_registered else 0


Cell = tuple[Tax, Province, TaxClass]
R = TypeVar("R", Rate, Registration)
_PST_OF = {
    Province.BC: Authority.PST_BC,
    Province.SK: Authority.PST_SK,
    Province.MB: Authority.PST_MB,
}
# Which taxes a place has: a rate of another one there is a slip of the pen.
TAXES_OF: Mapping[Province, tuple[Tax, ...]] = {
    place: (Tax.GST, Tax.QST)
    if place is Province.QC
    else (Tax.GST, Tax.PST)
    if place in _PST_OF
    else (Tax.HST,)
    if place in {Province.ON, Province.NB, Province.NL, Province.PE, Province.NS}
    else (Tax.GST,)
    for place in Province
}


def authority_of(tax: Tax, place: Province) -> Authority:
    """Return where one registers to collect a tax of a place."""
    if tax is Tax.PST:
        return _PST_OF[place]
    return Authority.QST if tax is Tax.QST else Authority.GST


@dataclass(frozen=True)
class TaxTable:
    """Every rate and registration the house knows, past and coming.

    Of two rows of one cell and day the later one in `rates` holds: a house may say
    earlier than its program what a legislature has decided.
    """

    rates: tuple[Rate, ...]
    registrations: tuple[Registration, ...]

    def levies_of(
        self, tax_class: TaxClass, place: Province, on: date
    ) -> tuple[Levy, ...]:
        """Return each tax that the law knows there, charged or not.

        on: the wall date in the house's zone.

        Raises NoTaxRate when the table has neither GST nor HST for it.
        """
        found = []
        for tax in TAXES_OF[place]:
            row = _in_force(self._cells.get((tax, place, tax_class), ()), on)
            if row is not None:
                authority = authority_of(tax, place)
                found.append(Levy(row, self.is_registered(authority, on)))
        if not any(levy.row.tax in (Tax.GST, Tax.HST) for levy in found):
            raise NoTaxRate(place, on)
        return tuple(found)

    def rates_of(
        self, tax_class: TaxClass, place: Province, on: date
    ) -> Mapping[Tax, int]:
        """Return the rate of each tax that is charged, in thousandths of a percent.

        Raises NoTaxRate as `levies_of`.
        """
        levies = self.levies_of(tax_class, place, on)
        return {levy.row.tax: levy.rate for levy in levies if levy.rate}

    def is_registered(self, authority: Authority, on: date) -> bool:
        """Say whether the house collects for an authority on a day."""
        row = self.registration_of(authority, on)
        return row is not None and row.is_registered

    def registration_of(self, authority: Authority, on: date) -> Registration | None:
        """Return how the house stands with an authority, None when it never did."""
        rows = [r for r in self.registrations if r.authority is authority]
        return _in_force(sorted(rows, key=lambda row: row.since), on)

    def version_on(self, on: date) -> date:
        """Return since when all that is in force on a day is in force: its version.

        Nothing in force is ever edited, so the day names the table. The first day of
        all when the table knows none.
        """
        known: list[date] = [row.since for row in self.rates]
        known += [row.since for row in self.registrations]
        return max((since for since in known if since <= on), default=date.min)

    @cached_property
    def _cells(self) -> Mapping[Cell, Sequence[Rate]]:
        cells: dict[Cell, dict[date, Rate]] = {}
        for row in self.rates:
            cell = (row.tax, row.place, row.tax_class)
            cells.setdefault(cell, {})[row.since] = row
        return {
            cell: [rows[since] for since in sorted(rows)]
            for cell, rows in cells.items()
        }


def _in_force(rows: Sequence[R], on: date) -> R | None:
    """Return the last row that began by a day; rows: the earliest first."""
    found: R | None = None
    for row in rows:
        if row.since <= on:
            found = row
    return found
