"""Pricing a member's basket as they wish to have it: reads, then the pipeline."""

from dataclasses import dataclass

from flashsale.credit.balances import Balances, balances_of
from flashsale.credit.buckets import Bucket
from flashsale.db import Work
from flashsale.orders.contents import Contents
from flashsale.orders.places import OrderDelivery, Province
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.quote import Quote, quote
from flashsale.orders.reductions import Reductions


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a member wants their basket: where it goes, and what pays for it.

    uses_promo_credit: as much of it as the lines take, before tax. uses_money: refund
    credit, then gift cards, after tax.
    """

    delivery: OrderDelivery
    province: Province
    uses_promo_credit: bool = False
    uses_money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A basket with its price. off: what was taken into account.

    balances: what the member has, as it stood when the basket was taken.
    """

    quote: Quote
    off: Reductions
    balances: Balances


def price(
    work: Work, policy: PricingPolicy, contents: Contents, wishes: Wishes
) -> Priced:
    """Return what the basket costs, wished so.

    Raises NoTaxRate and NoShippingRate.
    """
    balances = balances_of(work, contents.member_id, as_of=contents.held_since)
    off = Reductions(
        promo_credit_cents=balances.promo_cents if wishes.uses_promo_credit else 0,
        floor_percent=policy.credit_floor_percent,
        refund_credit_cents=_money(balances, Bucket.REFUND, wishes),
        paid_credit_cents=_money(balances, Bucket.PAID, wishes),
    )
    quoted = quote(
        contents.articles,
        wishes.delivery,
        wishes.province,
        contents.priced_on,
        off,
    )
    return Priced(quote=quoted, off=off, balances=balances)


def _money(balances: Balances, bucket: Bucket, wishes: Wishes) -> int:
    return balances.cents(bucket) if wishes.uses_money else 0
