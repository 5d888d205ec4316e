"""Pricing a member's basket as they wish to have it: reads, then the pipeline."""

from dataclasses import dataclass

from flashsale.db import Work
from flashsale.orders.contents import Contents
from flashsale.orders.places import OrderDelivery, Province
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.quote import Quote, quote
from flashsale.orders.reductions import Reductions


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a member wants their basket: where it goes, and what pays for it."""

    delivery: OrderDelivery
    province: Province


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A basket with its price. off: what was taken into account."""

    quote: Quote
    off: Reductions


def price(
    work: Work, policy: PricingPolicy, contents: Contents, wishes: Wishes
) -> Priced:
    """Return what the basket costs, wished so.

    Raises NoTaxRate and NoShippingRate.
    """
    off = Reductions(floor_percent=policy.credit_floor_percent)
    quoted = quote(
        contents.articles,
        wishes.delivery,
        wishes.province,
        contents.priced_on,
        off,
    )
    return Priced(quote=quoted, off=off)
