"""`flashsale config`: what is set, whether it may stand, and the reference."""

from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from flashsale.commands.options import data_option, settings_of
from flashsale.db import Database
from flashsale.kernel.errors import Fault
from flashsale.schema import check as check_schema
from flashsale.settings import Settings
from flashsale.settings_reference import example, shown
from flashsale.start_checks import (
    missing_in_production,
    weak_durability,
    worth_setting,
)


@click.group("config")
def config() -> None:
    """Show, check and explain the settings."""


@config.command("show")
@data_option
def show(data: Path | None) -> None:
    """Print every setting, secrets masked."""
    for line in shown(settings_of(data)):
        click.echo(line)


@config.command("example")
@data_option
def print_example(data: Path | None) -> None:
    """Print the text of .env.example."""
    click.echo(example(), nl=False)


@config.command("check")
@data_option
def check(data: Path | None) -> None:
    """Say what stops a start, and what a shop in service should set."""
    settings = settings_of(data)
    stops = _what_stops(settings)
    for sentence in stops:
        click.secho(f"✗ {sentence}", fg="red")
    for sentence in worth_setting(settings):
        click.echo(f"· {sentence}")
    if stops:
        raise SystemExit(1)
    click.secho(f"✓ The house may start ({settings.mode}).", fg="green")


def _what_stops(settings: Settings) -> list[str]:
    found = missing_in_production(settings) if settings.is_production else []
    database = Database(settings.database_url)
    try:
        check_schema(database)
        if settings.is_production:
            found += weak_durability(database)
    except Fault as fault:
        found.append(str(fault))
    except SQLAlchemyError as fault:
        found.append(f"the database does not answer ({type(fault).__name__})")
    finally:
        database.dispose()
    return found
