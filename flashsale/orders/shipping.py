"""What the post costs: a dated table by zone and weight, known before paying."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flashsale.kernel.errors import Fault
from flashsale.kernel.kinds import Form
from flashsale.orders.places import OrderDelivery, Province


class Zone(StrEnum):
    """How far a parcel goes."""

    QUEBEC = "quebec"
    CANADA = "canada"


class Post(StrEnum):
    """How thick it is: flat things go as letters, the rest as parcels."""

    LETTER = "letter"
    PARCEL = "parcel"


class NoShippingRate(Fault):
    """The table says nothing of this date."""

    def __init__(self, on: date) -> None:
        """Keep the date that the table lacks."""
        self.on = on
        super().__init__(f"no shipping rate is known on {on}")


@dataclass(frozen=True, slots=True)
class Band:
    """The price of one parcel of at most `up_to_g` grams, from `since` on."""

    post: Post
    zone: Zone
    up_to_g: int
    cents: int
    since: date


@dataclass(frozen=True, slots=True)
class Packed:
    """Copies of one thing in a parcel.

    weight_g, thickness_mm: of one copy, None when the catalogue does not say.
    """

    form: Form
    quantity: int
    weight_g: int | None
    thickness_mm: int | None


_SINCE = date(2020, 1, 1)
_LETTER = ((100, 240), (200, 380), (300, 520), (500, 590))
_PARCEL_QUEBEC = (
    (500, 850),
    (1_000, 990),
    (2_000, 1_180),
    (5_000, 1_550),
    (10_000, 1_990),
    (30_000, 2_990),
)
_PARCEL_CANADA = (
    (500, 1_190),
    (1_000, 1_390),
    (2_000, 1_690),
    (5_000, 2_250),
    (10_000, 3_200),
    (30_000, 5_200),
)
BANDS: tuple[Band, ...] = tuple(
    Band(post, zone, up_to_g, cents, _SINCE)
    for post, zone, rows in (
        (Post.LETTER, Zone.QUEBEC, _LETTER),
        (Post.LETTER, Zone.CANADA, _LETTER),
        (Post.PARCEL, Zone.QUEBEC, _PARCEL_QUEBEC),
        (Post.PARCEL, Zone.CANADA, _PARCEL_CANADA),
    )
    for up_to_g, cents in rows
)

WRAPPING_G = 30
LETTER_MOST_MM = 20
LETTER_MOST_G = 500
PARCEL_MOST_G = 30_000
# Taken when the catalogue does not say, on the heavy side for their kind.
USUAL_WEIGHT_G: dict[Form, int] = {
    Form.PRINT: 450,
    Form.AUDIO_DISC: 120,
    Form.VINYL: 450,
    Form.CASSETTE: 90,
    Form.VIDEO_DISC: 140,
    Form.BUNDLE: 500,
}


def zone_of(province: Province) -> Zone:
    """Return how far a parcel to this province goes."""
    return Zone.QUEBEC if province is Province.QC else Zone.CANADA


def shipping_cents(
    things: Sequence[Packed],
    delivery: OrderDelivery,
    province: Province,
    on: date,
) -> int:
    """Return what carrying these things costs, before tax.

    things: only what has a body; files and admissions are left out by the caller.
    Picking up at the house and what is not carried cost nothing. Above 30 kg the
    rest goes in further parcels.

    Raises NoShippingRate.
    """
    if delivery is not OrderDelivery.PARCEL or not things:
        return 0
    weight_g = WRAPPING_G + sum(_weight_of(thing) for thing in things)
    zone = zone_of(province)
    if _is_flat(things) and weight_g <= LETTER_MOST_G:
        return _price(Post.LETTER, zone, weight_g, on)
    full, rest_g = divmod(weight_g, PARCEL_MOST_G)
    cents = full * _price(Post.PARCEL, zone, PARCEL_MOST_G, on) if full else 0
    return cents + (_price(Post.PARCEL, zone, rest_g, on) if rest_g else 0)


def table_of(on: date) -> date:
    """Return since when the prices in force on a day are in force: their version.

    Raises NoShippingRate.
    """
    known = [band.since for band in BANDS if band.since <= on]
    if not known:
        raise NoShippingRate(on)
    return max(known)


def _weight_of(thing: Packed) -> int:
    one = thing.weight_g or USUAL_WEIGHT_G.get(thing.form, 500)
    return one * thing.quantity


def _is_flat(things: Sequence[Packed]) -> bool:
    """Say whether all of it, in one pile, passes through the slot of a letter."""
    height_mm = 0
    for thing in things:
        if thing.thickness_mm is None:
            return False
        height_mm += thing.thickness_mm * thing.quantity
    return height_mm <= LETTER_MOST_MM


def _price(post: Post, zone: Zone, weight_g: int, on: date) -> int:
    rows = [b for b in BANDS if b.post is post and b.zone is zone and b.since <= on]
    if not rows:
        raise NoShippingRate(on)
    in_force = max(band.since for band in rows)
    return min(
        (band.up_to_g, band.cents)
        for band in rows
        if band.since == in_force and weight_g <= band.up_to_g
    )[1]
