"""`python3 run.py prove [NAME …] [--seeds N] [--seed K]`: the slow campaigns."""

import signal
import sys
from pathlib import Path

import click

from tests.campaigns.frame import Order, campaigns, run
from tests.campaigns.memory import FOLDER


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--seeds", type=click.IntRange(1), help="How many seeds to run.")
@click.option("--seed", type=click.IntRange(0), help="The one seed to run again.")
@click.option("--store", help="Only on this store; else on each it knows.")
@click.option("--only", "part", help="Only this part of each seed.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    help="Where a campaign that is stopped remembers how far it came.",
)
@click.option("--go-on", "goes_on", is_flag=True, help="Tell what fails and go on.")
@click.option("--list", "only_list", is_flag=True, help="Say which there are.")
def prove(
    names: tuple[str, ...],
    seeds: int | None,
    seed: int | None,
    store: str | None,
    part: str | None,
    data: Path,
    goes_on: bool,
    only_list: bool,
) -> None:
    """Run the named campaigns, or all of them; exit 1 when one fails."""
    known = {campaign.name: campaign for campaign in campaigns()}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.UsageError(
            f"no campaign is named {', '.join(unknown)}; there are {', '.join(known)}"
        )
    if only_list:
        for campaign in known.values():
            click.echo(f"{campaign.name:12} {campaign.seeds:6} seeds  {campaign.about}")
            for each in campaign.stores:
                parts = " ".join(campaign.parts(each))
                if parts:
                    click.echo(f"{'':12} {each}: {parts}")
        return
    passed = True
    for name in names or tuple(known):
        campaign = known[name]
        wanted = [seed] if seed is not None else campaign.drawn(seeds)
        order = Order(seeds=wanted, store=store, part=part, data=data, goes_on=goes_on)
        passed = run(campaign, order) and passed
    sys.exit(0 if passed else 1)


# Told to stop, leave by the way in: every program that was started is ended.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
prove()
