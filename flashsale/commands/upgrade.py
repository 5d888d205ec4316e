"""`flashsale upgrade`: brings the database to this program's schema."""

from pathlib import Path

import click

from flashsale import migrate, schema
from flashsale.commands.options import data_option, settings_of
from flashsale.db import Database, reading
from flashsale.kernel.clock import SystemClock
from flashsale.kernel.errors import ConfigurationFault
from flashsale.kernel.ids import Ids
from flashsale.sales.freeze import frozen


@click.command("upgrade")
@click.option("--even-now", is_flag=True, help="Also around the opening of a drop.")
@data_option
def upgrade(data: Path | None, even_now: bool) -> None:
    """Bring the database to the schema of this program; repeatable.

    Two at once wait for each other. Half an hour before a drop opens and a quarter
    of an hour after it, nothing is changed unless --even-now says so.
    """
    settings = settings_of(data)
    database = Database(settings.database_url)
    try:
        before = schema.current(database)
        if before not in (None, schema.head()) and not even_now:
            _refuse_in_a_rush(database)
        migrate.upgrade(database)
        after = schema.current(database)
    finally:
        database.dispose()
    if before == after:
        click.echo(f"The database is up to date (schema {after}).")
    else:
        click.echo(f"The database went from schema {before or 'nothing'} to {after}.")


def _refuse_in_a_rush(database: Database) -> None:
    with reading(database, SystemClock(), Ids()) as work:
        found = frozen(work)
    if found is not None:
        raise ConfigurationFault(
            f"« {found.title} » opens at {found.opens_at:%H:%M} UTC: upgrade after "
            f"{found.until:%H:%M} UTC, or with --even-now"
        )
