"""What a basket's carriage costs a member: loyalty, and a parcel that is open; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flashsale.shipping.rates import Destination, Packed, Postage, ShippingTable


class Relief(StrEnum):
    """Why carriage costs less than the post."""

    LOYAL = "loyal"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What lies in the open parcel that these things join.

    things: with a body, of paid orders. paid_cents: what their carriage cost.
    """

    things: tuple[Packed, ...] = ()
    paid_cents: int = 0


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True)
class Carried:
    """What carriage costs, before tax, and why. postage: None where none is due."""

    cents: int
    postage: Postage | None
    relief: Relief | None


def carry(
    things: Sequence[Packed],
    to: Destination,
    on: date,
    table: ShippingTable,
    *,
    beside: Beside = NOTHING_BESIDE,
    is_loyal: bool = False,
) -> Carried:
    """Return what carrying these things costs.

    In an open parcel they are weighed with what lies there already, and only what
    that costs more is paid: a parcel is never paid twice.

    Raises NoShippingRate.
    """
    if not things:
        return Carried(0, None, None)
    postage = table.postage((*beside.things, *things), to, on)
    if postage is None:
        return Carried(0, None, None)
    if is_loyal:
        return Carried(0, postage, Relief.LOYAL)
    if beside.things:
        more = max(0, postage.cents - beside.paid_cents)
        return Carried(more, postage, Relief.TOGETHER)
    return Carried(postage.cents, postage, None)
