"""What happens to papers, for others to react to."""

from dataclasses import dataclass

from flashsale.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PaperIssued(Event):
    """A paper was drawn up and has its number; its file is made next."""

    paper_id: int
