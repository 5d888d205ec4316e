"""The file of a paper: set once, kept on the shelf, and handed out as it was made."""

import logging

from flashsale.kernel.errors import Fault
from flashsale.orders.merchant import merchant_of
from flashsale.paper import claims, issuing, reads
from flashsale.paper.reads import KeptPaper
from flashsale.paper.shelf import Shelf, digest_of
from flashsale.paper.typesetting import typeset
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

AT_A_TIME = 50


class FileLost(Fault):
    """The file of a paper is away, and what would be set today is another one."""

    def __init__(self, paper_id: int, digest: str) -> None:
        """Keep which paper, and the hash of the file that was made of it."""
        self.paper_id = paper_id
        self.digest = digest
        super().__init__(f"the file {digest} of paper {paper_id} is lost")


def file_of(runtime: Runtime, kept: KeptPaper) -> bytes:
    """Return the PDF of a paper, made now when it is the first time.

    Idempotent, safe to run in parallel. What was handed out once is never another:
    raises FileLost when the shelf lost it and it does not come out the same again.
    Raises what `typeset` raises.
    """
    shelf, known = Shelf(runtime.settings.papers_dir), kept.line.digest
    if known is not None:
        content = shelf.get(known)
        if content is not None:
            return content
    content = typeset(kept.paper)
    if known is not None and digest_of(content) != known:
        raise FileLost(kept.line.paper_id, known)
    digest = shelf.put(content)
    with runtime.work() as work:
        claims.keep_file(work, kept.line.paper_id, digest, len(content))
    return content


def make(runtime: Runtime, paper_id: int) -> None:
    """Make the file of a paper, if it has none."""
    with runtime.read() as work:
        kept = reads.paper_by_id(work, paper_id)
    if kept is not None and kept.line.digest is None:
        file_of(runtime, kept)


def keep_up(runtime: Runtime) -> None:
    """Issue the papers that were not, and make the files that no job made."""
    with runtime.read() as work:
        orders = issuing.without_invoice(work)
        givings = issuing.without_note(work)
    merchant = merchant_of(runtime.settings)
    for order_id in orders:
        with runtime.work() as work:
            issuing.issue_invoice(work, order_id, merchant)
    for giving in givings:
        with runtime.work() as work:
            issuing.issue_credit_note(work, giving)
    with runtime.read() as work:
        waiting = reads.without_file(work, most=AT_A_TIME)
    for paper_id in waiting:
        try:
            make(runtime, paper_id)
        except Exception:
            # One that cannot be set stands in the way of no other.
            log.exception("paper.not_set paper=%s", paper_id)
