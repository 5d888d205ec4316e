"""The letter that a credit note goes with: of its restitution, or one of its own."""

from flashsale.db import Work
from flashsale.mail import outbox
from flashsale.orders import order_letters
from flashsale.paper import reads
from flashsale.paper.content import PaperKind
from flashsale.paper.events import PaperIssued

NOTE = "credit_note"


def paper_issued(work: Work, fact: PaperIssued) -> None:
    """Send a credit note to its buyer; the receipt tells of an invoice.

    With the letter that tells what goes back, as long as that has not left; where the
    bank took its time, or the refund was not of this house's asking, with one more.
    """
    kept = reads.paper_by_id(work, fact.paper_id)
    if kept is None or kept.line.kind is not PaperKind.CREDIT_NOTE:
        return
    paper = kept.paper
    if fact.giving is not None and order_letters.enclose_note(
        work, fact.giving, fact.paper_id, paper.number
    ):
        return
    outbox.write(
        work,
        key=f"{NOTE}:{fact.paper_id}",
        message=NOTE,
        to_address=paper.buyer.email,
        language=paper.language,
        values={
            "name": paper.buyer.name,
            "code": paper.order_code,
            "paper_id": fact.paper_id,
            "number": paper.number,
            "total_cents": paper.total_cents,
            "card_cents": paper.due_cents,
            "credit_cents": paper.refund_credit_cents + paper.paid_credit_cents,
            "card_last4": paper.card_last4,
        },
    )
