"""The rows a batch of records may touch, loaded in a few queries and kept by key."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from flashsale.catalogue.models import Performance, Producer, Sku, WorkRow
from flashsale.catalogue.records import Accepted, Withdrawn, WorkRecord
from flashsale.catalogue.slugs import slug_of
from flashsale.db import Work

_LONGEST_SLUG = 100


def stored_reference(record: WorkRecord) -> str | None:
    """Return a work's reference as it is kept: the audiobook of a book is a work of
    its own, and its file may name the same one."""
    return f"{record.kind}:{record.reference}"[:200] if record.reference else None


class Shelf:
    """What the catalogue holds of a batch, and what the batch adds to it."""

    def __init__(self, work: Work, batch: Sequence[Accepted | Withdrawn]) -> None:
        """Load the rows that the records of `batch` name."""
        self._work = work
        self._by_code: dict[str, Sku] = {}
        self._by_gtin: dict[str, Sku] = {}
        self._by_reference: dict[str, WorkRow] = {}
        self._producers: dict[str, Producer] = {}
        self._shows: dict[int, Performance] = {}
        accepted = [record for record in batch if isinstance(record, Accepted)]
        self._load_skus(batch, accepted)
        self._load_works(accepted)
        self._load_producers(accepted)
        self._slugs = self._used_slugs(accepted)

    def _load_skus(
        self, batch: Sequence[Accepted | Withdrawn], accepted: Sequence[Accepted]
    ) -> None:
        codes = {r.code for r in batch if isinstance(r, Withdrawn)}
        codes |= {code for record in accepted for code in record.work.siblings}
        codes |= {record.sku.code for record in accepted}
        codes |= {record.sku.gtin for record in accepted if record.sku.gtin}
        found = self._work.session.scalars(
            select(Sku)
            .where(or_(Sku.code.in_(codes), Sku.gtin.in_(codes)))
            .options(
                selectinload(Sku.prices),
                selectinload(Sku.work).options(
                    selectinload(WorkRow.skus),
                    selectinload(WorkRow.contributors),
                    selectinload(WorkRow.subjects),
                    selectinload(WorkRow.producer),
                ),
            )
        )
        for sku in found:
            self.add_sku(sku)

    def _load_works(self, accepted: Sequence[Accepted]) -> None:
        references = {stored_reference(r.work) for r in accepted if r.work.reference}
        for row in self._work.session.scalars(
            select(WorkRow)
            .where(WorkRow.reference.in_(references))
            .options(
                selectinload(WorkRow.skus).selectinload(Sku.prices),
                selectinload(WorkRow.contributors),
                selectinload(WorkRow.subjects),
                selectinload(WorkRow.producer),
            )
        ):
            self.add_work(row)
        tickets = {sku.work_id for sku in self._by_code.values()}
        tickets |= {row.id for row in self._by_reference.values()}
        for show in self._work.session.scalars(
            select(Performance).where(Performance.work_id.in_(tickets))
        ):
            self._shows[show.work_id] = show

    def _load_producers(self, accepted: Sequence[Accepted]) -> None:
        slugs = {slug_of(r.work.producer) for r in accepted if r.work.producer}
        for row in self._work.session.scalars(
            select(Producer).where(Producer.slug.in_(slugs))
        ):
            self._producers[row.slug] = row

    def _used_slugs(self, accepted: Iterable[Accepted]) -> set[str]:
        wanted = {slug_of(record.work.title or record.sku.code) for record in accepted}
        return set(
            self._work.session.scalars(
                select(WorkRow.slug).where(WorkRow.slug.in_(wanted))
            )
        )

    def new_id(self) -> int:
        """Return an id for a new row."""
        return self._work.ids.new(self._work.now)

    def sku(self, code: str) -> Sku | None:
        """Return the SKU of this GTIN or code; the GTIN is asked first."""
        return self._by_gtin.get(code) or self._by_code.get(code)

    def sku_by_code(self, code: str) -> Sku | None:
        """Return the SKU whose own code this is."""
        return self._by_code.get(code)

    def sku_by_gtin(self, gtin: str | None) -> Sku | None:
        """Return the SKU of this GTIN, whatever its own code."""
        return self._by_gtin.get(gtin) or self._by_code.get(gtin) if gtin else None

    def work_by_reference(self, reference: str | None) -> WorkRow | None:
        """Return the work of this reference."""
        return self._by_reference.get(reference) if reference else None

    def add_sku(self, sku: Sku) -> None:
        """Remember a SKU for the records that follow."""
        self._by_code[sku.code] = sku
        if sku.gtin:
            self._by_gtin[sku.gtin] = sku
        self.add_work(sku.work)

    def add_work(self, row: WorkRow) -> None:
        """Remember a work and its SKUs for the records that follow."""
        if row.reference:
            self._by_reference[row.reference] = row
        for sku in row.skus:
            self._by_code.setdefault(sku.code, sku)
            if sku.gtin:
                self._by_gtin.setdefault(sku.gtin, sku)

    def show_of(self, row: WorkRow) -> Performance | None:
        """Return where and when the ticket `row` is good."""
        return self._shows.get(row.id)

    def add_show(self, show: Performance) -> None:
        """Remember a performance for the records that follow."""
        self._shows[show.work_id] = show

    def producer(self, name: str) -> Producer:
        """Return the producer of this name, made when there is none.

        Names that differ by case, accents or punctuation are one producer.
        """
        slug = slug_of(name)
        row = self._producers.get(slug)
        if row is None:
            row = Producer(
                id=self.new_id(), slug=slug, name=name, created_at=self._work.now
            )
            self._work.session.add(row)
            self._producers[slug] = row
        return row

    def free_slug(self, title: str) -> str:
        """Return a slug for a new work that no other work has."""
        slug = base = slug_of(title, longest=_LONGEST_SLUG)
        while slug in self._slugs:
            slug = f"{base}-{self._work.ids.code(5).lower()}"
        self._slugs.add(slug)
        return slug
