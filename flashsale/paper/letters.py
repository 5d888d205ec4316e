"""The papers that go with letters: the receipt has its invoice, a refund its note."""

import logging

from flashsale.mail.attachments import Attachment
from flashsale.mail.outbox import Letter
from flashsale.paper import filing, reads
from flashsale.paper.note_letters import NOTE
from flashsale.paper.printed import number_of
from flashsale.paper.reads import KeptPaper
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

RECEIPT = "receipt"
PDF = "application/pdf"


def of_letter(runtime: Runtime, letter: Letter) -> tuple[Attachment, ...]:
    """Return the files of a letter, made now when no job has yet.

    A paper that cannot be set holds no letter back: it links to its page all the same.
    """
    if letter.message not in (RECEIPT, NOTE):
        return ()
    try:
        with runtime.read() as work:
            code = letter.values["code"]
            kept = (
                reads.invoice_of_order(work, code)
                if letter.message == RECEIPT
                else reads.paper_by_id(work, letter.values["paper_id"])
            )
        return (attachment_of(runtime, kept),) if kept else ()
    except Exception:
        log.exception("paper.not_attached mail=%s", letter.mail_id)
        return ()


def attachment_of(runtime: Runtime, kept: KeptPaper) -> Attachment:
    """Return the file of a paper, under the name of its number."""
    name = f"{number_of(kept.line.kind, kept.line.number)}.pdf"
    return Attachment(name, PDF, filing.file_of(runtime, kept))
