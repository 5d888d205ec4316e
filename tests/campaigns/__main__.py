"""`python3 run.py prove [NAME …] [--seeds N] [--seed K]`: the slow campaigns."""

import signal
import sys

import click

from tests.campaigns.frame import campaigns, run


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--seeds", type=click.IntRange(1), help="How many seeds to run.")
@click.option("--seed", type=click.IntRange(0), help="The one seed to run again.")
@click.option("--list", "only_list", is_flag=True, help="Say which there are.")
def prove(
    names: tuple[str, ...], seeds: int | None, seed: int | None, only_list: bool
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
        return
    passed = True
    for name in names or tuple(known):
        campaign = known[name]
        wanted = [seed] if seed is not None else campaign.drawn(seeds)
        passed = run(campaign, wanted) and passed
    sys.exit(0 if passed else 1)


# Told to stop, leave by the way in: every program that was started is ended.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
prove()
