"""The table that comes with the program: `bands.csv` and `zones.csv`."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from flashsale.shipping.rates import Band, Post, ShippingTable, Zone, ZoneRow

FOLDER = Path(__file__).parent


@cache
def shipped_table() -> ShippingTable:
    """Return the bands and the zones that every house begins with."""
    bands = tuple(
        Band(
            Post(row["post"]),
            Zone(row["zone"]),
            int(row["up_to_g"]),
            int(row["cents"]),
            date.fromisoformat(row["since"]),
        )
        for row in _rows("bands.csv")
    )
    zones = tuple(
        ZoneRow(prefix, Zone(row["zone"]), date.fromisoformat(row["since"]))
        for row in _rows("zones.csv")
        for prefix in row["prefixes"].split()
    )
    return ShippingTable(bands, zones)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
