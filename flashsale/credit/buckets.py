"""Pure rules of store credit: its buckets, how long it lasts, what is spent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flashsale.kernel.ids import GrantId
from flashsale.kernel.window import HOUSE_ZONE, house_day

PROMO_LASTS_MONTHS = 12
LARGEST_GRANT_CENTS = 500_00
LONGEST_REASON = 200


class Bucket(StrEnum):
    """Where a member's credit comes from, which decides what it is good for.

    PROMO lowers a price before tax and lapses. REFUND and PAID are money: they pay
    after tax and never lapse (law-and-tax.md, prepaid cards).
    """

    PROMO = "promo"
    REFUND = "refund"
    PAID = "paid"


class HouseAccount(StrEnum):
    """The other side of each entry: what the house gave, took in, or took back."""

    # Given by the house for nothing.
    PROMOTIONS = "promotions"
    # Owed again after an order was refunded to credit.
    REFUNDS = "refunds"
    # Sold as gift cards.
    GIFT_CARDS = "gift_cards"
    # Used on orders.
    ORDERS = "orders"
    # Promo credit whose time was over.
    LAPSED = "lapsed"


class Kind(StrEnum):
    """What a transaction of the ledger is."""

    GRANT = "grant"
    WITHDRAWAL = "withdrawal"
    REFUND = "refund"
    GIFT_CARD = "gift_card"
    SPENDING = "spending"
    RELEASE = "release"
    LAPSE = "lapse"


SOURCE_OF: dict[Kind, HouseAccount] = {
    Kind.GRANT: HouseAccount.PROMOTIONS,
    Kind.WITHDRAWAL: HouseAccount.PROMOTIONS,
    Kind.REFUND: HouseAccount.REFUNDS,
    Kind.GIFT_CARD: HouseAccount.GIFT_CARDS,
    Kind.SPENDING: HouseAccount.ORDERS,
    Kind.RELEASE: HouseAccount.ORDERS,
    Kind.LAPSE: HouseAccount.LAPSED,
}


@dataclass(frozen=True, slots=True)
class Grant:
    """What is left of one amount a member was given.

    left_cents: > 0. expires_at: None for what never lapses.
    """

    id: GrantId
    left_cents: int
    expires_at: datetime | None

    def is_live(self, now: datetime) -> bool:
        """Say whether it can be spent at this instant."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one grant. cents: > 0."""

    grant_id: GrantId
    cents: int


def promo_expiry(granted_at: datetime) -> datetime:
    """Return when promo credit given now lapses: after the same day a year later.

    The midnight that ends that day in the house's zone, so that the day printed is
    its last one. From a 29 February, the 28th.
    """
    wall = house_day(granted_at)
    year, month = divmod(wall.month - 1 + PROMO_LASTS_MONTHS, 12)
    day = wall.day
    while True:
        try:
            last = wall.replace(year=wall.year + year, month=month + 1, day=day)
            break
        except ValueError:
            day -= 1
    midnight = datetime.combine(last + timedelta(days=1), time(0))
    return midnight.replace(tzinfo=ZoneInfo(HOUSE_ZONE)).astimezone(granted_at.tzinfo)


def last_day_of(expires_at: datetime) -> datetime:
    """Return an instant of the last day on which a grant can be spent."""
    return expires_at - timedelta(seconds=1)


def live_cents(grants: Sequence[Grant], now: datetime) -> int:
    """Return how much can be spent at this instant."""
    return sum(grant.left_cents for grant in grants if grant.is_live(now))


def pieces_of(
    grants: Sequence[Grant], wanted_cents: int, now: datetime
) -> tuple[Piece, ...] | None:
    """Return what to take of which grants, or None when they do not suffice.

    What lapses first is spent first, then what was given first; wanted_cents: >= 0.
    """
    never = datetime.max.replace(tzinfo=now.tzinfo)
    live = [grant for grant in grants if grant.is_live(now)]
    live.sort(key=lambda grant: (grant.expires_at or never, grant.id))
    pieces, missing = [], wanted_cents
    for grant in live:
        taken = min(missing, grant.left_cents)
        if taken:
            pieces.append(Piece(grant.id, taken))
            missing -= taken
    return None if missing else tuple(pieces)
