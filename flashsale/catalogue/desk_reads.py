"""Reads for the team: searching the catalogue, and all that is known of one work."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from flashsale.catalogue.catalogue import SkuFacts, WorkFacts, skus_of_work, works_by_id
from flashsale.catalogue.models import Producer, Sku, SkuPrice, WorkRow
from flashsale.catalogue.onix_codes import UNDEFINED_FORM
from flashsale.db import Work
from flashsale.kernel.folding import folded
from flashsale.kernel.ids import SkuId, WorkId
from flashsale.kernel.kinds import Form, Kind

PAGE_OF = 50
MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What one looks for. words: in title, byline, producer or code; kind: or any."""

    words: str = ""
    kind: Kind | None = None
    only_incomplete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """One work in a list. price_cents: the lowest regular price known, or None."""

    id: WorkId
    title: str
    subtitle: str
    byline: str
    producer_name: str
    kind: Kind
    codes: tuple[str, ...]
    forms: tuple[Form, ...]
    price_cents: int | None
    cover_file: str
    is_incomplete: bool


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of the works found. total: works; page, pages: from 1."""

    rows: tuple[ShelfRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class AnnouncedPrice:
    """A price as the producer announced it."""

    amount_cents: int
    currency: str
    tax_included: bool
    territory: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuSheet:
    """A SKU with what its producer announced. is_undefined: its form is not known."""

    facts: SkuFacts
    gtin: str
    height_mm: int | None
    width_mm: int | None
    prices: tuple[AnnouncedPrice, ...]
    is_undefined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSheet:
    """All that is known of a work. people: names with their ONIX role (list 17)."""

    facts: WorkFacts
    reference: str
    published_on: str
    publishing_status: str
    cover_link: str
    people: tuple[tuple[str, str], ...]
    subjects: tuple[str, ...]
    skus: tuple[SkuSheet, ...]


def works_matching(work: Work, search: Search, page: int = 1) -> ShelfPage:
    """Return one page of the works found, by title; four queries at most.

    Every word must be somewhere in the work, accents aside. page: brought within
    what exists.
    """
    found = _found(work, search)
    pages = max(1, -(-len(found) // PAGE_OF))
    page = min(max(1, page), pages)
    shown = found[(page - 1) * PAGE_OF : page * PAGE_OF]
    rows = {
        row.id: row
        for row in work.session.scalars(
            select(WorkRow)
            .options(joinedload(WorkRow.producer), selectinload(WorkRow.skus))
            .where(WorkRow.id.in_(shown))
        )
    }
    return ShelfPage(
        tuple(_shelf_row(rows[work_id]) for work_id in shown), len(found), page, pages
    )


def _found(work: Work, search: Search) -> list[int]:
    """Return the ids of the works found, in the order of their titles.

    Folded here and not in SQL: the stores share no function that drops accents,
    and a few thousand short texts are folded in the time of one page.
    """
    narrow = select(
        WorkRow.id, WorkRow.title, WorkRow.subtitle, WorkRow.byline, Producer.name
    ).outerjoin(Producer, WorkRow.producer_id == Producer.id)
    if search.kind is not None:
        narrow = narrow.where(WorkRow.kind == str(search.kind))
    if search.only_incomplete:
        narrow = narrow.where(WorkRow.is_incomplete.is_(True))
    wanted = folded(search.words).split()[:MOST_WORDS]
    codes = _codes(work) if wanted else {}
    kept: list[tuple[str, int]] = []
    for work_id, title, subtitle, byline, producer in work.session.execute(narrow):
        said = folded(f"{title}\n{subtitle}\n{byline}\n{producer or ''}")
        known = codes.get(work_id, "")
        if all(
            # An ISBN is printed with hyphens and kept without.
            word in said or word in known or (word.replace("-", "") or word) in known
            for word in wanted
        ):
            kept.append((said, work_id))
    return [work_id for _, work_id in sorted(kept)]


def _codes(work: Work) -> dict[int, str]:
    codes: dict[int, str] = {}
    for work_id, code in work.session.execute(select(Sku.work_id, Sku.code)):
        codes[work_id] = f"{codes.get(work_id, '')}\n{code.lower()}"
    return codes


def _shelf_row(row: WorkRow) -> ShelfRow:
    prices = [
        sku.regular_price_cents
        for sku in row.skus
        if sku.regular_price_cents is not None
    ]
    return ShelfRow(
        id=WorkId(row.id),
        title=row.title,
        subtitle=row.subtitle,
        byline=row.byline,
        producer_name=row.producer.name if row.producer else "",
        kind=Kind(row.kind),
        codes=tuple(sku.code for sku in row.skus),
        forms=tuple(Form(sku.form) for sku in row.skus),
        price_cents=min(prices, default=None),
        cover_file=row.cover_file,
        is_incomplete=row.is_incomplete,
    )


def work_sheet(work: Work, work_id: WorkId) -> WorkSheet | None:
    """Return all that is known of a work, or None; as many queries for any work."""
    row = work.session.scalars(
        select(WorkRow)
        .options(
            joinedload(WorkRow.producer),
            selectinload(WorkRow.skus).selectinload(Sku.prices),
            selectinload(WorkRow.contributors),
            selectinload(WorkRow.subjects),
        )
        .where(WorkRow.id == work_id)
    ).one_or_none()
    if row is None:
        return None
    facts = {sku.id: sku for sku in skus_of_work(work, work_id)}
    return WorkSheet(
        facts=works_by_id(work, [work_id])[work_id],
        reference=row.reference or "",
        published_on=row.published_on,
        publishing_status=row.publishing_status,
        cover_link=row.cover_link,
        people=tuple((person.name, person.role) for person in row.contributors),
        subjects=tuple(subject.heading or subject.code for subject in row.subjects),
        skus=tuple(_sku_sheet(sku, facts[SkuId(sku.id)]) for sku in row.skus),
    )


def _sku_sheet(row: Sku, facts: SkuFacts) -> SkuSheet:
    return SkuSheet(
        facts=facts,
        gtin=row.gtin or "",
        height_mm=row.height_mm,
        width_mm=row.width_mm,
        prices=tuple(_announced(price) for price in row.prices),
        is_undefined=row.onix_form == UNDEFINED_FORM,
    )


def _announced(row: SkuPrice) -> AnnouncedPrice:
    return AnnouncedPrice(
        row.amount_cents, row.currency, row.tax_included, row.territory
    )
