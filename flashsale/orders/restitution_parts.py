"""What goes back for parts of an order: units of lines, gift cards, and the carriage.

Read off the rows of the order alone; nothing is asked of the store here.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flashsale.kernel.ids import GiftCardId, OrderLineId
from flashsale.orders.models import Order, OrderGiftCard, OrderLine
from flashsale.orders.parcels import has_body
from flashsale.orders.restitution_rules import Amounts, of_units, share_of_units


@dataclass(frozen=True, slots=True)
class Part:
    """What goes back for units of a line, or for a gift card; else, for the carriage.

    card: the row of the order that sold it. promo_cents: what promo credit took off
    these units.
    """

    line_id: OrderLineId | None
    units: int
    amounts: Amounts
    promo_cents: int = 0
    card: OrderGiftCard | None = None


def parts_of(
    order: Order,
    units: Mapping[OrderLineId, int],
    before: Counter[OrderLineId],
    card_ids: Collection[GiftCardId] = (),
) -> list[Part]:
    """Return what goes back, line by line and card by card.

    Nothing when a line has not so many left, or a card was not bought here; how the
    cards stand is not asked. The carriage comes with the last line that was carried.
    """
    cards = _cards(order, card_ids)
    if cards is None:
        return []
    lines = {OrderLineId(line.id): line for line in order.lines}
    parts = []
    for line_id, wanted in sorted(units.items()):
        line = lines.get(line_id)
        if line is None or not 1 <= wanted <= line.quantity - before[line_id]:
            return []
        worth = of_units(_amounts(line), line.quantity, before[line_id], wanted)
        promo_cents = share_of_units(
            line.credit_cents, line.quantity, before[line_id], wanted
        )
        parts.append(Part(line_id, wanted, worth, promo_cents))
    if parts and _nothing_is_carried(order, before + Counter(units)):
        carriage = _carriage(order)
        had_carried = any(
            has_body(line) and before[OrderLineId(line.id)] < line.quantity
            for line in order.lines
        )
        if carriage.sum_cents and had_carried:
            parts.append(Part(None, 0, carriage))
    return parts + [
        Part(None, 1, Amounts(card.amount_cents), card=card) for card in cards
    ]


def worth_of(
    order: Order,
    units: Mapping[OrderLineId, int],
    before: Counter[OrderLineId],
    card_ids: Collection[GiftCardId] = (),
) -> int:
    """Return what would go back for these parts, in cents; 0 when they are not."""
    parts = parts_of(order, units, before, card_ids)
    return sum(part.amounts.sum_cents for part in parts)


def _cards(
    order: Order, card_ids: Collection[GiftCardId]
) -> list[OrderGiftCard] | None:
    """Return the rows that sold these cards, or None when one was not bought here."""
    if not card_ids:
        # Whoever asks for lines alone has not read the cards, of many orders at once.
        return []
    sold = {GiftCardId(card.gift_card_id): card for card in order.gift_cards}
    wanted = set(card_ids)
    return (
        [sold[card_id] for card_id in sorted(wanted)] if wanted <= set(sold) else None
    )


def _nothing_is_carried(order: Order, after: Counter[OrderLineId]) -> bool:
    return all(
        after[OrderLineId(line.id)] == line.quantity
        for line in order.lines
        if has_body(line)
    )


def _amounts(line: OrderLine) -> Amounts:
    return Amounts(
        line.net_cents,
        line.gst_cents,
        line.qst_cents,
        line.hst_cents,
        line.pst_cents,
    )


def _carriage(order: Order) -> Amounts:
    """Return the carriage with its taxes: those of the order that no line bears."""
    whole = Amounts(
        order.shipping_cents,
        order.gst_cents,
        order.qst_cents,
        order.hst_cents,
        order.pst_cents,
    )
    for line in order.lines:
        own = _amounts(line)
        whole = whole.minus(
            Amounts(0, own.gst_cents, own.qst_cents, own.hst_cents, own.pst_cents)
        )
    return whole
