"""Reads: the whole tax table, kept by each process until somebody writes to it."""

from datetime import date

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.taxes.models import TaxChange, TaxRateRow, TaxRegistrationRow
from flashsale.taxes.rates import (
    Authority,
    Rate,
    Registration,
    Rule,
    Source,
    Tax,
    TaxTable,
)
from flashsale.taxes.shipped import shipped_table

# What was read last, by its mark: the last change, how many, how many undone.
_kept: dict[tuple[int, int, int], TaxTable] = {(0, 0, 0): shipped_table()}
MOST_KEPT = 4


def table_of(work: Work) -> TaxTable:
    """Return every rate and registration, past and coming. One small query.

    The house's own rows stand after those of the program: of two of one day they hold.
    """
    mark = work.session.execute(
        select(
            func.coalesce(func.max(TaxChange.id), 0),
            func.count(TaxChange.id),
            func.count(TaxChange.undone_at),
        )
    ).one()
    # The last number alone would miss one that was committed after a later one.
    key = (int(mark[0]), int(mark[1]), int(mark[2]))
    known = _kept.get(key)
    if known is None:
        known = _read(work)
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = known
    return known


def _read(work: Work) -> TaxTable:
    shipped = shipped_table()
    rates = work.session.scalars(
        select(TaxRateRow)
        .where(TaxRateRow.live_key.is_not(None))
        .order_by(TaxRateRow.since, TaxRateRow.id)
    )
    registrations = work.session.scalars(
        select(TaxRegistrationRow)
        .where(TaxRegistrationRow.live_key.is_not(None))
        .order_by(TaxRegistrationRow.since, TaxRegistrationRow.id)
    )
    return TaxTable(
        shipped.rates + tuple(map(_rate, rates)),
        shipped.registrations + tuple(map(_registration, registrations)),
    )


def _rate(row: TaxRateRow) -> Rate:
    return Rate(
        tax=Tax(row.tax),
        place=Province(row.place),
        tax_class=TaxClass(row.tax_class),
        rate=row.rate,
        since=date.fromisoformat(row.since),
        rule=Rule.SET_BY_HOUSE,
        source=Source(row.source, row.source),
    )


def _registration(row: TaxRegistrationRow) -> Registration:
    return Registration(
        authority=Authority(row.authority),
        since=date.fromisoformat(row.since),
        is_registered=row.is_registered,
        number=row.number,
    )
