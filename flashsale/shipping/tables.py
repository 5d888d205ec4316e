"""Reads: the whole table of carriage, kept by each process until it is written to."""

from datetime import date

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.shipping.models import ShippingBandRow, ShippingChange, ShippingZoneRow
from flashsale.shipping.rates import Band, Post, ShippingTable, Zone, ZoneRow
from flashsale.shipping.shipped import shipped_table

# What was read last, by its mark: the last change, how many, how many undone.
_kept: dict[tuple[int, int, int], ShippingTable] = {(0, 0, 0): shipped_table()}
MOST_KEPT = 4


def table_of(work: Work) -> ShippingTable:
    """Return every band and zone, past and coming. One small query.

    The house's own rows stand after those of the program: of two of one day they hold.
    """
    mark = work.session.execute(
        select(
            func.coalesce(func.max(ShippingChange.id), 0),
            func.count(ShippingChange.id),
            func.count(ShippingChange.undone_at),
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


def _read(work: Work) -> ShippingTable:
    shipped = shipped_table()
    bands = work.session.scalars(
        select(ShippingBandRow)
        .where(ShippingBandRow.live_key.is_not(None))
        .order_by(ShippingBandRow.since, ShippingBandRow.id)
    )
    zones = work.session.scalars(
        select(ShippingZoneRow)
        .where(ShippingZoneRow.live_key.is_not(None))
        .order_by(ShippingZoneRow.since, ShippingZoneRow.id)
    )
    own = tuple(
        Band(
            Post(row.post),
            Zone(row.zone),
            row.up_to_g,
            row.cents,
            date.fromisoformat(row.since),
        )
        for row in bands
    )
    # The bands of one day hold together: the house's set stands for the program's.
    said = {(band.post, band.zone, band.since) for band in own}
    kept = (b for b in shipped.bands if (b.post, b.zone, b.since) not in said)
    return ShippingTable(
        (*kept, *own),
        shipped.zones
        + tuple(
            ZoneRow(row.prefix, Zone(row.zone), date.fromisoformat(row.since))
            for row in zones
        ),
    )
