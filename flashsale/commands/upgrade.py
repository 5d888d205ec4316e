"""`flashsale upgrade`: brings the database to this program's schema."""

from pathlib import Path

import click

from flashsale import migrate, schema
from flashsale.commands.options import data_option, settings_of
from flashsale.db import Database


@click.command("upgrade")
@data_option
def upgrade(data: Path | None) -> None:
    """Bring the database to the schema of this program; repeatable."""
    database = Database(settings_of(data).database_url)
    try:
        before = schema.current(database)
        migrate.upgrade(database)
        after = schema.current(database)
    finally:
        database.dispose()
    if before == after:
        click.echo(f"The database is up to date (schema {after}).")
    else:
        click.echo(f"The database went from schema {before or 'nothing'} to {after}.")
