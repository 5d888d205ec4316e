"""Rows of the house's own rates and registrations, beside those of `rates.csv`."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime
from flashsale.taxes.rules import LARGEST_RATE, LONGEST_NUMBER, LONGEST_SOURCE


class TaxChange(Base):
    """One thing an administrator wrote, with all its rows; undone before its day."""

    __tablename__ = "tax_change"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # The wall date, in the house's zone, from which its rows hold.
    since: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class TaxRateRow(Base):
    """What one tax takes of one class in one place, from its change's day on."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        CheckConstraint(f"rate BETWEEN 0 AND {LARGEST_RATE}", name="rate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change_id: Mapped[int] = mapped_column(ForeignKey("tax_change.id"), index=True)
    # Tax, place, class and day, until its change is undone: one row of a day.
    live_key: Mapped[str | None] = mapped_column(String(48), unique=True)
    tax: Mapped[str] = mapped_column(String(3))
    place: Mapped[str] = mapped_column(String(2))
    tax_class: Mapped[str] = mapped_column(String(16))
    # Thousandths of a percent.
    rate: Mapped[int]
    since: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE))


class TaxRegistrationRow(Base):
    """Whether the house collects for an authority, from its change's day on."""

    __tablename__ = "tax_registration"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change_id: Mapped[int] = mapped_column(ForeignKey("tax_change.id"), index=True)
    # Authority and day, until its change is undone.
    live_key: Mapped[str | None] = mapped_column(String(48), unique=True)
    authority: Mapped[str] = mapped_column(String(8))
    since: Mapped[str] = mapped_column(String(10))
    is_registered: Mapped[bool]
    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="")
