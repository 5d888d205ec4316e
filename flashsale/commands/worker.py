"""`flashsale worker`: one more worker, beside or without the supervisor."""

from pathlib import Path

import click

from flashsale.commands.options import data_option, settings_of


@click.command("worker")
@data_option
def worker(data: Path | None) -> None:
    """Run the jobs of the house until SIGTERM or Ctrl+C."""
    from worker import work

    work(settings_of(data))
