"""The contended writes on invitations: each is one guarded statement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from flashsale.invites.models import Invitation
from flashsale.kernel.ids import InvitationId, MemberId


@dataclass(frozen=True, slots=True)
class UseClaimed:
    """One use of an invitation, taken in this transaction."""

    invitation_id: InvitationId
    inviter_id: MemberId


def claim_use(session: Session, hashed: str, now: datetime) -> UseClaimed | None:
    """Take one use of the invitation of this token hash; None when it may not be.

    Of any number who try at once, `max_uses` succeed: the guard is in the write,
    and a CHECK on the row says it a second time.
    """
    claimed = session.execute(
        update(Invitation)
        .where(
            Invitation.token_hash == hashed,
            Invitation.uses < Invitation.max_uses,
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(uses=Invitation.uses + 1)
        .returning(Invitation.id, Invitation.inviter_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if claimed is None:
        return None
    return UseClaimed(InvitationId(claimed[0]), MemberId(claimed[1]))


def close(
    session: Session, invitation_id: InvitationId, inviter_id: MemberId, now: datetime
) -> bool:
    """Revoke an open invitation of this inviter; False when there is none."""
    closed = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.inviter_id == inviter_id,
            Invitation.uses < Invitation.max_uses,
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(revoked_at=now)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    return closed.one_or_none() is not None
