"""`flashsale demo rush`: a drop that opens by turns in a moment, and a crowd for it."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import click

from flashsale.commands.opened import opened
from flashsale.commands.options import data_option, settings_of
from flashsale.demo.crowd import Crowd, Guest, Standing
from flashsale.runtime import Runtime
from flashsale.sales.catalogue import DropFacts

SAID_EVERY_S = 1.0


@click.command("rush")
@data_option
@click.option(
    "--members", type=click.IntRange(1, 5_000), default=300, show_default=True
)
@click.option(
    "--in",
    "seconds",
    type=click.IntRange(10, 800),
    default=90,
    show_default=True,
    help="Seconds until the drop opens.",
)
@click.option(
    "--rate",
    type=click.IntRange(1, 3_000),
    default=120,
    show_default=True,
    help="People who go in each minute.",
)
@click.option("--copies", type=click.IntRange(1, 5_000), default=100, show_default=True)
def rush(data: Path | None, members: int, seconds: int, rate: int, copies: int) -> None:
    """Send a crowd to a new drop of the demo that opens by turns.

    The demo runs in another terminal on the same --data. Open the address that is
    printed, take a place, and watch noon.
    """
    from flashsale.demo.rush_drop import RushPlan, open_a_rush

    if settings_of(data).mode != "demo":
        raise click.ClickException(
            "no demo runs on this folder: start `flashsale demo` on it first"
        )
    with opened(data) as runtime:
        plan = RushPlan(timedelta(seconds=seconds), copies, rate)
        with runtime.work() as work:
            drop = open_a_rush(work, plan, runtime.settings.house_zone)
        path = f"/ventes/{drop.slug}"
        click.echo(f"{runtime.settings.base_url}{path}/file")
        guests = _guests(runtime, members)
        _watch(Crowd(guests, path, drop.window.opens_at, seed=int(drop.id)), drop)


def _guests(runtime: Runtime, members: int) -> list[Guest]:
    """Return the crowd, each with a session opened as their browser would be."""
    from flashsale.app import create_app
    from flashsale.demo.rush_drop import a_crowd
    from flashsale.members.sessions import open_session

    app = create_app(runtime)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with runtime.work() as work:
        crowd = a_crowd(work, members)
        tokens = [
            open_session(work, member_id, "demo rush").get_id() for member_id in crowd
        ]
    name = app.config["SESSION_COOKIE_NAME"]
    return [
        Guest(
            runtime.settings.base_url,
            name,
            signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True}),
        )
        for token in tokens
    ]


def _watch(crowd: Crowd, drop: DropFacts) -> None:
    """Say how the crowd stands, once a second while something changes."""
    said: Counter[Standing] = Counter()
    at = 0.0
    for now in crowd.run():
        if now != said and time.monotonic() - at >= SAID_EVERY_S:
            said, at = now, time.monotonic()
            click.echo(_line(now))
        time.sleep(0.05)
    click.echo(_line(now))
    click.echo(f"{now[Standing.HOLDS]} of {drop.level.allotted} copies are held.")


def _line(standings: Counter[Standing]) -> str:
    return ", ".join(f"{standings[one]} {one}" for one in Standing if standings[one])
