"""`flashsale run`: the whole house in one terminal, without the demo's club."""

import os
from pathlib import Path

import click

from flashsale.commands.options import data_option, host_option, port_option
from flashsale.house import plan
from flashsale.household import keep


@click.command("run")
@data_option
@host_option
@port_option
def run(data: Path | None, host: str, port: int) -> None:
    """Run web, worker and what else is not set, until Ctrl+C or SIGTERM.

    With DATABASE_URL and REDIS_URL set, those are used. In production the schema is
    never changed here: run `flashsale upgrade` first.
    """
    house = plan(os.environ, data=data, host=host, port=port, is_demo=False)

    def announce() -> None:
        click.echo(f"The house serves at {house.settings.base_url}")

    raise SystemExit(
        keep(
            house,
            migrates=not house.settings.is_production,
            announce=announce,
            say=lambda line: click.echo(line, err=True),
        )
    )
