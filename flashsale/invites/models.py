"""Rows of the invitations and of who brought whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime


class Invitation(Base):
    """A way in; only the hash of its token is kept (security.md S3)."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("max_uses >= 1", name="max_uses"),
        CheckConstraint("uses >= 0 AND uses <= max_uses", name="uses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    inviter_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    label: Mapped[str] = mapped_column(String(120), default="")
    bound_email: Mapped[str | None] = mapped_column(String(320))
    max_uses: Mapped[int] = mapped_column(default=1)
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Referral(Base):
    """Who brought whom: fixed when the account was made, never changed."""

    __tablename__ = "referral"
    __table_args__ = (CheckConstraint("invitee_id <> inviter_id", name="not_oneself"),)

    invitee_id: Mapped[int] = mapped_column(
        ForeignKey("member.id"), primary_key=True, autoincrement=False
    )
    inviter_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime())
