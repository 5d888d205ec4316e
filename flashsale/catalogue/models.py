"""Rows of the catalogue: producers, works, what can be bought of them, imports."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flashsale.db import Base, UtcDateTime
from flashsale.kernel.kinds import Form, Kind, TaxClass
from flashsale.kernel.places import HOME


def one_of(column: str, values: type[Kind] | type[Form] | type[TaxClass]) -> str:
    """Return the CHECK text that keeps `column` within an enumeration."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Producer(Base):
    """A publisher, house, label or collective that gives the allotment."""

    __tablename__ = "producer"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(120), default="")
    about_fr: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class WorkRow(Base):
    """What was made. Named `WorkRow` because `Work` is the unit of work."""

    __tablename__ = "work"
    __table_args__ = (CheckConstraint(one_of("kind", Kind), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    producer_id: Mapped[int | None] = mapped_column(
        ForeignKey("producer.id"), index=True
    )
    reference: Mapped[str | None] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    subtitle: Mapped[str] = mapped_column(String(300), default="")
    byline: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(3), default="fre")
    published_on: Mapped[str] = mapped_column(String(10), default="")
    publishing_status: Mapped[str] = mapped_column(String(2), default="")
    description_fr: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    cover_file: Mapped[str] = mapped_column(String(200), default="")
    cover_width: Mapped[int] = mapped_column(default=3)
    cover_height: Mapped[int] = mapped_column(default=4)
    cover_alt_fr: Mapped[str] = mapped_column(String(400), default="")
    cover_alt_en: Mapped[str] = mapped_column(String(400), default="")
    cover_link: Mapped[str] = mapped_column(String(500), default="")
    # [{"fr": [label, value], "en": [label, value]}, …] for the sheet « L'objet ».
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # [{"file": …, "alt_fr": …, "alt_en": …, "caption_fr": …, "caption_en": …}, …]
    spreads: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    is_incomplete: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())

    producer: Mapped[Producer | None] = relationship()
    skus: Mapped[list["Sku"]] = relationship(
        back_populates="work", order_by="Sku.position"
    )
    contributors: Mapped[list["Contributor"]] = relationship(
        order_by="Contributor.position", cascade="all, delete-orphan"
    )
    subjects: Mapped[list["Subject"]] = relationship(
        order_by="Subject.position", cascade="all, delete-orphan"
    )


class Contributor(Base):
    """Who made it, in which role (ONIX list 17 code, such as A01 for the author)."""

    __tablename__ = "contributor"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(String(200))


class Subject(Base):
    """What it is about: a code of a scheme (ONIX list 27: 93 Thema, 10 BISAC)."""

    __tablename__ = "subject"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    position: Mapped[int]
    scheme: Mapped[str] = mapped_column(String(3))
    code: Mapped[str] = mapped_column(String(40))
    heading: Mapped[str] = mapped_column(String(300), default="")


class Sku(Base):
    """What can be bought: one form of one work."""

    __tablename__ = "sku"
    __table_args__ = (
        CheckConstraint(one_of("form", Form), name="form"),
        CheckConstraint(one_of("tax_class", TaxClass), name="tax_class"),
        CheckConstraint("regular_price_cents >= 0", name="regular_price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    # The ISBN, the EAN, or the producer's own code; unique among what is sold.
    code: Mapped[str] = mapped_column(String(60), unique=True)
    gtin: Mapped[str | None] = mapped_column(String(14), unique=True)
    form: Mapped[str] = mapped_column(String(16))
    onix_form: Mapped[str] = mapped_column(String(2), default="")
    tax_class: Mapped[str] = mapped_column(String(16))
    label_fr: Mapped[str] = mapped_column(String(120), default="")
    label_en: Mapped[str] = mapped_column(String(120), default="")
    regular_price_cents: Mapped[int | None]
    pages: Mapped[int | None]
    minutes: Mapped[int | None]
    height_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    thickness_mm: Mapped[int | None]
    weight_g: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())

    work: Mapped[WorkRow] = relationship(back_populates="skus")
    prices: Mapped[list["SkuPrice"]] = relationship(
        order_by="SkuPrice.position", cascade="all, delete-orphan"
    )


class SkuPrice(Base):
    """A price as the producer announced it; a foreign one is kept, never converted."""

    __tablename__ = "sku_price"
    __table_args__ = (CheckConstraint("amount_cents >= 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), index=True)
    position: Mapped[int]
    price_type: Mapped[str] = mapped_column(String(2), default="")
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    tax_included: Mapped[bool] = mapped_column(default=False)
    territory: Mapped[str] = mapped_column(String(600), default="")


class Performance(Base):
    """Where and when a ticket is good."""

    __tablename__ = "performance"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), unique=True)
    venue: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(120))
    # Whose taxes an admission bears.
    province: Mapped[str] = mapped_column(String(2), default=HOME)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime())


class ImportRun(Base):
    """One import of one file: what was read, what was refused and why."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting','running','done','refused')", name="state"
        ),
        UniqueConstraint("code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(12))
    file_name: Mapped[str] = mapped_column(String(200))
    file_format: Mapped[str] = mapped_column(String(8))
    is_dry_run: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8))
    bytes_read: Mapped[int] = mapped_column(default=0)
    bytes_total: Mapped[int] = mapped_column(default=0)
    # Counts and rejected lines, as `imports.py` writes them.
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
