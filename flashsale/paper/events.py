"""What happens to papers, for others to react to."""

from dataclasses import dataclass

from flashsale.kernel.events import Event
from flashsale.orders.given_back import Giving


@dataclass(frozen=True, slots=True)
class PaperIssued(Event):
    """A paper was drawn up and has its number; its file is made next.

    giving: what a credit note proves; None for an invoice.
    """

    paper_id: int
    giving: Giving | None = None
