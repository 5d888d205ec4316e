"""Rows of the editorial texts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.db import Base, UtcDateTime


class Note(Base):
    """Why this drop: one text a language, as Markdown."""

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("drop_id", "language"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drop_id: Mapped[int] = mapped_column(ForeignKey("drop.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    hook: Mapped[str] = mapped_column(String(160), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class TableWord(Base):
    """« Le mot de la table »: the house's word of a day, one text a language."""

    __tablename__ = "table_word"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        UniqueConstraint("day", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2))
    body: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
