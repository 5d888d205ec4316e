"""`flashsale member`: adds members, gives roles, and makes one-time sign-in links."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import click

from flashsale.commands.opened import opened
from flashsale.commands.options import data_option
from flashsale.db import Work
from flashsale.kernel.language import Language
from flashsale.members import buyers, people, sign_in_links
from flashsale.members.addresses import read_address
from flashsale.members.directory import MemberCard, member_by_email
from flashsale.members.people import AddressTaken, NewMember
from flashsale.members.roles import Role

ROLE = click.Choice([str(role) for role in Role])
MINUTES = click.IntRange(1, 24 * 60)


@click.group("member")
def member() -> None:
    """Add members, give roles, and make one-time sign-in links."""


@member.command("add")
@data_option
@click.argument("email")
@click.option("--name", required=True, help="As they are called.")
@click.option(
    "--language",
    type=click.Choice([str(language) for language in Language]),
    default=str(Language.FR),
    show_default=True,
)
@click.option("--role", type=ROLE, default=str(Role.MEMBER), show_default=True)
def add(data: Path | None, email: str, name: str, language: str, role: str) -> None:
    """Add a member without an invitation, and print a link that signs them in once.

    They choose a password in their account, or go on with links.
    """
    address = read_address(email)
    if address is None:
        raise click.BadParameter(f"{email} is not an address")
    if not name.strip() or not name.isprintable():
        raise click.BadParameter("a name has letters", param_hint="--name")
    new = NewMember(
        name=name, address=address, language=Language(language), role=Role(role)
    )
    with opened(data) as runtime:
        with runtime.work() as work:
            outcome = people.join(work, new)
            if isinstance(outcome, AddressTaken):
                raise click.ClickException(f"{email} is a member's address already")
            token = sign_in_links.make(work, outcome.member_id)
        click.echo(f"{runtime.settings.base_url}/entrer/{token}")


@member.command("sign-in-link")
@data_option
@click.argument("email")
@click.option("--minutes", type=MINUTES, default=10, show_default=True)
def sign_in_link(data: Path | None, email: str, minutes: int) -> None:
    """Print a link that signs a member in, once, within some minutes."""
    with opened(data) as runtime:
        with runtime.work() as work:
            known = _known(work, email)
            token = sign_in_links.make(work, known.id, timedelta(minutes=minutes))
        click.echo(f"{runtime.settings.base_url}/entrer/{token}")


@member.command("role")
@data_option
@click.argument("email")
@click.argument("role", type=ROLE)
def give_role(data: Path | None, email: str, role: str) -> None:
    """Give a member a role; they are signed out everywhere."""
    with opened(data) as runtime, runtime.work() as work:
        known = _known(work, email)
        people.set_role(work, known.id, Role(role))
    click.echo(f"{email} is {role} now.")


@member.command("early-access")
@data_option
@click.argument("email")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last local day on which they may buy early.",
)
@click.option("--days", type=click.IntRange(1, 3_660), help="For so many days.")
@click.option("--none", "none", is_flag=True, help="Take it back.")
def early_access(
    data: Path | None,
    email: str,
    until: datetime | None,
    days: int | None,
    none: bool,
) -> None:
    """Let a member buy before drops open, until a day; or take that back."""
    if (until is not None) + (days is not None) + none != 1:
        raise click.UsageError("give one of --until, --days and --none")
    with opened(data) as runtime, runtime.work() as work:
        known = _known(work, email)
        zone = runtime.settings.house_zone
        ends_at = None
        if not none:
            today = work.now.astimezone(zone).date()
            day = until.date() if until else today + timedelta(days=days or 0)
            if day < today:
                raise click.BadParameter(f"{day} is past", param_hint="--until")
            midnight = datetime.combine(day + timedelta(days=1), time(), zone)
            ends_at = midnight.astimezone(UTC)
        buyers.set_early_access(work, known.id, ends_at)
    if none:
        click.echo(f"{email} buys from the opening on, as everybody.")
    else:
        click.echo(f"{email} may buy before drops open, up to {day} included.")


def _known(work: Work, email: str) -> MemberCard:
    found = member_by_email(work, email)
    if found is None:
        raise click.ClickException(f"no member has the address {email}")
    return found
