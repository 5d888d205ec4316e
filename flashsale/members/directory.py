"""Reads of members for every package: frozen values, never rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.errors import NotFound
from flashsale.kernel.folding import folded
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.members.addresses import read_address
from flashsale.members.models import Member
from flashsale.members.roles import Role

MOST_FOUND = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCard:
    """A member, as other packages may know them.

    email: canonical. write_to: the address as they typed it, for letters.
    byline, portrait: what a signed text shows; empty for who writes none.
    """

    id: MemberId
    name: str
    email: str
    write_to: str
    language: Language
    role: Role
    byline_fr: str
    byline_en: str
    portrait: str
    joined_at: datetime
    is_disabled: bool


def member_by_id(work: Work, member_id: MemberId) -> MemberCard:
    """Return a member.

    Raises NotFound when there is none of this id.
    """
    row = work.session.get(Member, member_id)
    if row is None:
        raise NotFound("member", member_id)
    return _card(row)


def member_by_email(work: Work, raw_address: str) -> MemberCard | None:
    """Return the member of an address, in whatever spelling, or None."""
    address = read_address(raw_address)
    if address is None:
        return None
    row = work.session.scalar(select(Member).where(Member.email == address.canonical))
    return None if row is None else _card(row)


def members_found(work: Work, typed: str) -> frozenset[MemberId]:
    """Return the members whose name or address holds each word typed, in one query.

    Case, accents and hyphens make no difference, and a part of a word is enough. They
    are folded here and not in SQL: the stores share no function that drops accents.
    Of more than MOST_FOUND those who joined last: a store takes no more ids at once.
    """
    words = _plain(typed).split()
    if not words:
        return frozenset()
    address = read_address(typed)
    rows = work.session.execute(
        select(Member.id, Member.name, Member.email, Member.email_as_typed).order_by(
            Member.id.desc()
        )
    )
    found = (
        MemberId(member_id)
        for member_id, name, email, as_typed in rows
        if _holds(f"{name}\n{email}\n{as_typed}", words)
        or (address is not None and email == address.canonical)
    )
    return frozenset(islice(found, MOST_FOUND))


def names_of(work: Work, member_ids: Iterable[MemberId]) -> dict[MemberId, str]:
    """Return the names of these members, in one query; unknown ids are left out."""
    wanted = set(member_ids)
    if not wanted:
        return {}
    rows = work.session.execute(
        select(Member.id, Member.name).where(Member.id.in_(wanted))
    )
    return {MemberId(member_id): name for member_id, name in rows}


def members_by_id(
    work: Work, member_ids: Iterable[MemberId]
) -> dict[MemberId, MemberCard]:
    """Return these members, in one query; unknown ids are left out."""
    wanted = set(member_ids)
    if not wanted:
        return {}
    rows = work.session.scalars(select(Member).where(Member.id.in_(wanted)))
    return {MemberId(row.id): _card(row) for row in rows}


def active_among(work: Work, member_ids: Iterable[MemberId]) -> set[MemberId]:
    """Return those of these members whose account is not closed, in one query."""
    wanted = set(member_ids)
    if not wanted:
        return set()
    rows = work.session.scalars(
        select(Member.id).where(Member.id.in_(wanted), Member.disabled_at.is_(None))
    )
    return {MemberId(row) for row in rows}


def members_with_role(work: Work, role: Role) -> tuple[MemberCard, ...]:
    """Return the members who have a role, the first joined first."""
    rows = work.session.scalars(
        select(Member)
        .where(Member.role == str(role), Member.disabled_at.is_(None))
        .order_by(Member.joined_at, Member.id)
    )
    return tuple(_card(row) for row in rows)


def _plain(text: str) -> str:
    return folded(text).replace("-", " ")


def _holds(said: str, words: Sequence[str]) -> bool:
    plain = _plain(said)
    return all(word in plain for word in words)


def _card(row: Member) -> MemberCard:
    return MemberCard(
        id=MemberId(row.id),
        name=row.name,
        email=row.email,
        write_to=row.email_as_typed,
        language=Language(row.language),
        role=Role(row.role),
        byline_fr=row.byline_fr,
        byline_en=row.byline_en,
        portrait=row.portrait,
        joined_at=row.joined_at,
        is_disabled=row.disabled_at is not None,
    )
