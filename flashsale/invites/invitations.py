"""Invitations: made, looked at, accepted and revoked; only the token's hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from flashsale.db import Work
from flashsale.invites import claims
from flashsale.invites.allowance import Allowance
from flashsale.invites.events import InvitationAccepted
from flashsale.invites.models import Invitation, Referral
from flashsale.invites.places import places_of
from flashsale.kernel.ids import InvitationId, MemberId, token_hash
from flashsale.members import directory, people
from flashsale.members.addresses import read_address
from flashsale.members.people import AddressTaken, NewMember

GOOD_FOR = timedelta(days=30)
LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvitation:
    """What an invitation is to be.

    label: for the inviter's own list. bound_email: the only address that may join
    by it, in any spelling; None for whoever has the link. given: how many people
    the inviter may bring in all; None for who runs the house. is_counted: False
    for those made on the command line, which no allowance limits.
    """

    inviter_id: MemberId
    label: str = ""
    bound_email: str | None = None
    max_uses: int = 1
    good_for: timedelta = GOOD_FOR
    given: int | None = None
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class InvitationMade:
    """The invitation exists; its token is told this once and stored nowhere."""

    invitation_id: InvitationId
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NoneLeft:
    """The inviter has no invitation left now."""


@dataclass(frozen=True, slots=True)
class InvitationSeen:
    """An invitation that would let someone in now.

    bound_email: the canonical address it is reserved for, or None.
    """

    invitation_id: InvitationId
    inviter_id: MemberId
    inviter_name: str
    bound_email: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationRefused:
    """Unknown, used, expired or revoked: told apart to nobody (security.md S3)."""


@dataclass(frozen=True, slots=True)
class WrongAddress:
    """The invitation is reserved for another address."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The person is a member, brought by the inviter."""

    member_id: MemberId
    inviter_id: MemberId


def create(work: Work, new: NewInvitation) -> InvitationMade | NoneLeft:
    """Make an invitation when the inviter has one left.

    Raises ValueError when the bound address is not one, or max_uses is below 1.
    """
    bound = None if new.bound_email is None else read_address(new.bound_email)
    if new.bound_email is not None and bound is None:
        raise ValueError("an invitation is bound to an address")
    if new.max_uses < 1:
        raise ValueError("an invitation lets someone in")
    people.hold_still(work, new.inviter_id)
    left = allowance_of(work, new.inviter_id, new.given).left
    if new.is_counted and left < new.max_uses:
        return NoneLeft()
    token = work.ids.token()
    row = Invitation(
        id=work.ids.new(work.now),
        token_hash=token_hash(token),
        inviter_id=new.inviter_id,
        label=new.label.strip()[:LONGEST_LABEL],
        bound_email=bound.canonical if bound else None,
        max_uses=new.max_uses,
        created_at=work.now,
        expires_at=work.now + new.good_for,
    )
    work.session.add(row)
    work.session.flush()
    return InvitationMade(InvitationId(row.id), token, row.expires_at)


def allowance_of(work: Work, inviter_id: MemberId, given: int | None) -> Allowance:
    """Return what the inviter may still do, of `given` people in all."""
    joined, outstanding = places_of(work, inviter_id)
    return Allowance(given=given, joined=joined, outstanding=outstanding)


def look(work: Work, token: str) -> InvitationSeen | InvitationRefused:
    """Return what the invitation of a token would do now; changes nothing."""
    row = work.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == token_hash(token),
            Invitation.uses < Invitation.max_uses,
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > work.now,
        )
    )
    if row is None:
        return InvitationRefused()
    inviter = directory.member_by_id(work, MemberId(row.inviter_id))
    if inviter.is_disabled:
        return InvitationRefused()
    return InvitationSeen(
        InvitationId(row.id), inviter.id, inviter.name, row.bound_email, row.expires_at
    )


def accept(
    work: Work, token: str, new: NewMember
) -> Accepted | InvitationRefused | WrongAddress | AddressTaken:
    """Make a member of who holds the token: use, member and referral, or nothing.

    A refusal after the use was taken gives it back with its savepoint.
    """
    seen = look(work, token)
    if isinstance(seen, InvitationRefused):
        return seen
    if seen.bound_email not in (None, new.address.canonical):
        return WrongAddress()
    with work.session.begin_nested() as savepoint:
        used = claims.claim_use(work.session, token_hash(token), work.now)
        if used is None:
            return InvitationRefused()
        joined = people.join(work, new)
        if isinstance(joined, AddressTaken):
            savepoint.rollback()
            return joined
        work.session.add(
            Referral(
                invitee_id=joined.member_id,
                inviter_id=used.inviter_id,
                invitation_id=used.invitation_id,
                joined_at=work.now,
            )
        )
    work.publish(
        InvitationAccepted(used.invitation_id, used.inviter_id, joined.member_id)
    )
    return Accepted(joined.member_id, used.inviter_id)


def revoke(work: Work, inviter_id: MemberId, invitation_id: InvitationId) -> bool:
    """Close an open invitation of this inviter; False when there is none to close."""
    return claims.close(work.session, invitation_id, inviter_id, work.now)
