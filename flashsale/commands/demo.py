"""`flashsale demo`: the house with its demo club, ready to walk through."""

import json
import os
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from flashsale.commands.options import data_option, host_option, port_option
from flashsale.house import House, plan
from flashsale.household import keep
from flashsale.runtime import Runtime

_ROLES: tuple[tuple[Literal["member", "curator", "admin"], str], ...] = (
    ("member", "Member"),
    ("curator", "Curator"),
    ("admin", "Administrator"),
)


class _WithRush(click.Group):
    """The demo, and a crowd for it, which is imported only when it is sent."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the one command that the demo has."""
        return ["rush"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return it, or None for another name."""
        if cmd_name != "rush":
            return None
        from flashsale.commands.demo_rush import rush

        return rush


@click.command("demo", cls=_WithRush, invoke_without_command=True)
@click.pass_context
@data_option
@host_option
@port_option
@click.option("--fresh", is_flag=True, help="Begin with an empty data folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when ready.")
def demo(
    ctx: click.Context,
    data: Path | None,
    host: str,
    port: int,
    fresh: bool,
    as_json: bool,
) -> None:
    """Run the house with a fictional club: works, drops, members, orders.

    Prints the address, a one-time sign-in link for each role, and an invitation. A
    second start keeps what happened; --fresh begins anew. `demo rush` sends a crowd to
    the house that runs.
    """
    if ctx.invoked_subcommand is not None:
        return
    house = plan(
        os.environ, data=data, host=host, port=port, is_demo=True, empties=fresh
    )
    # The one JSON line is alone on the standard output; the rest goes beside it.
    beside = Console(stderr=True, highlight=False)
    raise SystemExit(
        keep(
            house,
            empties=fresh,
            load=lambda: _load(house, beside),
            announce=lambda: _announce(house, as_json=as_json),
            say=lambda line: beside.print(line, markup=False),
        )
    )


def _load(house: House, beside: Console) -> None:
    """Fill an empty house with the club, showing how far it is."""
    # Here and below: a port in use should be told before all of it is imported.
    from flashsale.assembly import build
    from flashsale.demo.load import load_club

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
    )
    shows = beside.is_terminal
    with Progress(
        *columns, console=beside, transient=True, disable=not shows
    ) as progress:
        bars: dict[str, TaskID] = {}

        def on_progress(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=total)
            progress.update(bars[what], completed=done, total=total)

        runtime = build(house.settings)
        try:
            load_club(runtime, on_progress)
        finally:
            _close(runtime)


def _close(runtime: Runtime) -> None:
    """Leave no connection open: the programs are forked from this process."""
    runtime.database.dispose()
    runtime.redis.close()


def _announce(house: House, *, as_json: bool) -> None:
    """Print where the house is and the links that open it, made anew each time."""
    from flashsale.assembly import build
    from flashsale.demo.load import invitation_link, sign_in_links

    runtime = build(house.settings)
    try:
        links, invitation = sign_in_links(runtime), invitation_link(runtime)
    finally:
        _close(runtime)
    url = house.settings.base_url
    if as_json:
        ready = {"url": url, "links": dict(links), "invitation": invitation}
        click.echo(json.dumps(ready))
        return
    _print_panel(
        house.settings.club_name,
        {
            "The house": url,
            **{f"{name}, signs in once": links[role] for role, name in _ROLES},
            "An invitation": invitation,
            "Kept in": str(house.settings.data_dir),
        },
    )


def _print_panel(title: str, lines: dict[str, str]) -> None:
    """Print a frame where it fits; links are copied, so they are never cut."""
    console = Console(highlight=False, markup=False)
    width = max(map(len, lines)) + max(map(len, lines.values())) + 8
    if console.width >= width:
        table = Table.grid(padding=(0, 2))
        for told, value in lines.items():
            table.add_row(told, value)
        panel = Panel(table, title=title, subtitle="Ctrl+C stops", expand=False)
        console.print(panel)
        return
    console.rule(title)
    for told, value in lines.items():
        console.print(f"{told}\n  {value}", soft_wrap=True)
    console.rule("Ctrl+C stops")
