"""One-time links that sign in: short-lived, spent by one guarded write (S10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, token_hash
from flashsale.members.models import Member, SignInLink

GOOD_FOR = timedelta(minutes=10)
# Spent and expired links say nothing to anyone after a day.
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link that would sign in now; looking at it changes nothing."""

    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkSpent:
    """The link was good and is used up; the member may be signed in."""

    member_id: MemberId


@dataclass(frozen=True, slots=True)
class LinkRefused:
    """Unknown, used, expired, or of a disabled member: told apart to nobody."""


def make(work: Work, member_id: MemberId, good_for: timedelta = GOOD_FOR) -> str:
    """Make a link and return its token, which is stored nowhere.

    good_for: ten minutes for members; the demo and the command line ask for more.
    """
    token = work.ids.token()
    work.session.add(
        SignInLink(
            id=work.ids.new(work.now),
            token_hash=token_hash(token),
            member_id=member_id,
            created_at=work.now,
            expires_at=work.now + good_for,
        )
    )
    work.session.flush()
    return token


def look(work: Work, token: str) -> LinkSeen | LinkRefused:
    """Return what a link would do, without using it: mail scanners open links."""
    found = work.session.execute(
        select(Member.name, SignInLink.expires_at)
        .join(Member, Member.id == SignInLink.member_id)
        .where(
            SignInLink.token_hash == token_hash(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > work.now,
            Member.disabled_at.is_(None),
        )
    ).one_or_none()
    return LinkRefused() if found is None else LinkSeen(found[0], found[1])


def spend(work: Work, token: str) -> LinkSpent | LinkRefused:
    """Use a link up; of any number who try at once, one succeeds."""
    spent = work.session.execute(
        update(SignInLink)
        .where(
            SignInLink.token_hash == token_hash(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > work.now,
        )
        .values(used_at=work.now)
        .returning(SignInLink.member_id)
    ).scalar_one_or_none()
    if spent is None:
        return LinkRefused()
    member = work.session.get_one(Member, spent)
    if member.disabled_at is not None:
        return LinkRefused()
    return LinkSpent(MemberId(spent))


def sweep(work: Work) -> int:
    """Delete links that ended a day ago or more; return how many."""
    swept = work.session.execute(
        delete(SignInLink)
        .where(SignInLink.expires_at <= work.now - KEPT_FOR)
        .returning(SignInLink.id)
    )
    return len(swept.all())
