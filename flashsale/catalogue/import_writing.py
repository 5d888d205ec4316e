"""Writes a batch of records into the catalogue: made, changed, or found as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flashsale.catalogue.import_shelf import Shelf, stored_reference
from flashsale.catalogue.import_sku import fill_sku, make_sku
from flashsale.catalogue.import_work import (
    fill_work,
    make_work,
    settle_work,
    told_facts,
)
from flashsale.catalogue.models import Sku, WorkRow
from flashsale.catalogue.records import (
    Accepted,
    Fault,
    Notice,
    Reason,
    Rejected,
    Remark,
    Withdrawn,
)
from flashsale.catalogue.slugs import slug_of
from flashsale.db import Work


class Change(StrEnum):
    """What one record did to the catalogue."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Written:
    """A record that is in the catalogue now, and what that changed."""

    change: Change
    remarks: tuple[Remark, ...] = ()


Result = Written | Rejected


def write_batch(work: Work, batch: Sequence[Accepted | Withdrawn]) -> list[Result]:
    """Write records in their order; return what each one did.

    A product is known again by its GTIN, else by its own code, so that reading a
    file twice changes nothing the second time. What contradicts the catalogue is
    rejected, and the records around it are written.
    """
    shelf = Shelf(work, batch)
    results: list[Result] = []
    for record in batch:
        if isinstance(record, Withdrawn):
            results.append(_withdraw(work, shelf, record))
        else:
            results.append(_write(work, shelf, record))
    work.session.flush()
    return results


def _withdraw(work: Work, shelf: Shelf, record: Withdrawn) -> Written:
    sku = shelf.sku(record.code)
    if sku is None:
        notice = Notice.NOTHING_TO_WITHDRAW
        remark = Remark(record.line, "NotificationType", notice, record.code)
        return Written(Change.UNCHANGED, (*record.remarks, remark))
    if sku.withdrawn_at is not None:
        return Written(Change.UNCHANGED, record.remarks)
    sku.withdrawn_at = sku.updated_at = work.now
    return Written(Change.WITHDRAWN, record.remarks)


def _write(work: Work, shelf: Shelf, record: Accepted) -> Result:
    found = _known_sku(shelf, record)
    if isinstance(found, Fault):
        return Rejected(record.line, record.sku.code, (found,), record.remarks)
    if found is not None:
        return _update(work, shelf, record, found)
    row = _known_work(shelf, record) or make_work(work, shelf, record)
    facts = told_facts(row)
    make_sku(work, shelf, row, record)
    fill_work(work, shelf, row, record)
    settle_work(row, facts)
    return Written(Change.CREATED, record.remarks)


def _known_sku(shelf: Shelf, record: Accepted) -> Sku | Fault | None:
    """Return the SKU the record speaks of, None for a new one, or why it cannot be."""
    wanted = record.sku
    by_gtin = shelf.sku_by_gtin(wanted.gtin)
    by_code = shelf.sku_by_code(wanted.code)
    if by_gtin is not None and by_code is not None and by_gtin is not by_code:
        reason = Reason.CONFLICTING_IDENTIFIERS
        return Fault(record.line, "code", reason, wanted.code)
    sku = by_gtin or by_code
    if sku is None:
        return None
    has_other_gtin = wanted.gtin and sku.gtin and sku.gtin != wanted.gtin
    if by_gtin is None and (has_other_gtin or _is_of_other_producer(sku, record)):
        return Fault(record.line, "code", Reason.ALREADY_USED, wanted.code)
    is_alone = len(sku.work.skus) == 1
    if wanted.form is not None and sku.work.kind != record.work.kind and not is_alone:
        return Fault(record.line, "kind", Reason.OTHER_KIND, record.work.kind)
    return sku


def _is_of_other_producer(sku: Sku, record: Accepted) -> bool:
    # Own codes such as « 001 » are common: two houses may both use one.
    named, known = record.work.producer, sku.work.producer
    return bool(named) and known is not None and known.slug != slug_of(str(named))


def _known_work(shelf: Shelf, record: Accepted) -> WorkRow | None:
    """Return the work a new SKU is a format of: by reference, else by a sibling."""
    candidates = [shelf.work_by_reference(stored_reference(record.work))]
    for code in record.work.siblings:
        sibling = shelf.sku(code)
        candidates.append(sibling.work if sibling is not None else None)
    for row in candidates:
        if row is not None and row.kind == record.work.kind:
            return row
    return None


def _update(work: Work, shelf: Shelf, record: Accepted, sku: Sku) -> Written:
    facts = told_facts(sku.work)
    is_changed = fill_sku(shelf, sku, record)
    is_changed |= fill_work(work, shelf, sku.work, record)
    is_changed |= settle_work(sku.work, facts)
    if sku.withdrawn_at is not None:
        sku.withdrawn_at, is_changed = None, True
    if not is_changed:
        return Written(Change.UNCHANGED, record.remarks)
    sku.updated_at = work.now
    return Written(Change.UPDATED, record.remarks)
