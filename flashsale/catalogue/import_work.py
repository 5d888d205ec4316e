"""Writes what a record says of a work into its row."""

from zoneinfo import ZoneInfo

from flashsale.catalogue.facts import Told, facts_of
from flashsale.catalogue.import_shelf import Shelf, stored_reference
from flashsale.catalogue.import_values import wall_time
from flashsale.catalogue.models import Contributor, Performance, Subject, WorkRow
from flashsale.catalogue.onix_codes import UNDEFINED_FORM
from flashsale.catalogue.records import (
    Accepted,
    ContributorRecord,
    PerformanceRecord,
    SubjectRecord,
)
from flashsale.catalogue.row_changes import assign
from flashsale.db import Work
from flashsale.kernel.window import HOUSE_ZONE

_LONGEST_BYLINE = 300
_KEPT_WHEN_SILENT = (
    *("subtitle", "published_on", "publishing_status"),
    *("description_fr", "description_en", "cover_alt_fr", "cover_alt_en"),
)


def make_work(work: Work, shelf: Shelf, record: Accepted) -> WorkRow:
    """Add the row of a new work, with nothing in it but what names it."""
    said = record.work
    row = WorkRow(
        id=shelf.new_id(),
        slug=shelf.free_slug(said.title or record.sku.code),
        kind=said.kind,
        reference=stored_reference(said),
        title=said.title or record.sku.code,
        subtitle="",
        byline="",
        # ISO 639-2 has a code for a language that nobody told.
        language=said.language or "und",
        published_on="",
        publishing_status="",
        description_fr="",
        description_en="",
        cover_file="",
        cover_alt_fr="",
        cover_alt_en="",
        cover_link="",
        facts=[],
        spreads=[],
        is_incomplete=not said.title,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    shelf.add_work(row)
    return row


def fill_work(work: Work, shelf: Shelf, row: WorkRow, record: Accepted) -> bool:
    """Write a record into its work; say whether anything changed."""
    said = record.work
    values: dict[str, object] = {}
    for name in _KEPT_WHEN_SILENT:
        if (text := getattr(said, name)) is not None:
            values[name] = text
    if said.title:
        values["title"] = said.title
    if said.language:
        values["language"] = said.language
    if said.cover is not None:
        values["cover_link"] = said.cover
    if record.sku.form is not None and len(row.skus) <= 1:
        values["kind"] = said.kind
    if (
        row.reference is None
        and shelf.work_by_reference(stored_reference(said)) is None
    ):
        values["reference"] = stored_reference(said)
    is_changed = assign(row, values)
    if said.producer:
        producer = shelf.producer(said.producer)
        if row.producer is not producer:
            row.producer, is_changed = producer, True
    if said.contributors is not None:
        is_changed |= _set_contributors(shelf, row, said.contributors)
    if said.subjects is not None:
        is_changed |= _set_subjects(shelf, row, said.subjects)
    if said.performance is not None:
        is_changed |= _set_performance(work, shelf, row, said.performance)
    if is_changed:
        row.updated_at = work.now
    return is_changed


def _set_contributors(
    shelf: Shelf, row: WorkRow, said: tuple[ContributorRecord, ...]
) -> bool:
    if tuple(ContributorRecord(c.role, c.name) for c in row.contributors) == said:
        return False
    row.contributors = [
        Contributor(
            id=shelf.new_id(), position=position, role=person.role, name=person.name
        )
        for position, person in enumerate(said)
    ]
    row.byline = byline_of(said)
    return True


def byline_of(people: tuple[ContributorRecord, ...]) -> str:
    """Return the names of those who share the first role, in their order."""
    if not people:
        return ""
    names = [person.name for person in people if person.role == people[0].role]
    byline = ", ".join(dict.fromkeys(names))
    return byline if len(byline) <= _LONGEST_BYLINE else names[0]


def _set_subjects(shelf: Shelf, row: WorkRow, said: tuple[SubjectRecord, ...]) -> bool:
    if tuple(SubjectRecord(s.scheme, s.code, s.heading) for s in row.subjects) == said:
        return False
    row.subjects = [
        Subject(
            id=shelf.new_id(),
            position=position,
            scheme=subject.scheme,
            code=subject.code,
            heading=subject.heading,
        )
        for position, subject in enumerate(said)
    ]
    return True


def _set_performance(
    work: Work, shelf: Shelf, row: WorkRow, said: PerformanceRecord
) -> bool:
    starts_at = wall_time(said.starts).replace(tzinfo=ZoneInfo(HOUSE_ZONE))
    show = shelf.show_of(row)
    if show is not None:
        values = {
            "venue": said.venue,
            "city": said.city,
            "province": str(said.province),
            "starts_at": starts_at,
        }
        return assign(show, values)
    # The row must be there before the one that names it: no relationship says so.
    work.session.flush()
    show = Performance(
        id=shelf.new_id(),
        work_id=row.id,
        venue=said.venue,
        city=said.city,
        province=str(said.province),
        starts_at=starts_at,
    )
    work.session.add(show)
    shelf.add_show(show)
    return True


def told_facts(row: WorkRow) -> list[dict[str, object]]:
    """Return the lines of « L'objet » that the work and its first format tell."""
    sku = min(row.skus, key=lambda sku: sku.position, default=None)
    return facts_of(
        Told(
            language=row.language,
            published_on=row.published_on,
            gtin=(sku.gtin or "") if sku else "",
            pages=(sku.pages or 0) if sku else 0,
            minutes=(sku.minutes or 0) if sku else 0,
            height_mm=(sku.height_mm or 0) if sku else 0,
            width_mm=(sku.width_mm or 0) if sku else 0,
        )
    )


def settle_work(row: WorkRow, facts_before: list[dict[str, object]]) -> bool:
    """Bring facts and completeness up to date; say whether anything changed.

    facts_before: what `told_facts` said before the record; facts that a person
    wrote are another list, and stay.
    """
    values: dict[str, object] = {
        "is_incomplete": row.title in {sku.code for sku in row.skus}
        or any(sku.onix_form == UNDEFINED_FORM for sku in row.skus)
    }
    if not row.facts or row.facts == facts_before:
        values["facts"] = told_facts(row)
    return assign(row, values)
