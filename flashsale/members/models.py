"""Rows of the members: who is in, their sessions, sign-in links and consents."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime
from flashsale.members.roles import Role

ROLES = ", ".join(repr(str(role)) for role in Role)


class Member(Base):
    """A person of the club; staff are members with a role."""

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLES})", name="role"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # Lower-cased and normalised; the address as typed is kept beside it.
    email: Mapped[str] = mapped_column(String(320), unique=True)
    email_as_typed: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    role: Mapped[str] = mapped_column(String(16), default=str(Role.MEMBER))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # What a byline needs, for those who write: role in words, portrait's colour.
    byline_fr: Mapped[str] = mapped_column(String(120), default="")
    byline_en: Mapped[str] = mapped_column(String(120), default="")
    portrait: Mapped[str] = mapped_column(String(200), default="")
    # Their holds last longer from the start; they need not say why.
    needs_more_time: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
    # They may buy before drops open, until then; None for who may not.
    early_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime())
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class MemberSession(Base):
    """A signed-in browser; deleting the row signs it out wherever it is."""

    __tablename__ = "member_session"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    # Those seen last are read at once for a crowd.
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())


class SignInLink(Base):
    """A one-time link that signs a member in; only its hash is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Consent(Base):
    """What a member agreed to or took back, with the wording shown (law L2)."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    is_given: Mapped[bool]
    wording: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
