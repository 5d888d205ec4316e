"""The letters of the door: what is written when someone joins or asks for a link."""

from flashsale.db import Work
from flashsale.invites.events import InvitationAccepted
from flashsale.mail import outbox
from flashsale.members import directory
from flashsale.members.events import SignInLinkMade


def welcome(work: Work, fact: InvitationAccepted) -> None:
    """Write the welcome letter, in the transaction that made the member."""
    invitee = directory.member_by_id(work, fact.invitee_id)
    inviter = directory.member_by_id(work, fact.inviter_id)
    outbox.write(
        work,
        key=f"welcome:{invitee.id}",
        message="welcome",
        to_address=invitee.write_to,
        language=invitee.language,
        values={"name": invitee.name, "inviter": inviter.name},
    )


def sign_in_link(work: Work, fact: SignInLinkMade) -> None:
    """Write the letter that carries a one-time link.

    The token stands in the outbox until the letter has left, ten minutes of life
    at most; the row forgets it then.
    """
    member = directory.member_by_id(work, fact.member_id)
    outbox.write(
        work,
        key=f"sign-in-link:{work.ids.new(work.now)}",
        message="sign_in_link",
        to_address=member.write_to,
        language=member.language,
        values={"name": member.name, "token": fact.token},
    )
