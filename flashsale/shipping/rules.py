"""What a price of carriage, a zone and a pickup point may be; pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flashsale.shipping.rates import LETTER_MOST_G, PARCEL_MOST_G, Post, Zone

LARGEST_CENTS = 500_00
LONGEST_LINE = 120
LONGEST_HOURS = 400
MOST_BANDS = 20
MOST_PREFIXES = 200
LATEST_IN = timedelta(days=5 * 366)
HEAVIEST_G = {Post.LETTER: LETTER_MOST_G, Post.PARCEL: PARCEL_MOST_G}
_PREFIX = re.compile(r"[ABCEGHJKLMNPRSTVXY](?:\d[A-Z]?)?", re.ASCII)


class ShippingRefusal(StrEnum):
    """Why bands or zones cannot be as wanted."""

    NOT_IN_THE_FUTURE = "not_in_the_future"
    TOO_FAR = "too_far"
    BANDS_MISCOUNTED = "bands_miscounted"
    BANDS_UNORDERED = "bands_unordered"
    LAST_BAND = "last_band"
    PRICE_OUT_OF_RANGE = "price_out_of_range"
    PREFIXES_MISWRITTEN = "prefixes_miswritten"
    ALREADY_WRITTEN = "already_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class BandsDraft:
    """All the bands of one post and zone from a day on: (up to grams, cents)."""

    post: Post
    zone: Zone
    since: date
    bands: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneDraft:
    """The zone of the postal codes that begin so, from a day on."""

    zone: Zone
    since: date
    prefixes: tuple[str, ...]


def refuse_day(since: date, today: date) -> ShippingRefusal | None:
    """Say why a change may not begin on a day: tomorrow at the earliest."""
    if since <= today:
        return ShippingRefusal.NOT_IN_THE_FUTURE
    return ShippingRefusal.TOO_FAR if since - today > LATEST_IN else None


def refuse_bands(draft: BandsDraft, today: date) -> tuple[ShippingRefusal, ...]:
    """Say all that is wrong with bands; the last one is the heaviest the post takes.

    So each weight has its price: there is no gap, and none is above another.
    """
    found = [refuse_day(draft.since, today)]
    weights = [up_to_g for up_to_g, _ in draft.bands]
    prices = [cents for _, cents in draft.bands]
    if not 1 <= len(draft.bands) <= MOST_BANDS:
        found.append(ShippingRefusal.BANDS_MISCOUNTED)
    elif weights[-1] != HEAVIEST_G[draft.post]:
        found.append(ShippingRefusal.LAST_BAND)
    if weights != sorted(set(weights)) or prices != sorted(prices):
        found.append(ShippingRefusal.BANDS_UNORDERED)
    if any(not 0 <= cents <= LARGEST_CENTS for cents in prices) or 0 in weights:
        found.append(ShippingRefusal.PRICE_OUT_OF_RANGE)
    return tuple(one for one in found if one is not None)


def refuse_zone(draft: ZoneDraft, today: date) -> tuple[ShippingRefusal, ...]:
    """Say all that is wrong with a zone."""
    found = [refuse_day(draft.since, today)]
    is_right = all(_PREFIX.fullmatch(prefix) for prefix in draft.prefixes)
    if not draft.prefixes or len(draft.prefixes) > MOST_PREFIXES or not is_right:
        found.append(ShippingRefusal.PREFIXES_MISWRITTEN)
    return tuple(one for one in found if one is not None)
