"""What a basket costs once delivered and taxed: a pure sum, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flashsale.kernel.ids import HoldId, LotId
from flashsale.kernel.kinds import Delivery, Form, TaxClass
from flashsale.kernel.money import split
from flashsale.orders.places import OrderDelivery, Province
from flashsale.orders.shipping import Packed, shipping_cents
from flashsale.orders.taxes import Taxable, TaxAmounts, place_of_supply, taxes_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One line to be priced: units of one lot at the price frozen by its hold.

    quantity: >= 1. unit_price_cents: >= 0, before tax.
    """

    hold_id: HoldId
    lot_id: LotId
    quantity: int
    unit_price_cents: int
    tax_class: TaxClass
    form: Form
    delivery: Delivery
    weight_g: int | None = None
    thickness_mm: int | None = None

    @property
    def net_cents(self) -> int:
        """What the line costs before tax."""
        return self.quantity * self.unit_price_cents


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """An article with the taxes that are its part of the invoice's."""

    article: Article
    taxes: TaxAmounts

    @property
    def net_cents(self) -> int:
        """What the line costs before tax."""
        return self.article.net_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A basket priced for one delivery, at one date; nothing in it is negative.

    shipping_taxes: the part of the taxes that is due on the carriage, so that
    `taxes` is the sum of the lines' and of these.
    """

    lines: tuple[QuoteLine, ...]
    delivery: OrderDelivery
    province: Province
    items_cents: int
    shipping_cents: int
    shipping_taxes: TaxAmounts
    taxes: TaxAmounts

    @property
    def total_cents(self) -> int:
        """All there is to pay."""
        return self.items_cents + self.shipping_cents + self.taxes.sum_cents


def has_parcel(articles: Sequence[Article]) -> bool:
    """Say whether something of this has a body to carry."""
    return any(article.delivery is Delivery.PARCEL for article in articles)


def deliveries_for(articles: Sequence[Article]) -> tuple[OrderDelivery, ...]:
    """Return the ways this can leave the house, the usual one first."""
    if has_parcel(articles):
        return (OrderDelivery.PARCEL, OrderDelivery.PICKUP)
    return (OrderDelivery.ELECTRONIC,)


def quote(
    articles: Sequence[Article],
    delivery: OrderDelivery,
    province: Province,
    on: date,
) -> Quote:
    """Price articles for one delivery; taxes are rounded once for the whole.

    province: of the buyer's address. on: wall date in the house's zone. Carriage
    bears the taxes of what is carried, in proportion to its net value
    (behaviour.md §5.7).

    Raises NoTaxRate and NoShippingRate where a table says nothing.
    """
    carried = [a for a in articles if a.delivery is Delivery.PARCEL]
    carriage = shipping_cents(
        [Packed(a.form, a.quantity, a.weight_g, a.thickness_mm) for a in carried],
        delivery,
        province,
        on,
    )
    shares = split(carriage, [a.net_cents for a in carried]) if carried else []
    things = [_taxable(a, a.net_cents, delivery, province) for a in articles]
    things += [
        _taxable(a, share, delivery, province)
        for a, share in zip(carried, shares, strict=True)
    ]
    taxes = taxes_on(things, on)
    on_lines, on_carriage = taxes[: len(articles)], taxes[len(articles) :]
    return Quote(
        lines=tuple(map(QuoteLine, articles, on_lines)),
        delivery=delivery,
        province=province,
        items_cents=sum(article.net_cents for article in articles),
        shipping_cents=carriage,
        shipping_taxes=_sum(on_carriage),
        taxes=_sum(taxes),
    )


def _taxable(
    article: Article, net_cents: int, delivery: OrderDelivery, province: Province
) -> Taxable:
    place = place_of_supply(article.delivery, delivery, province)
    return Taxable(net_cents, article.tax_class, place)


def _sum(amounts: Sequence[TaxAmounts]) -> TaxAmounts:
    total = TaxAmounts()
    for amount in amounts:
        total = total.plus(amount)
    return total
