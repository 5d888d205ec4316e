"""What the house decides about prices, as `assembly` puts it together."""

from dataclasses import dataclass

from flashsale.orders.tiers import TierPrices


@dataclass(frozen=True, slots=True, kw_only=True)
class PricingPolicy:
    """The house's own part of a price.

    tier_prices: asked of `invites`, which the orders do not know.
    credit_floor_percent: of each line, 0 to 100, that promo credit leaves payable.
    free_shipping_orders: paid in a year, from which a member's parcels cost nothing;
    0 for never.
    """

    tier_prices: TierPrices
    credit_floor_percent: int
    free_shipping_orders: int = 0
