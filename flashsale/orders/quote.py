"""What a basket costs, by one fixed pipeline (behaviour.md §5); pure, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flashsale.kernel.ids import DropId, HoldId, LotId
from flashsale.kernel.kinds import Delivery, Form, Kind, TaxClass
from flashsale.kernel.money import split
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders.carriage import NOTHING_BESIDE, Beside, carry
from flashsale.orders.reductions import (
    NOTHING_OFF,
    Reductions,
    credit_paying,
    credit_shares,
)
from flashsale.orders.tariffs import Tariffs
from flashsale.promotions.cuts import shares_of
from flashsale.shipping.rates import Destination, Packed
from flashsale.taxes.amounts import (
    Taxable,
    TaxAmounts,
    TaxEntry,
    entries_of,
    taxes_on,
)
from flashsale.taxes.rates import TaxTable
from flashsale.taxes.supply import place_of_supply


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One line to be priced: units of one lot at the price frozen by its hold.

    quantity: >= 1. unit_price_cents: >= 0, before tax, the tier's where it is lower.
    takes_codes: whether its drop takes promo codes. venue: of an admission, where it
    is shown.
    """

    hold_id: HoldId
    lot_id: LotId
    drop_id: DropId
    kind: Kind
    quantity: int
    unit_price_cents: int
    tax_class: TaxClass
    form: Form
    delivery: Delivery
    takes_codes: bool = True
    weight_g: int | None = None
    thickness_mm: int | None = None
    venue: Province | None = None

    @property
    def price_cents(self) -> int:
        """What the line costs before any reduction and before tax."""
        return self.quantity * self.unit_price_cents


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """An article, what came off it, and the taxes that are its part of the invoice's.

    discount_cents: by the code; credit_cents: by promo credit; >= 0 both. place:
    whose taxes it bears. carriage_cents: its share of the carriage, before tax.
    """

    article: Article
    discount_cents: int
    credit_cents: int
    taxes: TaxAmounts
    place: Province
    carriage_cents: int
    carriage_taxes: TaxAmounts

    @property
    def net_cents(self) -> int:
        """What the line costs before tax."""
        return self.article.price_cents - self.discount_cents - self.credit_cents


