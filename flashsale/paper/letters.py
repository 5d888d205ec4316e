"""The papers that go with letters: the receipt has its invoice, a refund its note."""

import logging

from flashsale.db import Work
from flashsale.mail.attachments import Attachment
from flashsale.mail.outbox import Letter
from flashsale.paper import filing, reads
from flashsale.paper.printed import number_of
from flashsale.paper.reads import KeptPaper
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

PDF = "application/pdf"


def of_letter(runtime: Runtime, letter: Letter) -> tuple[Attachment, ...]:
    """Return the files of a letter, made now when no job has yet.

    A paper that cannot be set holds no letter back: it links to its page all the same.
    """
    try:
        with runtime.read() as work:
            kept = _paper_of(work, letter)
        return (attachment_of(runtime, kept),) if kept else ()
    except Exception:
        log.exception("paper.not_attached mail=%s", letter.mail_id)
        return ()


def _paper_of(work: Work, letter: Letter) -> KeptPaper | None:
    """Return the paper that goes with a letter; most have none."""
    match letter.message:
        case "receipt":
            return reads.invoice_of_order(work, letter.values["code"])
        case "credit_note":
            return reads.paper_by_id(work, letter.values["paper_id"])
        case "restitution" if "note" in letter.values:
            return reads.paper_by_id(work, letter.values["note"]["paper_id"])
    return None


def attachment_of(runtime: Runtime, kept: KeptPaper) -> Attachment:
    """Return the file of a paper, under the name of its number."""
    name = f"{number_of(kept.line.kind, kept.line.number)}.pdf"
    return Attachment(name, PDF, filing.file_of(runtime, kept))
