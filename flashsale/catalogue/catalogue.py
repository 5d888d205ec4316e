"""Reads: works and what can be bought of them, as frozen values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from flashsale.catalogue.models import Performance, Sku, WorkRow
from flashsale.db import Work
from flashsale.kernel.ids import SkuId, WorkId
from flashsale.kernel.kinds import DELIVERY_OF, Delivery, Form, Kind, TaxClass
from flashsale.kernel.places import Province


@dataclass(frozen=True, slots=True)
class Cover:
    """A drawn or printed cover: a file of the media folder and its ratio."""

    file: str
    width: int
    height: int
    alt_fr: str
    alt_en: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One picture of the inside."""

    file: str
    alt_fr: str
    alt_en: str
    caption_fr: str
    caption_en: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the sheet « L'objet »: a label and its value, in both languages."""

    label_fr: str
    value_fr: str
    label_en: str
    value_en: str


@dataclass(frozen=True, slots=True)
class Show:
    """Where and when a ticket is good."""

    venue: str
    city: str
    starts_at: datetime
    province: Province


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFacts:
    """A work as pages need it; descriptions are cleaned HTML."""

    id: WorkId
    slug: str
    kind: Kind
    title: str
    subtitle: str
    byline: str
    language: str
    producer_name: str
    producer_city: str
    description_fr: str
    description_en: str
    cover: Cover | None
    facts: tuple[Fact, ...]
    spreads: tuple[Spread, ...]
    show: Show | None
    is_incomplete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuFacts:
    """What can be bought: one form of one work."""

    id: SkuId
    work_id: WorkId
    code: str
    form: Form
    delivery: Delivery
    tax_class: TaxClass
    label_fr: str
    label_en: str
    regular_price_cents: int | None
    pages: int | None
    minutes: int | None
    weight_g: int | None
    thickness_mm: int | None
    is_withdrawn: bool


def works_by_id(work: Work, ids: Collection[WorkId]) -> dict[WorkId, WorkFacts]:
    """Return the named works that exist, in two queries however many they are."""
    if not ids:
        return {}
    rows = work.session.scalars(
        select(WorkRow).options(joinedload(WorkRow.producer)).where(WorkRow.id.in_(ids))
    )
    shows = {
        show.work_id: Show(
            show.venue, show.city, show.starts_at, Province(show.province)
        )
        for show in work.session.scalars(
            select(Performance).where(Performance.work_id.in_(ids))
        )
    }
    return {WorkId(row.id): _work_facts(row, shows.get(row.id)) for row in rows}


def show_start(work: Work, work_id: WorkId) -> datetime | None:
    """Return when the show of a work starts, or None for what is no show."""
    return work.session.scalar(
        select(Performance.starts_at).where(Performance.work_id == work_id)
    )


def _work_facts(row: WorkRow, show: Show | None) -> WorkFacts:
    producer = row.producer
    cover = None
    if row.cover_file:
        cover = Cover(
            row.cover_file,
            row.cover_width,
            row.cover_height,
            row.cover_alt_fr,
            row.cover_alt_en,
        )
    return WorkFacts(
        id=WorkId(row.id),
        slug=row.slug,
        kind=Kind(row.kind),
        title=row.title,
        subtitle=row.subtitle,
        byline=row.byline,
        language=row.language,
        producer_name=producer.name if producer else "",
        producer_city=producer.city if producer else "",
        description_fr=row.description_fr,
        description_en=row.description_en,
        cover=cover,
        facts=tuple(_fact(fact) for fact in row.facts),
        spreads=tuple(Spread(**spread) for spread in row.spreads),
        show=show,
        is_incomplete=row.is_incomplete,
    )


def _fact(stored: dict[str, Any]) -> Fact:
    (label_fr, value_fr), (label_en, value_en) = stored["fr"], stored["en"]
    return Fact(label_fr, value_fr, label_en, value_en)


def skus_by_id(work: Work, ids: Collection[SkuId]) -> dict[SkuId, SkuFacts]:
    """Return the named SKUs that exist, in one query."""
    if not ids:
        return {}
    rows = work.session.scalars(select(Sku).where(Sku.id.in_(ids)))
    return {SkuId(row.id): _sku_facts(row) for row in rows}


def skus_of_work(work: Work, work_id: WorkId) -> tuple[SkuFacts, ...]:
    """Return what can be bought of a work, in the catalogue's order."""
    rows = work.session.scalars(
        select(Sku).where(Sku.work_id == work_id).order_by(Sku.position, Sku.id)
    )
    return tuple(_sku_facts(row) for row in rows)


def _sku_facts(row: Sku) -> SkuFacts:
    form = Form(row.form)
    return SkuFacts(
        id=SkuId(row.id),
        work_id=WorkId(row.work_id),
        code=row.code,
        form=form,
        delivery=DELIVERY_OF[form],
        tax_class=TaxClass(row.tax_class),
        label_fr=row.label_fr,
        label_en=row.label_en,
        regular_price_cents=row.regular_price_cents,
        pages=row.pages,
        minutes=row.minutes,
        weight_g=row.weight_g,
        thickness_mm=row.thickness_mm,
        is_withdrawn=row.withdrawn_at is not None,
    )