@dataclass(frozen=True, slots=True)
class Carriage:
    """How the things leave the house, to which province, and for how much."""

    delivery: OrderDelivery
    province: Province
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A basket priced for one delivery, at one date; nothing in it is negative.

    gift_cards_cents: cards that are bought here: no tax, no reduction.
    shipping_taxes: the part of the taxes that is due on the carriage, so that
    `taxes` is the sum of the lines' and of these. entries: the same taxes by tax,
    place and rate.
    refund_credit_cents, paid_credit_cents: what these pay of the total.
    """

    lines: tuple[QuoteLine, ...]
    delivery: OrderDelivery
    province: Province
    gift_cards_cents: int
    shipping_cents: int
    shipping_taxes: TaxAmounts
    taxes: TaxAmounts
    entries: tuple[TaxEntry, ...]
    refund_credit_cents: int
    paid_credit_cents: int

    @property
    def price_cents(self) -> int:
        """The lines before any reduction."""
        return sum(line.article.price_cents for line in self.lines)

    @property
    def discount_cents(self) -> int:
        """What the code took off."""
        return sum(line.discount_cents for line in self.lines)

    @property
    def promo_credit_cents(self) -> int:
        """What promo credit took off."""
        return sum(line.credit_cents for line in self.lines)

    @property
    def items_cents(self) -> int:
        """The lines and the gift cards, before tax."""
        net = self.price_cents - self.discount_cents - self.promo_credit_cents
        return net + self.gift_cards_cents

    @property
    def total_cents(self) -> int:
        """What the invoice comes to."""
        return self.items_cents + self.shipping_cents + self.taxes.sum_cents

    @property
    def due_cents(self) -> int:
        """What is left for the card."""
        return self.total_cents - self.refund_credit_cents - self.paid_credit_cents


def has_parcel(articles: Sequence[Article]) -> bool:
    """Say whether something of this has a body to carry."""
    return any(article.delivery is Delivery.PARCEL for article in articles)


def deliveries_for(articles: Sequence[Article]) -> tuple[OrderDelivery, ...]:
    """Return the ways this can leave the house, the usual one first."""
    if has_parcel(articles):
        return (OrderDelivery.PARCEL, OrderDelivery.PICKUP)
    return (OrderDelivery.ELECTRONIC,)


def packed(articles: Sequence[Article]) -> tuple[Packed, ...]:
    """Return what of this has a body to carry."""
    return tuple(
        Packed(a.form, a.quantity, a.weight_g, a.thickness_mm)
        for a in articles
        if a.delivery is Delivery.PARCEL
    )


def quote(
    articles: Sequence[Article],
    to: Destination,
    on: date,
    tariffs: Tariffs,
    off: Reductions = NOTHING_OFF,
    *,
    gift_cards_cents: int = 0,
    beside: Beside = NOTHING_BESIDE,
    is_loyal: bool = False,
) -> Quote:
    """Price articles for one delivery, with the carriage of the day's table.

    to: its province is that of the buyer's address. on: wall date in the house's zone.
    beside: what lies in the open parcel they join. is_loyal: carried for nothing.

    Raises NoTaxRate and NoShippingRate where a table says nothing.
    """
    carried = carry(
        packed(articles), to, on, tariffs.shipping, beside=beside, is_loyal=is_loyal
    )
    carriage = Carriage(to.delivery, to.province, carried.cents)
    return priced(
        articles, carriage, on, tariffs.taxes, off, gift_cards_cents=gift_cards_cents
    )


def priced(
    articles: Sequence[Article],
    carriage: Carriage,
    on: date,
    taxes: TaxTable,
    off: Reductions = NOTHING_OFF,
    *,
    gift_cards_cents: int = 0,
) -> Quote:
    """Take articles through the pipeline, for a carriage that is known.

    The order is fixed: price, code, promo credit, carriage, taxes, then refund
    credit and the gift card as payment. Taxes are rounded once for the whole;
    carriage bears those of what is carried, in proportion to its net value. Gift
    cards bought here are paid by card.

    Raises NoTaxRate.
    """
    prices = [article.price_cents for article in articles]
    discounts = shares_of(off.code, prices)
    nets = [price - cut for price, cut in zip(prices, discounts, strict=True)]
    used = credit_shares(off.promo_credit_cents, prices, nets, off.floor_percent)
    nets = [net - credit for net, credit in zip(nets, used, strict=True)]
    owed = _taxes(articles, nets, carriage, on, taxes)
    lines = tuple(
        QuoteLine(
            article=article,
            discount_cents=discounts[i],
            credit_cents=used[i],
            taxes=owed.on_lines[i],
            place=owed.things[i].place,
            carriage_cents=owed.shares[i],
            carriage_taxes=owed.on_carriage[i],
        )
        for i, article in enumerate(articles)
    )
    on_carriage = _sum(owed.on_carriage)
    whole = _sum(owed.on_lines).plus(on_carriage)
    payable = sum(nets) + carriage.cents + whole.sum_cents
    credit = credit_paying(off, payable, gift_cards_cents)
    return Quote(
        lines=lines,
        delivery=carriage.delivery,
        province=carriage.province,
        gift_cards_cents=gift_cards_cents,
        shipping_cents=carriage.cents,
        shipping_taxes=on_carriage,
        taxes=whole,
        entries=entries_of(owed.things, (*owed.on_lines, *owed.on_carriage), on, taxes),
        refund_credit_cents=credit.refund_cents,
        paid_credit_cents=credit.paid_cents,
    )


@dataclass(frozen=True, slots=True)
class _Owed:
    """Taxes of the lines and of their shares of the carriage; `things`: all of both."""

    things: tuple[Taxable, ...]
    shares: tuple[int, ...]
    on_lines: Sequence[TaxAmounts]
    on_carriage: Sequence[TaxAmounts]


def _taxes(
    articles: Sequence[Article],
    nets: Sequence[int],
    carriage: Carriage,
    on: date,
    table: TaxTable,
) -> _Owed:
    # What is not carried weighs nothing in the sharing, and takes none of it.
    weights = [
        net if article.delivery is Delivery.PARCEL else None
        for article, net in zip(articles, nets, strict=True)
    ]
    shares = _shares(carriage.cents, weights)
    things = tuple(
        _taxable(article, cents, carriage)
        for amounts in (nets, shares)
        for article, cents in zip(articles, amounts, strict=True)
    )
    taxes = taxes_on(things, on, table)
    count = len(articles)
    return _Owed(things, shares, taxes[:count], taxes[count:])


def _shares(cents: int, weights: Sequence[int | None]) -> tuple[int, ...]:
    """Return each line's share of the carriage: 0 where its weight is None."""
    carried = [weight for weight in weights if weight is not None]
    parts = iter(split(cents, carried) if carried else ())
    return tuple(0 if weight is None else next(parts) for weight in weights)


def _taxable(article: Article, net_cents: int, carriage: Carriage) -> Taxable:
    place = place_of_supply(
        article.delivery, carriage.delivery, carriage.province, article.venue
    )
    return Taxable(net_cents, article.tax_class, place)


def _sum(amounts: Sequence[TaxAmounts]) -> TaxAmounts:
    total = TaxAmounts()
    for amount in amounts:
        total = total.plus(amount)
    return total
