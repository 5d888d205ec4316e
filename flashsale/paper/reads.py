"""Reads: papers, as frozen values for pages, letters and files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId
from flashsale.paper.content import Paper, PaperKind, paper_from
from flashsale.paper.models import PaperFile, PaperRow
from flashsale.paper.typed_numbers import LARGEST_NUMBER, typed_number

AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One paper, as a list shows it. digest: of its file; None until it is made."""

    paper_id: int
    kind: PaperKind
    number: int
    order_code: str
    buyer_name: str
    total_cents: int
    issued_at: datetime
    digest: str | None


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper with its line."""

    line: PaperLine
    paper: Paper


def paper_by_id(work: Work, paper_id: int) -> KeptPaper | None:
    """Return a paper by its id."""
    return _one(work, PaperRow.id == paper_id)


def invoice_of_order(work: Work, order_code: str) -> KeptPaper | None:
    """Return the invoice of an order, or None as long as it has none."""
    kind = str(PaperKind.INVOICE)
    return _one(work, PaperRow.order_code == order_code, PaperRow.kind == kind)


def credit_note(work: Work, order_code: str, number: int) -> KeptPaper | None:
    """Return a credit note of an order by its number."""
    if not 0 < number < LARGEST_NUMBER:
        return None
    kind = str(PaperKind.CREDIT_NOTE)
    return _one(
        work,
        PaperRow.order_code == order_code,
        PaperRow.kind == kind,
        PaperRow.number == number,
    )


def papers_of_order(work: Work, order_code: str) -> tuple[PaperLine, ...]:
    """Return the papers of an order: its invoice, then its credit notes."""
    rows = work.session.execute(
        select(PaperRow, PaperFile.digest)
        .outerjoin(PaperFile, PaperFile.paper_id == PaperRow.id)
        .where(PaperRow.order_code == order_code)
        .order_by(PaperRow.kind.desc(), PaperRow.number)
    )
    return tuple(_line(row[0], row[1]) for row in rows)


def search(
    work: Work, wanted: str, *, before: int | None, most: int
) -> tuple[PaperLine, ...]:
    """Return papers, the latest first.

    wanted: a number, with its letters or not, an order's code, or a part of the
    buyer's name; empty for all. before: only those issued before this paper.
    """
    found = (
        select(PaperRow, PaperFile.digest)
        .outerjoin(PaperFile, PaperFile.paper_id == PaperRow.id)
        .order_by(PaperRow.issued_at.desc(), PaperRow.id.desc())
        .limit(most)
    )
    if wanted:
        found = found.where(_matching(wanted))
    if before is not None:
        last = work.session.get(PaperRow, before)
        if last is not None:
            found = found.where(
                or_(
                    PaperRow.issued_at < last.issued_at,
                    (PaperRow.issued_at == last.issued_at) & (PaperRow.id < last.id),
                )
            )
    return tuple(_line(row[0], row[1]) for row in work.session.execute(found))


def orders_of_number(work: Work, typed: str) -> frozenset[OrderId]:
    """Return the orders whose invoice or credit note has a typed number; one query."""
    numbered = _numbered(typed)
    if numbered is None:
        return frozenset()
    rows = work.session.scalars(select(PaperRow.order_id).where(numbered))
    return frozenset(map(OrderId, rows))


def all_papers(work: Work) -> Iterator[KeptPaper]:
    """Give every paper, by series and number."""
    found = (
        select(PaperRow, PaperFile.digest)
        .outerjoin(PaperFile, PaperFile.paper_id == PaperRow.id)
        .order_by(PaperRow.kind.desc(), PaperRow.number)
    )
    for row in work.session.execute(found).yield_per(AT_A_TIME):
        yield KeptPaper(_line(row[0], row[1]), paper_from(row[0].content))


def without_file(work: Work, *, most: int) -> tuple[int, ...]:
    """Return papers whose file is still to be made, the oldest first."""
    rows = work.session.scalars(
        select(PaperRow.id)
        .outerjoin(PaperFile, PaperFile.paper_id == PaperRow.id)
        .where(PaperFile.paper_id.is_(None))
        .order_by(PaperRow.issued_at, PaperRow.id)
        .limit(most)
    )
    return tuple(rows)


def _one(work: Work, *which: ColumnElement[bool]) -> KeptPaper | None:
    row = work.session.execute(
        select(PaperRow, PaperFile.digest)
        .outerjoin(PaperFile, PaperFile.paper_id == PaperRow.id)
        .where(*which)
    ).first()
    return (
        None
        if row is None
        else KeptPaper(_line(row[0], row[1]), paper_from(row[0].content))
    )


def _matching(wanted: str) -> ColumnElement[bool]:
    said = [
        PaperRow.order_code == wanted.upper(),
        PaperRow.buyer_name.icontains(wanted, autoescape=True),
    ]
    number = _numbered(wanted)
    return or_(*said) if number is None else or_(*said, number)


def _numbered(typed: str) -> ColumnElement[bool] | None:
    """Return what papers of a typed number are, or None when it is no number."""
    known = typed_number(typed)
    if known is None:
        return None
    kind, number = known
    numbered = PaperRow.number == number
    return numbered if kind is None else numbered & (PaperRow.kind == str(kind))


def _line(row: PaperRow, digest: str | None) -> PaperLine:
    return PaperLine(
        paper_id=row.id,
        kind=PaperKind(row.kind),
        number=row.number,
        order_code=row.order_code,
        buyer_name=row.buyer_name,
        total_cents=row.total_cents,
        issued_at=row.issued_at,
        digest=digest,
    )
