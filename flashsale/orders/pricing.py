"""Pricing a member's basket as they wish to have it: reads, then the pipeline."""

from dataclasses import dataclass

from flashsale.credit.balances import Balances, balances_of
from flashsale.credit.buckets import Bucket
from flashsale.db import Work
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders.carriage import Carried, carry
from flashsale.orders.contents import Contents
from flashsale.orders.loyalty import is_loyal
from flashsale.orders.parcels import OpenParcel, beside_in
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.quote import Quote, packed, quote
from flashsale.orders.reductions import Reductions
from flashsale.orders.tariffs import Tariffs, tariffs_of
from flashsale.promotions.codes import CodeHolds, CodeRefused, judge_code
from flashsale.promotions.rules import CodeLine, tidy_word
from flashsale.shipping.rates import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a member wants their basket: where it goes, and what pays for it.

    postal_code: empty as long as it is not known: carriage is then an estimate.
    parcel: the open one they join, None for one of their own.
    code: a promo code as it was typed, empty for none. uses_promo_credit: as much of
    it as the lines take, before tax. uses_money: refund credit, then gift cards,
    after tax.
    """

    delivery: OrderDelivery
    province: Province
    postal_code: str = ""
    parcel: OpenParcel | None = None
    code: str = ""
    uses_promo_credit: bool = False
    uses_money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A basket with its price. off: what was taken into account.

    balances: what the member has, as it stood when the basket was taken. code: what
    became of the code they typed, None when they typed none. tariffs: the tables.
    carried: what the carriage costs and why.
    """

    quote: Quote
    carried: Carried
    tariffs: Tariffs
    off: Reductions
    balances: Balances
    code: CodeHolds | CodeRefused | None

    @property
    def code_refused(self) -> CodeRefused | None:
        """Why the code takes nothing off, if one was typed and does not."""
        return self.code if isinstance(self.code, CodeRefused) else None


def price(
    work: Work, policy: PricingPolicy, contents: Contents, wishes: Wishes
) -> Priced:
    """Return what the basket costs, wished so.

    Raises NoTaxRate and NoShippingRate.
    """
    balances = balances_of(work, contents.member_id, as_of=contents.held_since)
    code = _code(work, contents, wishes)
    off = Reductions(
        code=code.cut if isinstance(code, CodeHolds) else None,
        promo_credit_cents=balances.promo_cents if wishes.uses_promo_credit else 0,
        floor_percent=policy.credit_floor_percent,
        refund_credit_cents=_money(balances, Bucket.REFUND, wishes),
        paid_credit_cents=_money(balances, Bucket.PAID, wishes),
    )
    tariffs, on = tariffs_of(work), contents.priced_on
    to = Destination(wishes.delivery, wishes.province, wishes.postal_code)
    loyal = is_loyal(
        work,
        contents.member_id,
        contents.held_since or work.now,
        orders=policy.free_shipping_orders,
    )
    beside = beside_in(wishes.parcel)
    quoted = quote(
        contents.articles,
        to,
        on,
        tariffs,
        off,
        gift_cards_cents=contents.gift_cards_cents,
        beside=beside,
        is_loyal=loyal,
    )
    carried = carry(
        packed(contents.articles),
        to,
        on,
        tariffs.shipping,
        beside=beside,
        is_loyal=loyal,
    )
    return Priced(
        quote=quoted,
        carried=carried,
        tariffs=tariffs,
        off=off,
        balances=balances,
        code=code,
    )


def _code(
    work: Work, contents: Contents, wishes: Wishes
) -> CodeHolds | CodeRefused | None:
    if not tidy_word(wishes.code):
        return None
    lines = [
        CodeLine(
            price_cents=article.price_cents,
            kind=article.kind,
            drop_id=article.drop_id,
            takes_codes=article.takes_codes,
        )
        for article in contents.articles
    ]
    held_since = contents.held_since or work.now
    return judge_code(
        work, contents.member_id, wishes.code, lines, held_since=held_since
    )


def _money(balances: Balances, bucket: Bucket, wishes: Wishes) -> int:
    return balances.cents(bucket) if wishes.uses_money else 0
