"""Reads: everyone who is signed in, for a crowd that comes at the same second."""

from collections.abc import Collection

from sqlalchemy import select, update

from flashsale.db import Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.members.models import Member, MemberSession
from flashsale.members.roles import Role
from flashsale.members.sessions import SessionId, SignedInMember

# The sessions seen last; who is not among them is looked up alone.
MOST_GUESTS = 20_000
Guests = dict[str, SignedInMember]
_EVERYONE = (
    select(
        MemberSession.token_hash,
        Member.id,
        Member.name,
        Member.email,
        Member.language,
        Member.role,
        MemberSession.id,
        MemberSession.created_at,
        MemberSession.seen_at,
        Member.early_until,
    )
    .join(Member, Member.id == MemberSession.member_id)
    .where(Member.disabled_at.is_(None))
    .order_by(MemberSession.seen_at.desc())
    .limit(MOST_GUESTS)
)
_LANGUAGES = {str(language): language for language in Language}
_ROLES = {str(role): role for role in Role}


def guests_of(work: Work) -> Guests:
    """Return who is signed in by the hash of their token, which is not told; one query.

    Who was idle for too long is among them: `is_in` tells.
    """
    rows = work.session.execute(_EVERYONE.where(MemberSession.expires_at > work.now))
    return {
        row[0]: SignedInMember(
            id=MemberId(row[1]),
            name=row[2],
            email=row[3],
            language=_LANGUAGES[row[4]],
            role=_ROLES[row[5]],
            session_id=SessionId(row[6]),
            signed_in_at=row[7],
            seen_at=row[8],
            early_until=row[9],
            token="",
        )
        for row in rows
    }


def touch_all(work: Work, session_ids: Collection[SessionId]) -> None:
    """Note that these sessions were used now; one statement."""
    work.session.execute(
        update(MemberSession)
        .where(MemberSession.id.in_(sorted(session_ids)))
        .values(seen_at=work.now),
        execution_options={"synchronize_session": False},
    )
