"""Reads: an order as it was sold, whole and frozen, for the paper that proves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders.addresses import Address, address_of
from flashsale.orders.delays import promised_by
from flashsale.orders.history import leaving_at
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order, OrderGiftCard, OrderLine, OrderTax, Payment
from flashsale.orders.reasons import TaxNumber, numbers_of
from flashsale.shipping.points import point_words
from flashsale.taxes import tables
from flashsale.taxes.amounts import TaxEntry
from flashsale.taxes.rates import Tax

AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """One line as it was bought; labels in both languages; net_cents: before tax.

    taxes: those of which it bears some cents.
    """

    title: str
    byline: str
    label_fr: str
    label_en: str
    tax_class: str
    place: str
    quantity: int
    unit_price_cents: int
    discount_cents: int
    credit_cents: int
    net_cents: int
    taxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SoldCard:
    """A gift card that was bought: no tax is on it."""

    recipient_name: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldTax:
    """What was owed of one tax to one place.

    rate: thousandths of a percent; None, as base_cents, on an order that is older than
    the rows that keep them.
    """

    tax: Tax
    place: Province
    rate: int | None
    base_cents: int | None
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldOrder:
    """A paid order, from its own rows alone: no rate of today is asked for.

    numbers: of the registrations, but for GST and QST, which the seller carries.
    card_brand, card_last4: empty when nothing was left for a card. pickup_place: where
    it is fetched; empty when it is not, or at the seller's.
    """

    order_id: OrderId
    code: str
    language: str
    delivery: OrderDelivery
    buyer: Address
    lines: tuple[SoldLine, ...]
    cards: tuple[SoldCard, ...]
    promo_code: str
    discount_cents: int
    promo_credit_cents: int
    shipping_cents: int
    taxes: tuple[SoldTax, ...]
    numbers: tuple[TaxNumber, ...]
    total_cents: int
    refund_credit_cents: int
    paid_credit_cents: int
    card_brand: str
    card_last4: str
    ordered_at: datetime
    paid_at: datetime
    promised_by: date
    pickup_place: str


def sold_order(work: Work, order_id: OrderId) -> SoldOrder | None:
    """Return an order as it was sold, or None while it is not paid."""
    order = work.session.scalar(
        select(Order)
        .where(Order.id == order_id, Order.state == str(OrderState.PAID))
        .execution_options(populate_existing=True)
    )
    if order is None or order.paid_at is None:
        return None
    card = work.session.execute(
        select(Payment.card_brand, Payment.card_last4)
        .where(Payment.order_id == order_id)
        .order_by(Payment.id.desc())
        .limit(1)
    ).first()
    return SoldOrder(
        order_id=order_id,
        code=order.code,
        language=order.language,
        delivery=OrderDelivery(order.delivery),
        buyer=address_of(order.address),
        lines=tuple(sold_line(line) for line in order.lines),
        cards=tuple(map(sold_card, order.gift_cards)),
        promo_code=(order.terms.get("code") or {}).get("word", ""),
        discount_cents=order.discount_cents,
        promo_credit_cents=order.promo_credit_cents,
        shipping_cents=order.shipping_cents,
        taxes=tuple(map(_tax, order.taxes)) or tuple(_older_taxes(order)),
        numbers=_numbers(work, order),
        total_cents=order.total_cents,
        refund_credit_cents=order.refund_credit_cents,
        paid_credit_cents=order.paid_credit_cents,
        card_brand=card.card_brand if card else "",
        card_last4=card.card_last4 if card else "",
        ordered_at=order.created_at,
        paid_at=order.paid_at,
        promised_by=promised_by(leaving_at(order)),
        pickup_place=_pickup(order),
    )


def sold_line(line: OrderLine) -> SoldLine:
    """Return a line as it was bought."""
    return SoldLine(
        title=line.title,
        byline=line.shown["byline"],
        label_fr=line.shown["label_fr"],
        label_en=line.shown["label_en"] or line.shown["label_fr"],
        tax_class=line.tax_class,
        place=line.place,
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        discount_cents=line.discount_cents,
        credit_cents=line.credit_cents,
        net_cents=line.net_cents,
        taxes=tuple(str(tax) for tax in Tax if getattr(line, f"{tax}_cents", 0)),
    )


def sold_card(card: OrderGiftCard) -> SoldCard:
    """Return a gift card as it was bought."""
    return SoldCard(card.recipient_name, card.amount_cents)


def paid_totals(work: Work) -> Iterator[tuple[OrderId, str, int]]:
    """Give the id, the code and the total of every paid order, the oldest first."""
    found = (
        select(Order.id, Order.code, Order.total_cents)
        .where(Order.state == str(OrderState.PAID))
        .order_by(Order.paid_at, Order.id)
    )
    for row in work.session.execute(found).yield_per(AT_A_TIME):
        yield OrderId(row[0]), row[1], row[2]


def count_paid(work: Work) -> int:
    """Return how many orders are paid."""
    counted = select(func.count()).where(Order.state == str(OrderState.PAID))
    return work.session.scalar(counted) or 0


def _pickup(order: Order) -> str:
    point = point_words(order.pickup)
    if point is None:
        return ""
    return f"{point.name}, {point.line1}, {point.city} {point.postal_code}"


def _tax(row: OrderTax) -> SoldTax:
    return SoldTax(
        tax=Tax(row.tax),
        place=Province(row.place),
        rate=row.rate,
        base_cents=row.base_cents,
        cents=row.cents,
    )


def _older_taxes(order: Order) -> Iterator[SoldTax]:
    place = Province(order.province)
    for tax in Tax:
        cents: int = getattr(order, f"{tax}_cents")
        if cents:
            yield SoldTax(tax=tax, place=place, rate=None, base_cents=None, cents=cents)


def _numbers(work: Work, order: Order) -> tuple[TaxNumber, ...]:
    """Return the numbers of the authorities that this order pays, on its own day."""
    entries = [
        TaxEntry(
            tax=Tax(row.tax),
            place=Province(row.place),
            rate=row.rate,
            base_cents=row.base_cents,
            cents=row.cents,
        )
        for row in order.taxes
    ]
    on = date.fromisoformat(order.priced_on)
    return numbers_of(entries, on, tables.table_of(work)) if entries else ()
