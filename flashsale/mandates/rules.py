"""Pure rules of a mandate: its states, and why a turn may come without a purchase."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flashsale.kernel.window import HOUSE_ZONE


class MandateState(StrEnum):
    """Where a mandate stands; it buys once at most.

    standing: it waits for the turn of its member. ordered: an order was placed with
    it, and its card is being charged. The others are how it ended.
    """

    STANDING = "standing"
    ORDERED = "ordered"
    PAID = "paid"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


NEXT: Mapping[MandateState, frozenset[MandateState]] = {
    MandateState.STANDING: frozenset(
        {
            MandateState.ORDERED,
            MandateState.DECLINED,
            MandateState.WITHDRAWN,
            MandateState.LAPSED,
        }
    ),
    MandateState.ORDERED: frozenset({MandateState.PAID, MandateState.REFUSED}),
    MandateState.PAID: frozenset(),
    MandateState.REFUSED: frozenset(),
    MandateState.DECLINED: frozenset(),
    MandateState.WITHDRAWN: frozenset(),
    MandateState.LAPSED: frozenset(),
}


class WhyNot(StrEnum):
    """Why the turn came and the house bought nothing; the offer stands all the same."""

    OVER_MAXIMUM = "over_maximum"
    CARD_GONE = "card_gone"
    TOO_LATE = "too_late"
    LIMIT_REACHED = "limit_reached"
    BASKET_FULL = "basket_full"
    DELIVERY_CLOSED = "delivery_closed"
    NOT_POSSIBLE = "not_possible"


class AgreeRefusal(StrEnum):
    """Why a member cannot give a mandate."""

    NOT_WAITING = "not_waiting"
    CARD_GONE = "card_gone"
    NO_ADDRESS = "no_address"
    DELIVERY_CLOSED = "delivery_closed"
    UNDER_TOTAL = "under_total"
    DAY_PAST = "day_past"
    DAY_TOO_LATE = "day_too_late"


# The most a member may let the house spend at once.
MOST_CENTS = 1_000_000


def end_of(day: date) -> datetime:
    """Return the instant, in UTC, at which a day of the house's zone is over."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(HOUSE_ZONE))
    return midnight.astimezone(UTC)
