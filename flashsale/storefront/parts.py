"""The parts of storefront pages: raw values, formatted by the templates' filters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flashsale.kernel.ids import LotId
from flashsale.kernel.kinds import Delivery, Form, Kind
from flashsale.kernel.language import Language
from flashsale.kernel.window import Length
from flashsale.sales.opening_turns import Standing
from flashsale.shipping.rates import Zone
from flashsale.storefront.stands import Stand, Stock
from flashsale.web.papers import Paper


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of a work. width, height: in any unit, for their ratio."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class CarriageTo:
    """What posting one copy to a zone costs, before tax."""

    zone: Zone
    cents: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in the language it exists in; Markup when it is a cleaned body.

    language: that of the text; French is shown to English readers when no English
    text was written (look §3.7).
    """

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs. portrait: a file of the drawn face, or a colour, or empty."""

    name: str
    role: str = ""
    portrait: str = ""

    @property
    def first_name(self) -> str:
        """The name one says after a quotation."""
        return self.name.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Details:
    """What follows the word of the kind on a label; every part may be missing."""

    label: str = ""
    pages: int | None = None
    minutes: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """A price in cents; regular_cents and percent only with a stored proof (L16).

    from_cents: the least one may name, where the price is free; then `cents` is what
    is suggested.
    """

    cents: int
    regular_cents: int | None = None
    percent: int | None = None
    from_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A drop as today's page shows it.

    is_today: whether it opened on the sheet's day. price: of the first format left.
    is_wide: whether it takes seven columns of the table instead of five. offered:
    copies kept for the reader out of a waitlist; waits: they have a place in one.
    """

    slug: str
    title: str
    kind: Kind
    details: Details
    byline: str
    producer: str
    hook: Passage | None
    hook_hand: Hand | None
    picture: Picture | None
    price: Price | None
    stock: Stock
    stand: Stand
    paper: Paper
    length: Length
    opens_at: datetime
    closes_at: datetime
    is_today: bool
    is_wide: bool = False
    offered: int = 0
    waits: bool = False

    @property
    def is_own(self) -> bool:
        """Whether it shows something of the reader alone."""
        is_theirs = self.stand in (Stand.HELD, Stand.BOUGHT) or self.stock.mine > 0
        return is_theirs or self.offered > 0 or self.waits

    @property
    def path(self) -> str:
        """The address of the drop's page."""
        return f"/ventes/{self.slug}"


@dataclass(frozen=True, slots=True)
class Closing:
    """One bar of the ruler. columns: hours from now, 1 to 48, cut at the end."""

    title: str
    path: str
    paper: Paper
    closes_at: datetime
    columns: int


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of the ruler. column: 1 to 48; is_wide: a phone has no room for it."""

    column: int
    label: str
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Teaser:
    """A drop to come: its kind and one sentence, never its title, price or picture.

    queue_path: of its opening queue, once one may join it; joins_from: from when on.
    Empty and None without one.
    """

    paper: Paper
    kind: Kind
    copies: int
    hook: Passage | None
    opens_at: datetime
    length: Length
    queue_path: str = ""
    joins_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """The member's ticket. left: how many people they may still bring, >= 0."""

    left: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One format of a drop: a choice of the form. label: empty for the form's word."""

    lot_id: LotId
    label: str
    form: Form
    delivery: Delivery
    price: Price
    stock: Stock


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of « L'objet »."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One picture of « Dedans » with its caption."""

    picture: Picture
    caption: str


@dataclass(frozen=True, slots=True)
class Share:
    """Where the price goes; the three amounts sum to it (look §2, Bandcamp)."""

    price_cents: int
    producer_cents: int
    house_cents: int
    payment_cents: int

    @property
    def bar(self) -> tuple[int, int, int]:
        """The widths of the three parts, in sixths of a hundredth of the bar."""
        whole = max(1, self.price_cents)
        producer = self.producer_cents * 600 // whole
        payment = self.payment_cents * 600 // whole
        return producer, 600 - producer - payment, payment


class Shelf:
    """Fragments of pages rendered once and kept while nothing shown has changed.

    In a template: `{% call page.shelf.kept("edito") %}…{% endcall %}`. Only what is
    the same for every reader of one language may be kept.
    """

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._fragments: dict[str, str] = {}

    def kept(self, name: str, caller: Callable[[], str]) -> str:
        """Return the fragment, rendering it when it is asked for the first time."""
        fragment = self._fragments.get(name)
        if fragment is None:
            fragment = self._fragments[name] = caller()
        return fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNotice:
    """The opening queue of a drop, as its page tells of it.

    joins_from: from when one may take a place. commitment: what is promised of the
    draw. standing: the reader's, None before the queue opens and after it is over.
    """

    joins_from: datetime
    per_minute: int
    commitment: str
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Mine:
    """What the reader has in this drop.

    expires_at: the earliest end of their holds. may_take: copies the limit still
    allows. The paths are empty when there is nothing to extend or give back.
    """

    held: int = 0
    expires_at: datetime | None = None
    bought: int = 0
    may_take: int = 0
    extend_path: str = ""
    release_path: str = ""
