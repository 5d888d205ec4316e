"""Reads: how many people inviters have brought and invited."""

from sqlalchemy import Select, case, func, select

from flashsale.db import Work
from flashsale.invites.models import Invitation
from flashsale.kernel.ids import MemberId

# Who joined through the member's invitations, and places of those still open.
Places = tuple[int, int]
NO_PLACES: Places = (0, 0)


def places_of(work: Work, inviter_id: MemberId) -> Places:
    """Return the places one member's invitations took."""
    taken = _taken(work).where(Invitation.inviter_id == inviter_id)
    row = work.session.execute(taken).one_or_none()
    return NO_PLACES if row is None else (int(row[1]), int(row[2]))


def places_of_all(work: Work) -> dict[MemberId, Places]:
    """Return the places taken by all who ever made an invitation; one query."""
    rows = work.session.execute(_taken(work))
    return {MemberId(member): (int(used), int(open_)) for member, used, open_ in rows}


def _taken(work: Work) -> Select[int, int, int]:
    is_open = (
        (Invitation.revoked_at.is_(None))
        & (Invitation.expires_at > work.now)
        & (Invitation.uses < Invitation.max_uses)
    )
    places = case((is_open, Invitation.max_uses - Invitation.uses), else_=0)
    return select(
        Invitation.inviter_id, func.sum(Invitation.uses), func.sum(places)
    ).group_by(Invitation.inviter_id)
