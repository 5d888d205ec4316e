"""`flashsale invite`: makes an invitation link for someone of the house."""

from datetime import timedelta
from pathlib import Path

import click

from flashsale.commands.opened import opened
from flashsale.commands.options import data_option
from flashsale.db import Work
from flashsale.invites.invitations import InvitationMade, NewInvitation, create
from flashsale.members.addresses import read_address
from flashsale.members.directory import MemberCard, member_by_email, members_with_role
from flashsale.members.roles import Role


@click.command("invite")
@data_option
@click.option("--by", "by", metavar="EMAIL", help="Who invites; an administrator.")
@click.option("--label", default="", help="A word for the inviter's list.")
@click.option("--for", "bound", metavar="EMAIL", help="The only address it serves.")
@click.option("--uses", type=click.IntRange(1, 10_000), default=1, show_default=True)
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True)
def invite(
    data: Path | None,
    by: str | None,
    label: str,
    bound: str | None,
    uses: int,
    days: int,
) -> None:
    """Make an invitation and print its link, which is shown this once.

    No allowance limits it, and the inviter is named on its page.
    """
    if bound is not None and read_address(bound) is None:
        raise click.BadParameter(f"{bound} is not an address", param_hint="--for")
    with opened(data) as runtime:
        with runtime.work() as work:
            made = create(
                work,
                NewInvitation(
                    inviter_id=_inviter(work, by).id,
                    label=label,
                    bound_email=bound,
                    max_uses=uses,
                    good_for=timedelta(days=days),
                    is_counted=False,
                ),
            )
        if not isinstance(made, InvitationMade):
            raise click.ClickException("the inviter has no invitation left")
        click.echo(f"{runtime.settings.base_url}/i/{made.token}")


def _inviter(work: Work, email: str | None) -> MemberCard:
    """Return the member of this address, or the first administrator."""
    if email is not None:
        found = member_by_email(work, email)
        if found is None:
            raise click.ClickException(f"no member has the address {email}")
        return found
    administrators = members_with_role(work, Role.ADMINISTRATOR)
    if not administrators:
        raise click.ClickException(
            "there is no administrator yet: run `flashsale member add --role "
            "administrator`, or name who invites with --by"
        )
    return administrators[0]
