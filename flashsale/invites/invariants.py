"""What must always be true of invitations, asked of the store itself."""

from collections.abc import Callable

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.invites.models import Invitation, Referral
from flashsale.kernel.invariants import Finding

MOST_NAMED = 20


def invitations_are_used_as_often_as_allowed(work: Work) -> Finding:
    """uses <= max_uses, and each use brought one member (correctness.md I21)."""
    brought = (
        select(func.count())
        .where(Referral.invitation_id == Invitation.id)
        .scalar_subquery()
    )
    broken = (
        select(Invitation.id)
        .where((Invitation.uses > Invitation.max_uses) | (Invitation.uses != brought))
        .limit(MOST_NAMED)
    )
    return Finding(
        "an invitation lets in no more people than it allows",
        work.session.scalar(select(func.count()).select_from(Invitation)) or 0,
        tuple(str(found) for found in work.session.scalars(broken)),
    )


def nobody_came_by_a_dead_invitation(work: Work) -> Finding:
    """Nobody joined by an invitation after it was revoked or had expired."""
    broken = (
        select(Referral.invitee_id)
        .join(Invitation, Invitation.id == Referral.invitation_id)
        .where(
            (Referral.joined_at >= Invitation.expires_at)
            | (Referral.joined_at > Invitation.revoked_at)
        )
        .limit(MOST_NAMED)
    )
    return Finding(
        "nobody came by a revoked or expired invitation",
        work.session.scalar(select(func.count()).select_from(Referral)) or 0,
        tuple(str(found) for found in work.session.scalars(broken)),
    )


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    invitations_are_used_as_often_as_allowed,
    nobody_came_by_a_dead_invitation,
)
