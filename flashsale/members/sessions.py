"""Server-side sessions: the row is the authority, the cookie only names it (S11)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from sqlalchemy import delete, select, update

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, token_hash
from flashsale.kernel.language import Language
from flashsale.members.models import Member, MemberSession
from flashsale.members.roles import Role
from flashsale.members.session_life import is_alive, lifetime_of

SessionId = NewType("SessionId", int)
BROWSER_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInMember:
    """Who is behind a request, as SQL knew them at its beginning.

    early_until: until when they may buy before drops open, None for who may not.

    The three properties and `get_id` are what flask-login asks of a user; the id
    it keeps in the signed cookie is our session token.
    """

    id: MemberId
    name: str
    email: str
    language: Language
    role: Role
    session_id: SessionId
    signed_in_at: datetime
    seen_at: datetime
    token: str = field(repr=False)
    early_until: datetime | None = None

    def is_in(self, now: datetime) -> bool:
        """Say whether the session still signs in at `now`, going by its times."""
        return is_alive(self.signed_in_at, self.seen_at, self.role, now)

    @property
    def is_authenticated(self) -> bool:
        """Always: who is not signed in is flask-login's anonymous user."""
        return True

    @property
    def is_active(self) -> bool:
        """Always: a disabled member has no session."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Never."""
        return False

    def get_id(self) -> str:
        """Return the session token."""
        return self.token

    def has_early_access_at(self, now: datetime) -> bool:
        """Say whether they may buy before a drop opens; SQL looks for itself."""
        return self.early_until is not None and now < self.early_until


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One line of the list of sessions a member may close."""

    id: SessionId
    browser: str
    created_at: datetime
    seen_at: datetime


def open_session(work: Work, member_id: MemberId, browser: str) -> SignedInMember:
    """Open a session with a new token; return the member it signs in.

    browser: the header as sent, cut to 200 characters; shown in the account.
    """
    member = work.session.get_one(Member, member_id)
    role = Role(member.role)
    token = work.ids.token()
    row = MemberSession(
        id=work.ids.new(work.now),
        token_hash=token_hash(token),
        member_id=member_id,
        browser=browser[:BROWSER_LENGTH],
        created_at=work.now,
        seen_at=work.now,
        expires_at=work.now + lifetime_of(role).absolute_for,
    )
    work.session.add(row)
    work.session.flush()
    return _signed_in(member, row, token)


def member_of(work: Work, token: str) -> SignedInMember | None:
    """Return who a token signs in, or None: unknown, ended, revoked, disabled."""
    found = work.session.execute(
        select(MemberSession, Member)
        .join(Member, Member.id == MemberSession.member_id)
        .where(MemberSession.token_hash == token_hash(token))
    ).one_or_none()
    if found is None:
        return None
    row, member = found
    if member.disabled_at is not None or work.now >= row.expires_at:
        return None
    if not is_alive(row.created_at, row.seen_at, Role(member.role), work.now):
        return None
    return _signed_in(member, row, token)


def touch(work: Work, session_id: SessionId) -> None:
    """Note that the session was used now."""
    work.session.execute(
        update(MemberSession)
        .where(MemberSession.id == session_id)
        .values(seen_at=work.now)
    )


def revoke(work: Work, member_id: MemberId, session_id: SessionId) -> bool:
    """Close one of the member's sessions; False when it is not theirs or is gone."""
    closed = work.session.execute(
        delete(MemberSession)
        .where(MemberSession.id == session_id, MemberSession.member_id == member_id)
        .returning(MemberSession.id)
    )
    return closed.one_or_none() is not None


def revoke_all(work: Work, member_id: MemberId, *, but: SessionId | None = None) -> int:
    """Close every session of the member, except `but`; return how many."""
    closing = delete(MemberSession).where(MemberSession.member_id == member_id)
    if but is not None:
        closing = closing.where(MemberSession.id != but)
    return len(work.session.execute(closing.returning(MemberSession.id)).all())


def sessions_of(work: Work, member_id: MemberId) -> tuple[OpenSession, ...]:
    """Return the member's live sessions, the last used first."""
    member = work.session.get_one(Member, member_id)
    rows = work.session.scalars(
        select(MemberSession)
        .where(MemberSession.member_id == member_id)
        .order_by(MemberSession.seen_at.desc(), MemberSession.id.desc())
    )
    return tuple(
        OpenSession(SessionId(row.id), row.browser, row.created_at, row.seen_at)
        for row in rows
        if is_alive(row.created_at, row.seen_at, Role(member.role), work.now)
    )


def sweep_ended(work: Work) -> int:
    """Delete sessions past their absolute end; return how many."""
    ended = work.session.execute(
        delete(MemberSession)
        .where(MemberSession.expires_at <= work.now)
        .returning(MemberSession.id)
    )
    return len(ended.all())


def _signed_in(member: Member, row: MemberSession, token: str) -> SignedInMember:
    return SignedInMember(
        id=MemberId(member.id),
        name=member.name,
        email=member.email,
        language=Language(member.language),
        role=Role(member.role),
        session_id=SessionId(row.id),
        signed_in_at=row.created_at,
        seen_at=row.seen_at,
        token=token,
        early_until=member.early_until,
    )
