"""Pure rules of stock: what a lot has left, who may hold, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOLD_FOR = timedelta(minutes=10)
# For members who said that they need more time.
HOLD_LONGER_FOR = timedelta(minutes=20)
EXTEND_BY = timedelta(minutes=5)
PAYMENT_RAISES_TO = timedelta(minutes=5)
PAYMENT_PINS_FOR = timedelta(minutes=15)
LONGEST = timedelta(minutes=30)
LONGEST_UNCONTESTED = timedelta(minutes=60)
EXTENSIONS_CONTESTED = 1
EXTENSIONS_UNCONTESTED = 10
MOST_LIVE_LINES = 10
# So many ended holds of a lot without a purchase, and it is the waitlist's turn.
EXPIRIES_BEFORE_WAITLIST = 3
# A hold taken before closing may be paid this long after it (behaviour.md §1).
PAYABLE_AFTER_CLOSE = timedelta(minutes=15)
# Where the producer agreed, what comes back is offered to who waits for this long.
OFFERS_AFTER_CLOSE = timedelta(hours=24)


# Where a hold may go from each of its states; the database refuses any other way.
# A payment that comes late takes an ended hold again; a sale that was undone, and
# nobody charged for, lets go of a bought one.
HOLD_WAYS: dict[str, frozenset[str]] = {
    "active": frozenset({"paying", "bought", "released", "expired"}),
    "paying": frozenset({"active", "bought", "expired"}),
    "expired": frozenset({"bought"}),
    "released": frozenset({"bought"}),
    "bought": frozenset({"released"}),
}


class Refusal(StrEnum):
    """Why a member cannot have what they asked for; each has a stable code."""

    NOT_FOUND = "not_found"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    NOT_YOUR_TURN = "not_your_turn"
    SOLD_OUT = "sold_out"
    ALL_HELD = "all_held"
    FEWER_LEFT = "fewer_left"
    EARLY_GONE = "early_gone"
    WAITLIST_ONLY = "waitlist_only"
    OVER_MEMBER_LIMIT = "over_member_limit"
    TOO_MANY_LINES = "too_many_lines"
    TOO_FAST = "too_fast"
    TOO_BUSY = "too_busy"
    HOLD_ENDED = "hold_ended"
    IN_PAYMENT = "in_payment"
    NO_MORE_EXTENSIONS = "no_more_extensions"


class PublicState(StrEnum):
    """What members are told of a lot's stock."""

    FREE = "free"
    ALL_HELD = "all_held"
    SOLD_OUT = "sold_out"


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Units of one lot at one instant; every count is >= 0.

    allotted: units the producer gave; held: in live holds; sold: in paid orders;
    offered: promised to who waits
    """

    allotted: int
    held: int
    sold: int
    offered: int = 0

    @property
    def available(self) -> int:
        """Units nobody has a claim on."""
        return self.allotted - self.held - self.sold - self.offered

    @property
    def promised(self) -> int:
        """Units in live holds and offers: they may still come back."""
        return self.held + self.offered

    @property
    def public(self) -> PublicState:
        """What members are told: promised units may come back, sold ones do not."""
        if self.available > 0:
            return PublicState.FREE
        return PublicState.ALL_HELD if self.promised else PublicState.SOLD_OUT


def shortage(level: StockLevel, wanted: int) -> Refusal:
    """Return how to say that the units asked for could not be held.

    When they are free after all, it is the share of early access that is gone.
    """
    if level.available >= wanted:
        return Refusal.EARLY_GONE
    if level.available > 0:
        return Refusal.FEWER_LEFT
    return Refusal.ALL_HELD if level.promised else Refusal.SOLD_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTimes:
    """The instants that decide how long a hold may live."""

    created_at: datetime
    expires_at: datetime
    extensions: int
    closes_at: datetime


def closing_for(created_at: datetime, closes_at: datetime) -> datetime:
    """Return the closing that bounds a hold: the drop's, or that of its offers.

    After closing only an offer becomes a hold; it is paid like any other.
    """
    is_of_an_offer = created_at >= closes_at
    return closes_at + OFFERS_AFTER_CLOSE if is_of_an_offer else closes_at


def first_expiry(
    now: datetime, closes_at: datetime, *, needs_more_time: bool = False
) -> datetime:
    """Return when a hold taken now ends: ten minutes, a little past closing at most."""
    longest = HOLD_LONGER_FOR if needs_more_time else HOLD_FOR
    return min(now + longest, closes_at + PAYABLE_AFTER_CLOSE)


def extensions_left(times: HoldTimes, *, contested: bool) -> int:
    """Return how many more extensions a hold may have (behaviour.md §2)."""
    most = EXTENSIONS_CONTESTED if contested else EXTENSIONS_UNCONTESTED
    return max(0, most - times.extensions)


def extended_expiry(
    times: HoldTimes, now: datetime, *, contested: bool
) -> datetime | Refusal:
    """Return the new end of an extended hold, or why it cannot be extended.

    contested: nothing is free or somebody waits: one extension, else up to ten.
    The absolute cap counts from the hold's creation.
    """
    if now >= times.expires_at:
        return Refusal.HOLD_ENDED
    if extensions_left(times, contested=contested) == 0:
        return Refusal.NO_MORE_EXTENSIONS
    wanted = times.expires_at + EXTEND_BY
    longest = LONGEST if contested else LONGEST_UNCONTESTED
    ends_at = min(wanted, _latest(times, longest))
    return ends_at if ends_at > times.expires_at else Refusal.NO_MORE_EXTENSIONS


def raised_expiry(times: HoldTimes, now: datetime) -> datetime | None:
    """Return the end of a hold whose payment is being entered; None: as it is.

    At least five more minutes; the caller sees that it happens once.
    """
    ends_at = min(now + PAYMENT_RAISES_TO, _latest(times, _longest(times)))
    return ends_at if now < times.expires_at < ends_at else None


def pinned_expiry(times: HoldTimes, now: datetime) -> datetime | Refusal:
    """Return until when a hold is kept while it is being paid.

    Fifteen minutes from the start of payment, within the absolute cap and fifteen
    minutes after closing; never shorter than it was.
    """
    if now >= times.expires_at:
        return Refusal.HOLD_ENDED
    pinned = min(now + PAYMENT_PINS_FOR, _latest(times, _longest(times)))
    return max(times.expires_at, pinned)


def _longest(times: HoldTimes) -> timedelta:
    """Return the absolute cap of a hold: lifted once it was extended in plenty."""
    in_plenty = times.extensions > EXTENSIONS_CONTESTED
    return LONGEST_UNCONTESTED if in_plenty else LONGEST


def _latest(times: HoldTimes, longest: timedelta) -> datetime:
    return min(times.created_at + longest, times.closes_at + PAYABLE_AFTER_CLOSE)
