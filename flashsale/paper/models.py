"""Rows of the papers: their series, what each says, and the file made of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime

KINDS = "'invoice','credit_note'"


class PaperSeries(Base):
    """The last number given of one kind; whoever draws the next one locks the row."""

    __tablename__ = "paper_series"
    __table_args__ = (CheckConstraint("last >= 0", name="last"),)

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    last: Mapped[int]


class PaperRow(Base):
    """One paper, as it was drawn up; never edited, never deleted."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("total_cents >= 0", name="total"),
        CheckConstraint("kind = 'credit_note' OR refund_id IS NULL", name="for"),
        UniqueConstraint("kind", "number"),
        # What the paper is for: the same fact never makes two.
        UniqueConstraint("source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    order_code: Mapped[str] = mapped_column(String(12), index=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("payment_refund.id"))
    buyer_name: Mapped[str] = mapped_column(String(200))
    total_cents: Mapped[int]
    # A `Paper` of content.py.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class PaperFile(Base):
    """The file that was made of a paper, by the hash of its bytes; never made anew."""

    __tablename__ = "paper_file"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    # SHA-256 of the bytes, hex: also its name on the shelf.
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
