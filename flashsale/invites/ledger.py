"""Reads of invitations: the inviter's list and who brought whom."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from flashsale.db import Work
from flashsale.invites.models import Invitation, Referral
from flashsale.kernel.ids import InvitationId, MemberId
from flashsale.members import directory


class InvitationState(StrEnum):
    """Where an invitation is, at one instant."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    """One invitation in its inviter's list.

    joined: names of who came by it, the first first.
    """

    id: InvitationId
    label: str
    bound_email: str | None
    state: InvitationState
    max_uses: int
    uses: int
    created_at: datetime
    expires_at: datetime
    joined: tuple[str, ...]


def state_at(
    *,
    uses: int,
    max_uses: int,
    revoked_at: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> InvitationState:
    """Return the state at `now`; what was used up stays used, whatever came after."""
    if uses >= max_uses:
        return InvitationState.USED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.OPEN if now < expires_at else InvitationState.EXPIRED


def invitations_of(work: Work, inviter_id: MemberId) -> tuple[InvitationLine, ...]:
    """Return the inviter's invitations, the newest first, in three queries at most."""
    rows = work.session.scalars(
        select(Invitation)
        .where(Invitation.inviter_id == inviter_id)
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    ).all()
    joined = _joined_by(work, inviter_id)
    return tuple(
        InvitationLine(
            id=InvitationId(row.id),
            label=row.label,
            bound_email=row.bound_email,
            state=state_at(
                uses=row.uses,
                max_uses=row.max_uses,
                revoked_at=row.revoked_at,
                expires_at=row.expires_at,
                now=work.now,
            ),
            max_uses=row.max_uses,
            uses=row.uses,
            created_at=row.created_at,
            expires_at=row.expires_at,
            joined=tuple(joined.get(InvitationId(row.id), ())),
        )
        for row in rows
    )


def inviter_of(work: Work, invitee_id: MemberId) -> MemberId | None:
    """Return who brought a member, or None: the first members came by themselves."""
    found = work.session.scalar(
        select(Referral.inviter_id).where(Referral.invitee_id == invitee_id)
    )
    return None if found is None else MemberId(found)


def _joined_by(work: Work, inviter_id: MemberId) -> dict[InvitationId, list[str]]:
    """Return the names of who joined, by invitation, in the order they came."""
    rows = work.session.execute(
        select(Referral.invitation_id, Referral.invitee_id)
        .where(Referral.inviter_id == inviter_id)
        .order_by(Referral.joined_at, Referral.invitee_id)
    ).all()
    names = directory.names_of(work, [MemberId(invitee) for _, invitee in rows])
    joined: dict[InvitationId, list[str]] = {}
    for invitation_id, invitee_id in rows:
        name = names[MemberId(invitee_id)]
        joined.setdefault(InvitationId(invitation_id), []).append(name)
    return joined
