"""Pure rules of the waitlist: its states, how long an offer lasts, what stalls it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

from flashsale.kernel.window import HOUSE_ZONE, Window
from flashsale.sales.lifecycle import Phase
from flashsale.sales.stock import OFFERS_AFTER_CLOSE

# While the drop is open an offer lasts a tenth of what is left of it, in these bounds.
SHARE_OF_TIME_LEFT = 10
SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=2)
# After closing it lasts this long, and its clock stands still at night.
AFTER_CLOSE_FOR = timedelta(hours=12)
DAY_FROM, DAY_TO = time(8), time(22)
# How often one member may join the waitlist of one lot: joining costs a row.
MOST_JOINS = 10


class Priority(IntEnum):
    """The class of a place; the lower number goes first, and nothing buys one."""

    WRONGED = 0
    EVERYONE = 1


class EntryState(StrEnum):
    """Where a member's wait stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    PASSED = "passed"
    EXPIRED = "expired"
    LEFT = "left"
    CLOSED = "closed"


ACTIVE = (EntryState.WAITING, EntryState.OFFERED)
# An offer that runs out while the drop is suspended gives its place back.
NEXT_ENTRY: Mapping[EntryState, frozenset[EntryState]] = {
    EntryState.WAITING: frozenset(
        {EntryState.OFFERED, EntryState.LEFT, EntryState.CLOSED}
    ),
    EntryState.OFFERED: frozenset(
        {
            EntryState.WAITING,
            EntryState.ACCEPTED,
            EntryState.PASSED,
            EntryState.EXPIRED,
            EntryState.CLOSED,
        }
    ),
    EntryState.ACCEPTED: frozenset(),
    EntryState.PASSED: frozenset(),
    EntryState.EXPIRED: frozenset(),
    EntryState.LEFT: frozenset(),
    EntryState.CLOSED: frozenset(),
}


class OfferState(StrEnum):
    """Where an offer stands; an open one is over at its instant, swept or not."""

    OPEN = "open"
    ACCEPTED = "accepted"
    PASSED = "passed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


NEXT_OFFER: Mapping[OfferState, frozenset[OfferState]] = {
    OfferState.OPEN: frozenset(OfferState) - {OfferState.OPEN},
    OfferState.ACCEPTED: frozenset(),
    OfferState.PASSED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
}


class WaitRefusal(StrEnum):
    """Why a member cannot join a waitlist, or take what was kept for them."""

    NOT_FOUND = "not_found"
    NOT_OPEN = "not_open"
    SUSPENDED = "suspended"
    OVER = "over"
    COPIES_FREE = "copies_free"
    OVER_MEMBER_LIMIT = "over_member_limit"
    JOINED_TOO_OFTEN = "joined_too_often"
    OFFER_ENDED = "offer_ended"
    TOO_MANY_LINES = "too_many_lines"
    MEMBER_CLOSED = "member_closed"


class Stall(StrEnum):
    """Why nothing is offered to who waits: first of the drop, then of the member."""

    NOT_OPEN = "not_open"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    NOT_PERMITTED = "not_permitted"
    SHOW_STARTED = "show_started"
    OVER = "over"
    MEMBER_CLOSED = "member_closed"
    LIMIT_REACHED = "limit_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What the rules look at of a drop.

    after_close: the producer lets what comes back be offered for a day after closing.
    show_at: when the show starts that the copies admit to, None for anything else.
    """

    phase: Phase
    window: Window
    after_close: bool = False
    show_at: datetime | None = None

    @property
    def last_offer_at(self) -> datetime:
        """The instant at and after which no offer stands any more."""
        closes_at = self.window.closes_at
        last = closes_at + OFFERS_AFTER_CLOSE if self.after_close else closes_at
        return last if self.show_at is None else min(last, self.show_at)


def stall_of(sale: Sale, now: datetime) -> Stall | None:
    """Return what keeps a drop from offering anything at `now`, or None."""
    match sale.phase:
        case Phase.HIDDEN | Phase.UPCOMING:
            return Stall.NOT_OPEN
        case Phase.CANCELLED:
            return Stall.CANCELLED
        case Phase.SUSPENDED:
            return Stall.SUSPENDED
        case Phase.LIVE | Phase.CLOSED:
            if sale.show_at is not None and now >= sale.show_at:
                return Stall.SHOW_STARTED
            if now >= sale.window.closes_at + OFFERS_AFTER_CLOSE:
                return Stall.OVER
            return Stall.NOT_PERMITTED if now >= sale.last_offer_at else None


def stall_of_member(*, is_active: bool, may_take: int) -> Stall | None:
    """Return what keeps a member from being offered a unit, or None.

    may_take: units of the drop their limit still allows.
    """
    if not is_active:
        return Stall.MEMBER_CLOSED
    return Stall.LIMIT_REACHED if may_take < 1 else None


@dataclass(frozen=True, slots=True)
class OfferTimes:
    """When an offer is over, and when its member is reminded of it: at half-time."""

    expires_at: datetime
    remind_at: datetime


def offer_times(sale: Sale, now: datetime, zone: str = HOUSE_ZONE) -> OfferTimes:
    """Return the times of an offer made now (behaviour.md §3).

    Call where nothing stalls the drop. No offer outlives the last instant at which
    it could be taken, however short that makes it.
    """
    closes_at = sale.window.closes_at
    if now < closes_at:
        wished = (closes_at - now) / SHARE_OF_TIME_LEFT
        lasts = min(max(wished, SHORTEST), LONGEST)
        expires_at = min(now + lasts, sale.last_offer_at)
        return OfferTimes(expires_at, now + (expires_at - now) / 2)
    by_day = awake_after(now, AFTER_CLOSE_FOR, zone)
    expires_at = min(by_day, sale.last_offer_at)
    half = awake_between(now, expires_at, zone) / 2
    if not half:
        # All of it lies in the night: there is no daytime to halve.
        return OfferTimes(expires_at, now + (expires_at - now) / 2)
    return OfferTimes(expires_at, min(awake_after(now, half, zone), expires_at))


def _day(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the instants, in UTC, between which a local day counts."""
    wall = ZoneInfo(zone)
    starts_at = datetime.combine(day, DAY_FROM, wall)
    return starts_at.astimezone(UTC), datetime.combine(day, DAY_TO, wall).astimezone(
        UTC
    )


def awake_after(start: datetime, lasts: timedelta, zone: str = HOUSE_ZONE) -> datetime:
    """Return when `lasts` of daytime have passed since `start`.

    Time between ten in the evening and eight in the morning, local, does not count.
    lasts: > 0.
    """
    day = start.astimezone(ZoneInfo(zone)).date()
    while True:
        opens_at, closes_at = _day(day, zone)
        begins_at = max(start, opens_at)
        left = closes_at - begins_at
        if left >= lasts:
            return begins_at + lasts
        lasts -= max(timedelta(0), left)
        day += timedelta(days=1)


def awake_between(start: datetime, end: datetime, zone: str = HOUSE_ZONE) -> timedelta:
    """Return how much daytime lies between two instants."""
    day, total = start.astimezone(ZoneInfo(zone)).date(), timedelta(0)
    while True:
        opens_at, closes_at = _day(day, zone)
        if opens_at >= end:
            return total
        total += max(timedelta(0), min(end, closes_at) - max(start, opens_at))
        day += timedelta(days=1)
