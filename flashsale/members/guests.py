"""Reads: everyone who is signed in, for a crowd that comes at the same second."""

from collections.abc import Collection

from sqlalchemy import bindparam, select, update

from flashsale.db import Work, table_of
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.members.models import Member, MemberSession
from flashsale.members.roles import Role
from flashsale.members.sessions import SessionId, SignedInMember

# The sessions seen last; who is not among them is looked up alone. All of them are read
# once a second by each web process while somebody comes, at 7 µs each.
MOST_GUESTS = 8_000
Guests = dict[str, SignedInMember]
_SESSIONS, _MEMBERS = table_of(MemberSession).c, table_of(Member).c
_EVERYONE = (
    select(
        _SESSIONS.token_hash,
        _MEMBERS.id,
        _MEMBERS.name,
        _MEMBERS.email,
        _MEMBERS.language,
        _MEMBERS.role,
        _SESSIONS.id,
        _SESSIONS.created_at,
        _SESSIONS.seen_at,
        _MEMBERS.early_until,
    )
    .select_from(table_of(MemberSession))
    .join(table_of(Member), _MEMBERS.id == _SESSIONS.member_id)
    .where(_MEMBERS.disabled_at.is_(None), _SESSIONS.expires_at > bindparam("now"))
    .order_by(_SESSIONS.seen_at.desc())
    .limit(MOST_GUESTS)
)
_LANGUAGES = {str(language): language for language in Language}
_ROLES = {str(role): role for role in Role}


def guests_of(work: Work) -> Guests:
    """Return who is signed in by the hash of their token, which is not told; one query.

    Who was idle for too long is among them: `is_in` tells.
    """
    rows = work.session.execute(_EVERYONE, {"now": work.now})
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
