"""`python3 run.py bench`: drives the production server and prints figures as ratios."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click
from rich.console import Console

from bench import growth, guide, hosts, plot, rush, start, table
from bench.figures import FIGURES, Row, measure
from bench.house import ROOT, House, running
from bench.table import Line
from tests import postgres

STORES = ("sqlite", "postgresql")
# A hold is told when it is durable: here the disk is waited for.
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
RUSHES = 3
PLOT = ROOT / "docs" / "images" / "growth.svg"


@contextmanager
def house_on(store: str) -> Iterator[House]:
    """Run a house on a store of its own."""
    with ExitStack() as stack:
        if store == "sqlite":
            yield stack.enter_context(running())
            return
        server = postgres.Server(settings=DURABLE)
        stack.callback(server.remove)
        server.start()
        yield stack.enter_context(running(server.url, server.pid))


@click.group(invoke_without_command=True)
@click.option("--store", type=click.Choice([*STORES, "both"]), default="both")
@click.option("--rounds", default=3, show_default=True, help="of each figure")
@click.option("--only", default="", help="figures whose name contains this; no rush")
@click.option("--markdown", is_flag=True, help="print Markdown")
@click.option("--write", is_flag=True, help="put it into docs/performance.md")
@click.pass_context
def bench(
    context: click.Context,
    store: str,
    rounds: int,
    only: str,
    markdown: bool,
    write: bool,
) -> None:
    """Start the house on its own data, drive it from another process, print tables.

    On two quiet cores all of it takes about five minutes.
    """
    if context.invoked_subcommand is not None:
        return
    console = Console(width=120)
    show = _Shown(console, markdown)
    for name in STORES if store == "both" else (store,):
        with console.status(f"measuring on {name}"), house_on(name) as house:
            rows = [measure(house, one, rounds) for one in FIGURES if only in one.name]
            lines = [] if only else _noon(house)
        show.store(name, rows, lines)
    if not only:
        with console.status("starting the demo"):
            lines = table.start_lines(start.starts())
        show.lines("Starting", lines)
    if write:
        show.put("measured")


def _noon(house: House) -> list[Line]:
    noons = [rush.rush(house) for _ in range(RUSHES)]
    return table.noon_lines(rush.middle(noons), rush.kept_by(house))


@bench.command("hosts")
def hosts_command() -> None:
    """Compare one host with two, and the gate on one server with a cluster; as root."""
    hosts.main()


@bench.command("growth")
@click.option("--store", type=click.Choice(STORES), default="sqlite", show_default=True)
@click.option("--markdown", is_flag=True, help="print Markdown")
@click.option("--write", is_flag=True, help="put it into the guide, and draw its plot")
def growth_command(store: str, markdown: bool, write: bool) -> None:
    """Show how the cost of a hold grows with members, lots and live holds."""
    console = Console(width=120)
    show, curves = _Shown(console, markdown), []
    for axis in growth.AXES:
        with console.status(f"more and more {axis.name}"):
            found = growth.curve(axis, lambda: house_on(store))
        curves.append(found)
        show.lines(f"More {axis.name}", table.growth_lines(found))
    if write:
        title = f"Cost of an admitted hold on {table.NAMES[store]}"
        PLOT.write_text(plot.growth_svg(curves, title), encoding="utf-8")
        show.put("growth")


class _Shown:
    """Prints for a person, or as Markdown; keeps the Markdown for the guide."""

    def __init__(self, console: Console, markdown: bool) -> None:
        self._console, self._markdown = console, markdown
        self.said: list[str] = []
        self._say(f"Measured on {table.machine()}.", always=True)

    def _say(self, text: str, *, always: bool = False) -> None:
        self.said.append(text)
        if always or self._markdown:
            print(f"{text}\n", flush=True)

    def store(self, name: str, rows: list[Row], lines: list[Line]) -> None:
        """Print what was measured on one store."""
        self._say(f"### {table.NAMES[name]}\n\n{table.markdown_rows(rows)}")
        if not self._markdown:
            self._console.print(table.rich_table(name, rows))
        if lines:
            self.lines(f"Noon on {table.NAMES[name]}", lines)

    def lines(self, title: str, lines: list[Line]) -> None:
        """Print figures that are no ratios."""
        self._say(f"### {title}\n\n{table.markdown_lines(lines)}")
        if not self._markdown:
            self._console.print(table.rich_lines(title, lines))

    def put(self, part: str) -> None:
        """Put all that was said into a part of the guide."""
        guide.put(part, "\n\n".join(self.said))


# Told to stop, leave by the way in: every program that was started is ended.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
if __name__ == "__main__":
    bench()
