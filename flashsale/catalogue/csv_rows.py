"""Turns the rows of a flat CSV into records, or says why one is refused."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from flashsale.catalogue import csv_headers as words
from flashsale.catalogue.csv_reader import Layout, Row, inspect_csv, read_rows
from flashsale.catalogue.csv_values import RowReader
from flashsale.catalogue.records import (
    Accepted,
    FileRefused,
    FileRemark,
    Notice,
    Outcome,
    Reason,
    Rejected,
    Remark,
    SkuRecord,
    Withdrawn,
    WorkRecord,
    shown,
)
from flashsale.kernel.kinds import Kind


def read_csv(source: BinaryIO) -> Iterator[Outcome]:
    """Yield one outcome per row. A row without a title is one more format of the work
    above it.

    source: can seek; read from its start. A FileRefused comes alone: the whole file
    is inspected before its first row is told.
    """
    layout = inspect_csv(source)
    if isinstance(layout, FileRefused):
        yield layout
        return
    for header in layout.unknown:
        line = layout.header_line
        yield FileRemark(Remark(line, shown(header), Notice.UNKNOWN_COLUMN, header))
    above: Outcome | None = None
    rows = 0
    for row in read_rows(source, layout):
        if isinstance(row, FileRefused):
            yield row
            return
        rows += 1
        outcome = read_row(row, layout, above)
        yield outcome
        # A row with a title begins a work, accepted or not; the others continue it.
        if row.cells.get("title"):
            above = outcome
    if not rows:
        yield FileRemark(Remark(0, "", Notice.NO_RECORD))


def read_row(row: Row, layout: Layout, above: Outcome | None) -> Outcome:
    """Return what one row says: accepted, withdrawn, or refused with reasons."""
    reader = RowReader(row, layout)
    if row.extra:
        reader.refuse("", Reason.EXTRA_CELLS, row.extra)
    title = reader.bounded("title", "title")
    kind = _kind(reader, title, above)
    code, gtin = reader.identifiers()
    label = shown(title or code or gtin or "")
    if reader.yes_or_no("withdrawn") and (gtin or code) and not reader.faults:
        return Withdrawn(row.line, gtin or code or "", reader.remarks)
    work: WorkRecord | None = None
    if kind is not None:
        if title:
            work = _work(reader, kind, title)
        else:
            work = _continued(reader, kind, above)
    sku = _sku(reader, kind, code, gtin)
    if reader.faults or work is None or sku is None:
        return Rejected(row.line, label, reader.faults, reader.remarks)
    return Accepted(row.line, work, sku, reader.remarks)


def _kind(reader: RowReader, title: str | None, above: Outcome | None) -> Kind | None:
    written = reader.cell("kind") or ""
    kind = words.kind_of(written) if written else None
    if written and kind is None:
        reader.refuse("kind", Reason.NOT_A_KIND, written)
        return None
    if reader.cell("title"):
        if kind is None:
            reader.refuse("kind", Reason.MISSING)
        return kind
    if above is None:
        reader.refuse("title", Reason.MISSING)
        return None
    if not isinstance(above, Accepted):
        reader.refuse("title", Reason.ROW_ABOVE)
        return None
    if kind is not None and kind is not above.work.kind:
        reader.refuse("kind", Reason.OTHER_KIND, written)
        return None
    return above.work.kind


def _work(reader: RowReader, kind: Kind, title: str) -> WorkRecord:
    part: dict[str, Any] = {
        "subtitle": reader.bounded("subtitle", "subtitle"),
        "producer": reader.bounded("producer", "producer"),
        "reference": reader.bounded("reference", "reference") or None,
        "contributors": reader.contributors(kind),
        "language": reader.language(),
        "published_on": reader.date("published_on"),
        "description_fr": reader.description("description_fr"),
        "description_en": reader.description("description_en"),
        "subjects": reader.subjects(),
        "cover": reader.bounded("cover", "cover"),
        "cover_alt_fr": reader.bounded("cover_alt_fr", "alt"),
        "cover_alt_en": reader.bounded("cover_alt_en", "alt"),
    }
    if part["reference"]:
        part["reference"] = f"csv:{part['reference']}"
    if kind is Kind.TICKET:
        part["performance"] = reader.performance()
    return WorkRecord(kind=kind, title=title, **part)


def _continued(
    reader: RowReader, kind: Kind, above: Outcome | None
) -> WorkRecord | None:
    if not isinstance(above, Accepted):
        return None
    work = WorkRecord(
        kind=kind, reference=above.work.reference, siblings=(above.sku.code,)
    )
    if kind is Kind.TICKET and above.work.performance is not None:
        return replace(work, performance=above.work.performance)
    return work


def _sku(
    reader: RowReader, kind: Kind | None, code: str | None, gtin: str | None
) -> SkuRecord | None:
    form = reader.form(kind)
    labels = words.FORM_LABELS[form] if form is not None else ("", "")
    part: dict[str, Any] = {
        "label_fr": reader.bounded("label_fr", "label") or labels[0],
        "label_en": reader.bounded("label_en", "label") or labels[1],
        "prices": reader.prices(),
        "pages": reader.whole("pages", highest=50_000),
        "minutes": reader.whole("minutes", highest=60_000),
        "height_mm": reader.measure("height_mm"),
        "width_mm": reader.measure("width_mm"),
        "thickness_mm": reader.measure("thickness_mm"),
        "weight_g": reader.measure("weight_g"),
    }
    if form is None or not (code or gtin):
        return None
    return SkuRecord(code=code or gtin or "", gtin=gtin, form=form, **part)
