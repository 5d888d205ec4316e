"""`python3 run.py bench`: drives the production server and prints figures as ratios."""

from __future__ import annotations

import platform
import signal
import sys
from contextlib import ExitStack

import click
from rich.console import Console
from rich.table import Table

from bench.house import running
from bench.rows import ROWS, Row, hello
from tests import postgres


@click.command()
@click.option(
    "--store",
    type=click.Choice(["sqlite", "postgresql"]),
    default="sqlite",
    show_default=True,
)
def bench(store: str) -> None:
    """Start the house on its own data, drive it from another process, print a table."""
    console = Console(width=110)
    with ExitStack() as stack:
        url = stack.enter_context(postgres.server()) if store != "sqlite" else None
        house = stack.enter_context(running(url))
        floor = hello(house)
        rows = [Row("hello (a bare Flask route)", floor.per_second, 1.0, "itself")]
        with console.status("measuring"):
            for measure in ROWS:
                rows += measure(house, floor)
    console.print(_table(rows, store))


def _table(rows: list[Row], store: str) -> Table:
    table = Table(title=f"{store}, {platform.machine()}, {platform.python_version()}")
    for heading in ("figure", "per second", "ratio", "floor", "p50 ms", "p99 ms", ""):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    for row in rows:
        table.add_row(
            row.name,
            f"{row.per_second:,.0f}",
            f"{row.ratio:.2f}",
            row.floor,
            f"{row.p50_ms:.1f}" if row.p50_ms else "",
            f"{row.p99_ms:.1f}" if row.p99_ms else "",
            row.note,
        )
    return table


# Told to stop, leave by the way in: every program that was started is ended.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
bench()
