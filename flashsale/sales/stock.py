"""Pure rules of stock: what a lot has left, who may hold, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOLD_FOR = timedelta(minutes=10)
EXTEND_BY = timedelta(minutes=5)
PAYMENT_RAISES_TO = timedelta(minutes=5)
PAYMENT_PINS_FOR = timedelta(minutes=15)
LONGEST = timedelta(minutes=30)
LONGEST_UNCONTESTED = timedelta(minutes=60)
EXTENSIONS_CONTESTED = 1
EXTENSIONS_UNCONTESTED = 10
MOST_LIVE_LINES = 10
# A hold taken before closing may be paid this long after it (behaviour.md §1).
PAYABLE_AFTER_CLOSE = timedelta(minutes=15)


class Refusal(StrEnum):
    """Why a member cannot have what they asked for; each has a stable code."""

    NOT_FOUND = "not_found"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    NOT_YOUR_TURN = "not_your_turn"
    SOLD_OUT = "sold_out"
    ALL_HELD = "all_held"
    OVER_MEMBER_LIMIT = "over_member_limit"
    TOO_MANY_LINES = "too_many_lines"
    TOO_FAST = "too_fast"
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


def shortage(level: StockLevel) -> Refusal:
    """Return how to say that the units asked for are not there."""
    return Refusal.ALL_HELD if level.promised else Refusal.SOLD_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTimes:
    """The instants that decide how long a hold may live."""

    created_at: datetime
    expires_at: datetime
    extensions: int
    closes_at: datetime


def first_expiry(now: datetime, closes_at: datetime) -> datetime:
    """Return when a hold taken now ends: ten minutes, a little past closing at most."""
    return min(now + HOLD_FOR, closes_at + PAYABLE_AFTER_CLOSE)


def extensions_left(times: HoldTimes, *, contested: bool) -> int:
    """Return how many more extensions a hold may have (behaviour.md §2)."""
    most = EXTENSIONS_CONTESTED if contested else EXTENSIONS_UNCONTESTED
    return max(0, most - times.extensions)


def extended_expiry(
    times: HoldTimes, now: datetime, *, contested: bool
) -> datetime | Refusal:
    """Return the new end of an extended hold, or why it cannot be extended.

    contested: nobody waits and units are free -> generous, else one extension.
    The absolute cap counts from the hold's creation.
    """
    if now >= times.expires_at:
        return Refusal.HOLD_ENDED
    if extensions_left(times, contested=contested) == 0:
        return Refusal.NO_MORE_EXTENSIONS
    longest = LONGEST if contested else LONGEST_UNCONTESTED
    wanted = min(
        times.expires_at + EXTEND_BY,
        times.created_at + longest,
        times.closes_at + PAYABLE_AFTER_CLOSE,
    )
    return wanted if wanted > times.expires_at else Refusal.NO_MORE_EXTENSIONS


def pinned_expiry(times: HoldTimes, now: datetime) -> datetime | Refusal:
    """Return until when a hold is kept while it is being paid.

    Fifteen minutes from the start of payment, never past thirty minutes of life
    or fifteen minutes after closing, and never less than five more minutes.
    """
    if now >= times.expires_at:
        return Refusal.HOLD_ENDED
    pinned = min(
        now + PAYMENT_PINS_FOR,
        max(times.created_at + LONGEST, now + PAYMENT_RAISES_TO),
    )
    latest = max(times.closes_at + PAYABLE_AFTER_CLOSE, times.expires_at)
    return max(times.expires_at, min(pinned, latest))
