"""Issuing papers: one invoice for each paid order, one note for what went back of it.

The number is drawn in the transaction of the fact that asks for it. Money comes first:
what stands in the way of a paper is logged and undone with its number, and the sweep
issues the paper later; the payment goes through.
"""

import logging
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from flashsale.db import Work
from flashsale.kernel.ids import OrderId
from flashsale.orders import sold
from flashsale.orders.events import OrderPaid, RefundSucceeded, RestitutionMade
from flashsale.orders.given_back import Giving, count_givings, given_back, givings
from flashsale.orders.merchant import Merchant
from flashsale.paper import claims, drawing
from flashsale.paper.content import Paper, PaperKind, paper_from, paper_values
from flashsale.paper.events import PaperIssued
from flashsale.paper.models import PaperRow
from flashsale.paper.requirements import lacking

log = logging.getLogger(__name__)


class _Known(Exception):
    """Carries out of the savepoint that the paper stands already."""


def order_paid(work: Work, fact: OrderPaid) -> None:
    """Issue the invoice of an order that was just paid."""
    try:
        issue_invoice(work, fact.order_id, fact.seller)
    except (SQLAlchemyError, ArithmeticError, LookupError, ValueError):
        log.exception("paper.not_issued order=%s", fact.order_id)


def refund_succeeded(work: Work, fact: RefundSucceeded) -> None:
    """Issue the credit note of money that just went back to a card."""
    _note(work, Giving(refund_id=fact.refund_id))


def restitution_made(work: Work, fact: RestitutionMade) -> None:
    """Issue the credit note of what is credit again; a card's comes with its refund."""
    if fact.refund_id is None:
        _note(work, Giving(restitution_id=fact.restitution_id))


def _note(work: Work, giving: Giving) -> None:
    try:
        issue_credit_note(work, giving)
    except (SQLAlchemyError, ArithmeticError, LookupError, ValueError):
        log.exception("paper.not_issued %s", giving.key)


def issue_invoice(work: Work, order_id: OrderId, merchant: Merchant) -> bool:
    """Issue the invoice of a paid order; False when it has one or is not paid.

    Idempotent, safe to run in parallel. Publishes PaperIssued.
    """
    order = sold.sold_order(work, order_id)
    if order is None or _by_source(work, f"order:{order_id}") is not None:
        return False
    try:
        with work.session.begin_nested():
            number = claims.next_number(work, PaperKind.INVOICE)
            if _by_source(work, f"order:{order_id}") is not None:
                raise _Known
            paper = drawing.invoice_of(order, merchant, number)
            _write(work, paper, order_id, f"order:{order_id}", at=order.paid_at)
    except _Known:
        return False
    return True


def issue_credit_note(work: Work, giving: Giving) -> bool:
    """Issue the note of what went back; False when it has one, or had no invoice.

    Idempotent, safe to run in parallel. Publishes PaperIssued.
    """
    given = given_back(work, giving)
    if given is None or _by_source(work, giving.key) is not None:
        return False
    invoice = _by_source(work, f"order:{given.order_id}")
    if invoice is None:
        return False
    try:
        with work.session.begin_nested():
            # From here on no other note can come between: what went before is known.
            number = claims.next_number(work, PaperKind.CREDIT_NOTE)
            if _by_source(work, giving.key) is not None:
                raise _Known
            paper = drawing.credit_note_of(
                paper_from(invoice.content),
                given,
                _notes(work, given.order_id),
                number,
                work.now,
            )
            _write(
                work,
                paper,
                given.order_id,
                giving.key,
                at=work.now,
                giving=giving,
            )
    except _Known:
        return False
    return True


def without_invoice(work: Work) -> list[OrderId]:
    """Return paid orders that have no invoice: of an older program, or of a fault."""
    if _count(work, PaperKind.INVOICE) == sold.count_paid(work):
        return []
    kind = str(PaperKind.INVOICE)
    known = set(
        work.session.scalars(select(PaperRow.order_id).where(PaperRow.kind == kind))
    )
    return [one[0] for one in sold.paid_totals(work) if one[0] not in known]


def without_note(work: Work) -> list[Giving]:
    """Return what went back of paid orders and has no credit note."""
    if _count(work, PaperKind.CREDIT_NOTE) == count_givings(work):
        return []
    kind = str(PaperKind.CREDIT_NOTE)
    known = set(
        work.session.scalars(select(PaperRow.source).where(PaperRow.kind == kind))
    )
    return [one for one in givings(work) if one.key not in known]


def _count(work: Work, kind: PaperKind) -> int:
    counted = select(func.count()).where(PaperRow.kind == str(kind))
    return work.session.scalar(counted) or 0


def _by_source(work: Work, source: str) -> PaperRow | None:
    return work.session.scalar(select(PaperRow).where(PaperRow.source == source))


def _notes(work: Work, order_id: OrderId) -> list[Paper]:
    """Return the notes of an order so far."""
    rows = work.session.scalars(
        select(PaperRow.content)
        .where(
            PaperRow.order_id == order_id,
            PaperRow.kind == str(PaperKind.CREDIT_NOTE),
        )
        .order_by(PaperRow.number)
    )
    return [paper_from(content) for content in rows]


def _write(
    work: Work,
    paper: Paper,
    order_id: OrderId,
    source: str,
    *,
    at: datetime,
    giving: Giving | None = None,
) -> None:
    lacks = lacking(paper) if paper.kind is PaperKind.INVOICE else ()
    if lacks:
        log.warning("paper.lacks order=%s items=%s", order_id, sorted(lacks))
    row = PaperRow(
        id=work.ids.new(work.now),
        kind=str(paper.kind),
        number=paper.number,
        source=source,
        order_id=order_id,
        order_code=paper.order_code,
        refund_id=giving.refund_id if giving else None,
        buyer_name=paper.buyer.name[:200],
        total_cents=paper.total_cents,
        content=paper_values(paper),
        issued_at=at,
    )
    work.session.add(row)
    work.session.flush()
    work.publish(PaperIssued(row.id, giving))
