"""Prices of a tier: how the orders ask for them, and what they replace."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOffer:
    """A held lot at its drop price, for one unit, before tax."""

    lot_id: LotId
    drop_id: DropId
    price_cents: int
    held_at: datetime


# Returns the price of one unit for this member, for the lots where their tier has
# one. It answers as things stood at `held_at`: a price is frozen with the hold.
TierPrices = Callable[[Work, MemberId, Sequence[HeldOffer]], Mapping[LotId, int]]


def no_tier(
    work: Work, member_id: MemberId, offers: Sequence[HeldOffer]
) -> Mapping[LotId, int]:
    """Return no price: a house without tiers sells at the drop price."""
    return {}


def lower_of(drop_price_cents: int, tier_price_cents: int | None) -> int:
    """Return the price of one unit: the tier's replaces the drop's if it is lower.

    Raises ValueError when a tier's price is negative.
    """
    if tier_price_cents is None:
        return drop_price_cents
    if tier_price_cents < 0:
        raise ValueError(f"a tier's price is negative: {tier_price_cents}")
    return min(drop_price_cents, tier_price_cents)
