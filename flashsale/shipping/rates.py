"""What the post costs: dated zones by postal code, dated bands by weight; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from flashsale.kernel.errors import Fault
from flashsale.kernel.kinds import Form
from flashsale.kernel.places import OrderDelivery, Province


class Zone(StrEnum):
    """How far a parcel goes."""

    QUEBEC = "quebec"
    QUEBEC_FAR = "quebec_far"
    CANADA = "canada"
    WEST = "west"
    NORTH = "north"


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
class ZoneRow:
    """The zone of the postal codes that begin with `prefix`, from `since` on."""

    prefix: str
    zone: Zone
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


@dataclass(frozen=True, slots=True)
class Destination:
    """How the things leave the house, and where to.

    postal_code: `A1A 1A1`, empty where only the province is known yet.
    """

    delivery: OrderDelivery
    province: Province
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Postage:
    """What carrying costs, before tax, and why. weight_g: wrapping included."""

    cents: int
    post: Post
    zone: Zone
    weight_g: int


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
_P = Province
# Where only the province is known: the zone of most of its people.
_ZONE_OF: dict[Province, Zone] = {
    _P.QC: Zone.QUEBEC,
    **dict.fromkeys((_P.ON, _P.NB, _P.NS, _P.PE, _P.NL), Zone.CANADA),
    **dict.fromkeys((_P.MB, _P.SK, _P.AB, _P.BC), Zone.WEST),
    **dict.fromkeys((_P.YT, _P.NT, _P.NU), Zone.NORTH),
}


@dataclass(frozen=True)
class ShippingTable:
    """Every band and zone the house knows, past and coming.

    The bands of one post and zone begin together: what begins last holds whole. Of two
    rows that begin the same day the later in the tuple holds.
    """

    bands: tuple[Band, ...]
    zones: tuple[ZoneRow, ...]

    def zone_of(self, to: Destination, on: date) -> Zone:
        """Return how far it goes: by the longest beginning of its postal code."""
        code = to.postal_code.replace(" ", "")
        for length in range(min(3, len(code)), 0, -1):
            rows = self._by_prefix.get(code[:length], ())
            begun = [row for row in rows if row.since <= on]
            if begun:
                return begun[-1].zone
        return _ZONE_OF[to.province]

    def postage(
        self, things: Sequence[Packed], to: Destination, on: date
    ) -> Postage | None:
        """Return what carrying these things costs, None where nothing is carried.

        things: only what has a body; files and admissions are left out by the
        caller. Above 30 kg the rest goes in further parcels.

        Raises NoShippingRate.
        """
        if to.delivery is not OrderDelivery.PARCEL or not things:
            return None
        weight_g = weight_of(things)
        zone = self.zone_of(to, on)
        if _is_flat(things) and weight_g <= LETTER_MOST_G:
            cents = self._price(Post.LETTER, zone, weight_g, on)
            return Postage(cents, Post.LETTER, zone, weight_g)
        full, rest_g = divmod(weight_g, PARCEL_MOST_G)
        cents = full * self._price(Post.PARCEL, zone, PARCEL_MOST_G, on) if full else 0
        cents += self._price(Post.PARCEL, zone, rest_g, on) if rest_g else 0
        return Postage(cents, Post.PARCEL, zone, weight_g)

    def bands_of(self, post: Post, zone: Zone, on: date) -> tuple[Band, ...]:
        """Return the bands in force on a day, the lightest first; may be none."""
        rows = [band for band in self._by_way.get((post, zone), ()) if band.since <= on]
        in_force = max((band.since for band in rows), default=date.min)
        found = {band.up_to_g: band for band in rows if band.since == in_force}
        return tuple(found[up_to_g] for up_to_g in sorted(found))

    def version_on(self, on: date) -> date:
        """Return since when all that is in force on a day is in force: its version.

        Raises NoShippingRate.
        """
        known = [band.since for band in self.bands if band.since <= on]
        if not known:
            raise NoShippingRate(on)
        return max(known + [row.since for row in self.zones if row.since <= on])

    def _price(self, post: Post, zone: Zone, weight_g: int, on: date) -> int:
        fitting = [b for b in self.bands_of(post, zone, on) if weight_g <= b.up_to_g]
        if not fitting:
            raise NoShippingRate(on)
        return fitting[0].cents

    @cached_property
    def _by_way(self) -> Mapping[tuple[Post, Zone], Sequence[Band]]:
        found: dict[tuple[Post, Zone], list[Band]] = {}
        for band in self.bands:
            found.setdefault((band.post, band.zone), []).append(band)
        return found

    @cached_property
    def _by_prefix(self) -> Mapping[str, Sequence[ZoneRow]]:
        found: dict[str, list[ZoneRow]] = {}
        for row in sorted(self.zones, key=lambda row: row.since):
            found.setdefault(row.prefix, []).append(row)
        return found


def weight_of(things: Sequence[Packed]) -> int:
    """Return what these weigh in one parcel, in grams, with its wrapping."""
    return WRAPPING_G + sum(_weights(things))


def _weights(things: Sequence[Packed]) -> Iterator[int]:
    for thing in things:
        one = thing.weight_g or USUAL_WEIGHT_G.get(thing.form, 500)
        yield one * thing.quantity


def _is_flat(things: Sequence[Packed]) -> bool:
    """Say whether all of it, in one pile, passes through the slot of a letter."""
    height_mm = 0
    for thing in things:
        if thing.thickness_mm is None:
            return False
        height_mm += thing.thickness_mm * thing.quantity
    return height_mm <= LETTER_MOST_MM
