"""What must always be true of the papers, asked of the store itself."""

from collections.abc import Callable

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.invariants import Finding
from flashsale.orders import sold
from flashsale.orders.given_back import givings
from flashsale.paper.content import PaperKind, paper_from
from flashsale.paper.models import PaperRow, PaperSeries

MOST_NAMED = 20
_INVOICE, _NOTE = str(PaperKind.INVOICE), str(PaperKind.CREDIT_NOTE)


def numbers_have_no_gap(work: Work) -> Finding:
    """The numbers of each kind are 1 to n, and n is the last that was drawn."""
    rows = work.session.execute(
        select(
            PaperRow.kind,
            func.count(),
            func.min(PaperRow.number),
            func.max(PaperRow.number),
            func.count(PaperRow.number.distinct()),
        ).group_by(PaperRow.kind)
    )
    found = {row[0]: row[1:] for row in rows}
    series = work.session.execute(select(PaperSeries.kind, PaperSeries.last))
    drawn = dict(series.all())
    broken = []
    for kind in (_INVOICE, _NOTE):
        count, first, last, different = found.get(kind, (0, 1, 0, 0))
        if (first, last, different) != (1, count, count) or drawn.get(kind, 0) != count:
            broken.append(f"{kind} {count} papers, numbers {first} to {last}")
    looked_at = sum(values[0] for values in found.values())
    name = "papers are numbered 1 to n, without a gap"
    return Finding(name, looked_at, tuple(broken))


def each_paid_order_has_its_invoice(work: Work) -> Finding:
    """Every paid order has one invoice, of its own total, and no other order has."""
    kind = PaperRow.kind == _INVOICE
    rows = work.session.execute(
        select(PaperRow.order_id, PaperRow.total_cents).where(kind)
    )
    invoiced = dict(rows.all())
    broken, looked_at = [], 0
    for order_id, code, total_cents in sold.paid_totals(work):
        looked_at += 1
        if invoiced.pop(order_id, None) != total_cents:
            broken.append(code)
    broken += [str(order_id) for order_id in invoiced]
    name = "each paid order has one invoice, of its total"
    return Finding(name, looked_at, tuple(broken[:MOST_NAMED]))


def each_refund_has_its_note(work: Work) -> Finding:
    """What went back of a paid order, to a card or as credit, has one credit note."""
    noted = set(
        work.session.scalars(select(PaperRow.source).where(PaperRow.kind == _NOTE))
    )
    given = tuple(givings(work))
    broken = [giving.key for giving in given if giving.key not in noted]
    name = "all that went back of a paid order has one credit note"
    return Finding(name, len(given), tuple(broken[:MOST_NAMED]))


def papers_add_up(work: Work) -> Finding:
    """What a paper says adds up to the total it says, and is what its row says."""
    broken, looked_at = [], 0
    rows = work.session.scalars(select(PaperRow).order_by(PaperRow.id))
    for row in rows.yield_per(sold.AT_A_TIME):
        looked_at += 1
        paper = paper_from(row.content)
        said = (paper.number, str(paper.kind), paper.total_cents)
        if not paper.adds_up or said != (row.number, row.kind, row.total_cents):
            broken.append(f"{row.kind} {row.number}")
    name = "the parts of each paper are its total"
    return Finding(name, looked_at, tuple(broken[:MOST_NAMED]))


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    numbers_have_no_gap,
    each_paid_order_has_its_invoice,
    each_refund_has_its_note,
    papers_add_up,
)
