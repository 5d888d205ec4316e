"""`flashsale check`: proves that stock, money and invitations are what they must be."""

from pathlib import Path

import click

from flashsale import schema
from flashsale.assembly import build
from flashsale.commands.options import data_option, settings_of
from flashsale.invariants import check_all


@click.command("check")
@data_option
def check(data: Path | None) -> None:
    """Look at every invariant; exit 1 when one is broken."""
    runtime = build(settings_of(data))
    try:
        schema.check(runtime.database)
        findings = check_all(runtime)
    finally:
        runtime.database.dispose()
    for finding in findings:
        mark = "ok    " if finding.holds else "BROKEN"
        click.echo(f"{mark} {finding.looked_at:8}  {finding.name}")
        for contradiction in finding.broken:
            click.echo(f"                  {contradiction}")
    broken = sum(not finding.holds for finding in findings)
    click.echo(f"{len(findings)} invariants, {broken} broken.")
    if broken:
        raise SystemExit(1)
