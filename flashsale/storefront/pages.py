"""What each storefront page shows, made of the values of `parts.py`."""

from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from flashsale.kernel.ids import LotId
from flashsale.kernel.kinds import Kind
from flashsale.kernel.window import Length
from flashsale.sales.stock import OFFERS_AFTER_CLOSE
from flashsale.storefront.early import EarlyNotice
from flashsale.storefront.parts import (
    Card,
    CarriageTo,
    Closing,
    Details,
    Fact,
    Hand,
    Invitation,
    Mine,
    Offer,
    Passage,
    Picture,
    Price,
    QueueNotice,
    Share,
    Shelf,
    Spread,
    Teaser,
    Tick,
)
from flashsale.storefront.stands import Stand, Stock
from flashsale.storefront.waitlists import Waitlists
from flashsale.web.filters import local
from flashsale.web.papers import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """Today's table.

    number: of the day's sheet. opens_next_at: the next opening, None when nothing
    is scheduled. is_before_opening: today's sales have not opened yet. lead is None
    on an empty day.
    """

    number: int
    day: date
    now: datetime
    paper: Paper
    opening: datetime
    is_before_opening: bool
    opens_next_at: datetime | None
    lead: Card | None
    others: tuple[Card, ...]
    closings: tuple[Closing, ...]
    ticks: tuple[Tick, ...]
    next: tuple[Teaser, ...]
    word: Passage | None
    word_hand: Hand | None
    invitation: Invitation | None
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every drop on the table, the lead first."""
        return (self.lead, *self.others) if self.lead else self.others

    @property
    def papers(self) -> frozenset[Paper]:
        """The papers lying on the table."""
        return frozenset(card.paper for card in self.cards)

    @property
    def is_sharp(self) -> bool:
        """Whether all that comes next opens at the same wall hour."""
        hours = {local(teaser.opens_at).time() for teaser in self.next}
        return len(hours) == 1

    @property
    def sold_out(self) -> int:
        """How many drops of the table have no copy left."""
        return sum(card.stand is Stand.SOLD_OUT for card in self.cards)

    @property
    def first_closing(self) -> datetime | None:
        """The first instant at which something on the table closes."""
        return min((closing.closes_at for closing in self.closings), default=None)

    @property
    def closing_first(self) -> int:
        """How many drops close at that instant."""
        return sum(c.closes_at == self.first_closing for c in self.closings)


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPage:
    """One drop.

    note: the body as clean HTML. member_limit: copies a member may have in all.
    carriage: of one copy by post, by zone, the nearest first; nothing when none is
    posted.
    is_told: whether the reader may know what is sold; else the page says when it opens
    and nothing of the work but its kind and its copies.
    token: makes a hold posted twice count once. queue: of its opening, if it has one
    that is not over.
    """

    slug: str
    title: str
    kind: Kind
    subtitle: str
    byline: str
    producer: str
    city: str
    details: Details
    paper: Paper
    length: Length
    opens_at: datetime
    closes_at: datetime
    now: datetime
    stand: Stand
    stock: Stock
    offers: tuple[Offer, ...]
    member_limit: int
    picture: Picture | None
    note: Passage | None
    note_hand: Hand | None
    spreads: tuple[Spread, ...]
    facts: tuple[Fact, ...]
    share: Share | None
    mine: Mine
    token: str
    early: EarlyNotice | None = None
    is_told: bool = True
    proof: Passage | None = None
    carriage: tuple[CarriageTo, ...] = ()
    same_day: tuple[Card, ...] = ()
    queue: QueueNotice | None = None
    shelf: Shelf = field(default_factory=Shelf)
    waitlists: Waitlists = field(default_factory=Waitlists)

    @property
    def offers_until(self) -> datetime:
        """Until when what comes back after closing may be offered to who waits."""
        return self.closes_at + OFFERS_AFTER_CLOSE

    @property
    def path(self) -> str:
        """The address of this page."""
        return f"/ventes/{self.slug}"

    @property
    def price(self) -> Price | None:
        """The price of the first format that can still be had, else of the first."""
        free = [offer for offer in self.offers if offer.stock.available > 0]
        chosen = (free or list(self.offers))[:1]
        return chosen[0].price if chosen else None

    @property
    def first_offer(self) -> LotId | None:
        """The lot chosen when the page opens."""
        free = [offer for offer in self.offers if offer.stock.available > 0]
        return free[0].lot_id if free else None


@dataclass(frozen=True, slots=True)
class ComingDay:
    """One day of the calendar to come, on its paper."""

    day: date
    paper: Paper
    teasers: tuple[Teaser, ...]


@dataclass(frozen=True, slots=True)
class UpcomingPage:
    """The seven days to come."""

    now: datetime
    days: tuple[ComingDay, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is scheduled in these days."""
        return not any(day.teasers for day in self.days)


@dataclass(frozen=True, slots=True)
class PastDrop:
    """A closed drop, without its price."""

    path: str
    title: str
    kind: Kind
    byline: str
    paper: Paper
    hook: Passage | None
    picture: Picture | None
    sold: int
    allotted: int


@dataclass(frozen=True, slots=True)
class PastSheet:
    """One past day and what opened on it."""

    number: int
    day: date
    paper: Paper
    drops: tuple[PastDrop, ...]


@dataclass(frozen=True, slots=True)
class ArchivesPage:
    """Past sheets, the latest first. query: what was searched; page: from 1."""

    query: str
    sheets: tuple[PastSheet, ...]
    page: int
    pages: int

    def address(self, page: int) -> str:
        """Return the address of another page of the same search."""
        wanted = {"q": self.query} if self.query else {}
        return f"/archives?{urlencode(wanted | {'page': str(page)})}"


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page of the house's own words; `merchant` lines are empty when not set."""

    club: str
    merchant_name: str
    merchant_address: str
    merchant_phone: str
    merchant_email: str
