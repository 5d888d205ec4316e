"""Members: joining, signing in with a password, and what they change of themselves."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.kernel.errors import NotFound
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.members import consents
from flashsale.members.addresses import Address, read_address
from flashsale.members.consents import ConsentGiven
from flashsale.members.events import MemberJoined
from flashsale.members.models import Member
from flashsale.members.roles import Role
from flashsale.members.sessions import SessionId, revoke_all

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """What it takes to become a member.

    password_hash: made before the transaction, for hashing takes a tenth of a
    second and a writer holds everybody up; None for someone who signs in by link.
    """

    name: str
    address: Address
    language: Language
    password_hash: str | None = None
    role: Role = Role.MEMBER
    consents: tuple[ConsentGiven, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """The member exists."""

    member_id: MemberId


@dataclass(frozen=True, slots=True)
class AddressTaken:
    """A member has this address already."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What checking a password needs; read first, checked outside the transaction."""

    member_id: MemberId
    password_hash: str | None


def join(work: Work, new: NewMember) -> Joined | AddressTaken:
    """Make a member with their consents; nothing is written when the address is taken.

    The unique address decides between two who join at once: the insert is undone
    in its own savepoint.
    """
    member_id = MemberId(work.ids.new(work.now))
    member = Member(
        id=member_id,
        email=new.address.canonical,
        email_as_typed=new.address.typed,
        name=new.name.strip()[:LONGEST_NAME],
        language=str(new.language),
        role=str(new.role),
        password_hash=new.password_hash,
        joined_at=work.now,
    )
    try:
        with work.session.begin_nested():
            work.session.add(member)
    except IntegrityError:
        return AddressTaken()
    for choice in new.consents:
        consents.record(work, member_id, choice)
    work.publish(MemberJoined(member_id))
    return Joined(member_id)


def credentials_of(work: Work, raw_address: str) -> Credentials | None:
    """Return what checking a password for this address needs, or None: no member."""
    address = read_address(raw_address)
    if address is None:
        return None
    found = work.session.execute(
        select(Member.id, Member.password_hash).where(
            Member.email == address.canonical, Member.disabled_at.is_(None)
        )
    ).one_or_none()
    return None if found is None else Credentials(MemberId(found[0]), found[1])


def set_name(work: Work, member_id: MemberId, name: str) -> None:
    """Change the member's name; 1 to 120 characters."""
    _member(work, member_id).name = name.strip()[:LONGEST_NAME]


def set_language(work: Work, member_id: MemberId, language: Language) -> None:
    """Change the language of the member's pages and letters."""
    _member(work, member_id).language = str(language)


def set_password(
    work: Work, member_id: MemberId, password_hash: str, *, keep: SessionId | None
) -> int:
    """Change the password and close every other session; return how many.

    keep: the session of the browser that asked, which stays.
    """
    _member(work, member_id).password_hash = password_hash
    return revoke_all(work, member_id, but=keep)


def strengthen(work: Work, member_id: MemberId, known: str, stronger: str) -> None:
    """Replace a hash by a stronger one of the same password, unless it changed."""
    work.session.execute(
        update(Member)
        .where(Member.id == member_id, Member.password_hash == known)
        .values(password_hash=stronger)
    )


def set_role(work: Work, member_id: MemberId, role: Role) -> None:
    """Give a member a role; every session is closed, so that ids change (S11)."""
    _member(work, member_id).role = str(role)
    revoke_all(work, member_id)


def hold_still(work: Work, member_id: MemberId) -> None:
    """Make others who hold this member still wait for the end of this transaction.

    For counts that belong to one member. SQLite has one writer at a time anyway.
    """
    work.session.execute(
        select(Member.id).where(Member.id == member_id).with_for_update()
    )


def count_members(work: Work) -> int:
    """Return how many members there are."""
    return work.session.scalar(select(func.count()).select_from(Member)) or 0


def _member(work: Work, member_id: MemberId) -> Member:
    member = work.session.get(Member, member_id)
    if member is None:
        raise NotFound("member", member_id)
    return member
