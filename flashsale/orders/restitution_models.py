"""Rows of what goes back of paid orders: money by line, and what became of units."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime


class Restitution(Base):
    """Money that goes back for parts of a paid order; never edited.

    The part of the card is a refund of its payment; the rest is credit.
    """

    __tablename__ = "restitution"
    __table_args__ = (
        CheckConstraint("cause IN ('member','staff','house')", name="cause"),
        CheckConstraint("promo_credit_cents >= 0", name="promo"),
        CheckConstraint(
            "card_cents >= 0 AND refund_credit_cents >= 0 AND paid_credit_cents >= 0 "
            "AND total_cents = card_cents + refund_credit_cents + paid_credit_cents",
            name="amounts",
        ),
        CheckConstraint("(card_cents > 0) = (refund_id IS NOT NULL)", name="card"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    # One form makes one restitution, however often it is posted.
    key: Mapped[str] = mapped_column(String(80), unique=True)
    cause: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(200))
    asked_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    total_cents: Mapped[int]
    card_cents: Mapped[int]
    refund_credit_cents: Mapped[int]
    paid_credit_cents: Mapped[int]
    # Given again because the house cancels; no money, and in no total.
    promo_credit_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    refund_id: Mapped[int | None] = mapped_column(
        ForeignKey("payment_refund.id"), unique=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class RestitutionLine(Base):
    """What goes back for units of one line, or one gift card; else for the carriage."""

    __tablename__ = "restitution_line"
    __table_args__ = (
        CheckConstraint("units >= 0", name="units"),
        CheckConstraint(
            "(order_line_id IS NULL AND order_gift_card_id IS NULL) = (units = 0)",
            name="carriage",
        ),
        # A card is bought and given back whole, and is no line; no tax is on it.
        CheckConstraint(
            "order_gift_card_id IS NULL OR (order_line_id IS NULL AND units = 1 "
            "AND gst_cents + qst_cents + hst_cents + pst_cents = 0)",
            name="card",
        ),
        CheckConstraint(
            "net_cents >= 0 AND gst_cents >= 0 AND qst_cents >= 0 "
            "AND hst_cents >= 0 AND pst_cents >= 0",
            name="amounts",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    restitution_id: Mapped[int] = mapped_column(
        ForeignKey("restitution.id"), index=True
    )
    order_line_id: Mapped[int | None] = mapped_column(
        ForeignKey("order_line.id"), index=True
    )
    # Unique: the money of one card never goes back twice.
    order_gift_card_id: Mapped[int | None] = mapped_column(
        ForeignKey("order_gift_card.id"), unique=True
    )
    units: Mapped[int]
    net_cents: Mapped[int]
    gst_cents: Mapped[int]
    qst_cents: Mapped[int]
    hst_cents: Mapped[int]
    pst_cents: Mapped[int]


class LineReturn(Base):
    """What became of units that were sold: it says nothing of money."""

    __tablename__ = "line_return"
    __table_args__ = (
        CheckConstraint("units >= 1", name="units"),
        CheckConstraint(
            "kind IN ('released','returned_a','returned_b','lost')", name="kind"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    units: Mapped[int]
    # In the words of who noted it; may be empty.
    reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    noted_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime())


class CallOff(Base):
    """A sale whose house cannot keep its word: everything sold in it goes back."""

    __tablename__ = "call_off"

    drop_id: Mapped[int] = mapped_column(
        ForeignKey("drop.id"), primary_key=True, autoincrement=False
    )
    asked_by: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
