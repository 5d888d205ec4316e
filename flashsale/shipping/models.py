"""Rows of the house's own prices and zones of carriage, and of its pickup points."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime
from flashsale.shipping.rules import LARGEST_CENTS, LONGEST_LINE


class ShippingChange(Base):
    """One thing that an administrator wrote, with its rows; undone before its day."""

    __tablename__ = "shipping_change"
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


class ShippingBandRow(Base):
    """The price of one band; all those of a post and zone are written together."""

    __tablename__ = "shipping_band"
    __table_args__ = (
        CheckConstraint("up_to_g > 0", name="weight"),
        CheckConstraint(f"cents BETWEEN 0 AND {LARGEST_CENTS}", name="cents"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change_id: Mapped[int] = mapped_column(ForeignKey("shipping_change.id"), index=True)
    # Post, zone, weight and day, until its change is undone.
    live_key: Mapped[str | None] = mapped_column(String(48), unique=True)
    post: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(12))
    up_to_g: Mapped[int]
    cents: Mapped[int]
    since: Mapped[str] = mapped_column(String(10))


class ShippingZoneRow(Base):
    """The zone of the postal codes that begin with a prefix, from a day on."""

    __tablename__ = "shipping_zone"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change_id: Mapped[int] = mapped_column(ForeignKey("shipping_change.id"), index=True)
    # Prefix and day, until its change is undone.
    live_key: Mapped[str | None] = mapped_column(String(48), unique=True)
    prefix: Mapped[str] = mapped_column(String(3))
    zone: Mapped[str] = mapped_column(String(12))
    since: Mapped[str] = mapped_column(String(10))


class PickupPointRow(Base):
    """Where a member fetches what they bought; closed rather than deleted."""

    __tablename__ = "pickup_point"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(LONGEST_LINE))
    line1: Mapped[str] = mapped_column(String(LONGEST_LINE))
    city: Mapped[str] = mapped_column(String(LONGEST_LINE))
    postal_code: Mapped[str] = mapped_column(String(7))
    hours_fr: Mapped[str] = mapped_column(Text)
    hours_en: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
