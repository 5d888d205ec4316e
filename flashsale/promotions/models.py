"""Rows of the promotions, of their uses, and the counts that `claims.py` alone
writes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime
from flashsale.promotions.rules import LONGEST_TITLE, LONGEST_WORD


class Promotion(Base):
    """A code and its terms. They are never edited: one stops it and makes another."""

    __tablename__ = "promotion"
    __table_args__ = (
        CheckConstraint(
            "(rate > 0 AND rate <= 100000 AND amount_cents = 0) "
            "OR (rate = 0 AND amount_cents > 0)",
            name="gives",
        ),
        CheckConstraint("minimum_cents >= 0", name="minimum"),
        CheckConstraint("ends_at > starts_at", name="dates"),
        CheckConstraint(
            "uses >= 0 AND (most_uses IS NULL OR uses <= most_uses)", name="uses"
        ),
        CheckConstraint("most_by_member >= 1", name="most_by_member"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(String(LONGEST_WORD), unique=True)
    title_fr: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    title_en: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    rate: Mapped[int]
    amount_cents: Mapped[int]
    minimum_cents: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime())
    kinds: Mapped[list[Any]] = mapped_column(JSON, default=list)
    drop_ids: Mapped[list[Any]] = mapped_column(JSON, default=list)
    most_uses: Mapped[int | None]
    most_by_member: Mapped[int] = mapped_column(default=1)
    # Uses by orders that are not cancelled.
    uses: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class PromotionMember(Base):
    """How often one member uses one code: what their limit counts."""

    __tablename__ = "promotion_member"
    __table_args__ = (CheckConstraint("uses >= 0", name="uses"),)

    promotion_id: Mapped[int] = mapped_column(
        ForeignKey("promotion.id"), primary_key=True, autoincrement=False
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id"), primary_key=True, autoincrement=False
    )
    uses: Mapped[int]


class PromotionUse(Base):
    """One order that used a code; released once it is cancelled before payment."""

    __tablename__ = "promotion_use"
    __table_args__ = (CheckConstraint("discount_cents > 0", name="discount"),)

    order_id: Mapped[int] = mapped_column(
        ForeignKey("order.id"), primary_key=True, autoincrement=False
    )
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotion.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    order_code: Mapped[str] = mapped_column(String(12))
    discount_cents: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime())
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
