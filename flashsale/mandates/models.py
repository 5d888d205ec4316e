"""Rows of the mandates by which members have the house buy for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime
from flashsale.mandates.rules import MandateState

_STATES = ", ".join(f"'{state}'" for state in MandateState)
_IS_STANDING = text(f"state = '{MandateState.STANDING}'")


class Mandate(Base):
    """A member's word that their card may be charged once their turn comes.

    Its terms are never edited: one takes it back and gives another.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("max_total_cents > 0", name="max_total"),
        CheckConstraint("ends_at > agreed_at", name="dates"),
        CheckConstraint(
            "(order_code IS NOT NULL) = (state IN ('ordered','paid','refused'))",
            name="order",
        ),
        # One at a time for each place in a waitlist.
        Index(
            "uq_mandate_standing",
            "entry_id",
            unique=True,
            sqlite_where=_IS_STANDING,
            postgresql_where=_IS_STANDING,
        ),
        Index("ix_mandate_state_ends_at", "state", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("wait_entry.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    saved_card_id: Mapped[int] = mapped_column(ForeignKey("saved_card.id"))
    delivery: Mapped[str] = mapped_column(String(20))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("pickup_point.id"))
    address: Mapped[dict[str, Any]] = mapped_column(JSON)
    # All that the card may be charged: articles, carriage and taxes.
    max_total_cents: Mapped[int]
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime())
    language: Mapped[str] = mapped_column(String(2))
    consent_words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    why_not: Mapped[str] = mapped_column(String(20), default="")
    order_code: Mapped[str | None] = mapped_column(
        ForeignKey("order.code"), unique=True
    )
