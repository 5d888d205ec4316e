"""Where a drop stands for one reader: its state on the page, from clock and counts."""

from dataclasses import dataclass
from enum import StrEnum

from flashsale.sales.lifecycle import Phase
from flashsale.sales.stock import PublicState, StockLevel
from flashsale.web.planche import Sheet, sheet

# « Presque partie »: a tenth of the allotment or five copies (look §6).
LOW_SHARE = 10
LOW_COPIES = 5


class Stand(StrEnum):
    """The states of the look's table (§7); the value is the word of the template."""

    BEFORE = "avant"
    OPEN = "ouverte"
    ALMOST_GONE = "presque"
    # Open, and the reader's turn in the opening queue has not come.
    QUEUED = "file"
    HELD = "gardee"
    ALL_HELD = "tous-gardes"
    SOLD_OUT = "epuisee"
    BOUGHT = "achetee"
    CLOSED = "fermee"
    PAUSED = "pause"
    CANCELLED = "annulee"


@dataclass(frozen=True, slots=True)
class Stock:
    """Copies of one or more lots as the reader sees them; counts are >= 0.

    held: in live holds, the reader's included. mine: of those, the reader's.
    offered: promised to who waits.
    """

    allotted: int
    held: int
    sold: int
    mine: int = 0
    offered: int = 0

    @property
    def available(self) -> int:
        """Copies nobody has a claim on."""
        return self.allotted - self.held - self.sold - self.offered

    @property
    def left(self) -> int:
        """Copies nobody else has a claim on: the number of the sentence."""
        return self.available + self.mine

    @property
    def held_by_others(self) -> int:
        """Copies that may still come back to the table, held or offered."""
        return self.held - self.mine + self.offered

    @property
    def public(self) -> PublicState:
        """What members are told, whoever they are."""
        return StockLevel(self.allotted, self.held, self.sold, self.offered).public

    @property
    def is_sold_out(self) -> bool:
        """Whether every copy was bought."""
        return self.sold >= self.allotted

    @property
    def is_low(self) -> bool:
        """Whether few copies are left: a tenth of them, or five."""
        return 0 < self.left <= max(LOW_COPIES, self.allotted // LOW_SHARE)

    @property
    def sheet(self) -> Sheet:
        """The drawing of these counts."""
        return sheet(max(1, self.allotted), self.left, self.mine)


_OUT_OF_SALE = {
    Phase.HIDDEN: Stand.BEFORE,
    Phase.UPCOMING: Stand.BEFORE,
    Phase.SUSPENDED: Stand.PAUSED,
    Phase.CLOSED: Stand.CLOSED,
    Phase.CANCELLED: Stand.CANCELLED,
}


def stand_of(
    phase: Phase, stock: Stock, *, has_bought: bool = False, is_turn: bool = True
) -> Stand:
    """Return the state a page shows; what the reader has comes before the counts.

    has_bought: whether the reader bought from this drop and holds nothing more.
    is_turn: whether the opening lets them in; what is gone is gone for everyone.
    """
    if stock.mine and phase in (Phase.UPCOMING, Phase.LIVE, Phase.CLOSED):
        # A hold of early access, or one that may be paid a little after the closing
        # (behaviour.md §1).
        return Stand.HELD
    if has_bought:
        return Stand.BOUGHT
    if phase is not Phase.LIVE:
        return _OUT_OF_SALE[phase]
    if stock.is_sold_out:
        return Stand.SOLD_OUT
    if stock.available <= 0:
        return Stand.ALL_HELD
    if not is_turn:
        return Stand.QUEUED
    return Stand.ALMOST_GONE if stock.is_low else Stand.OPEN
