"""The receipt of a paid order, which is also the copy of its contract (law L12)."""

from typing import Any

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery
from flashsale.mail import outbox
from flashsale.orders.cards import card_name
from flashsale.orders.delays import promised_by
from flashsale.orders.history import leaving_at
from flashsale.orders.merchant import Merchant
from flashsale.orders.models import Order, OrderLine, Payment
from flashsale.shipping.points import point_words

MESSAGE = "receipt"


def write(work: Work, order_id: OrderId, merchant: Merchant) -> None:
    """Put the receipt of an order in the outbox; a second call puts no second one."""
    order = work.session.execute(
        select(Order)
        .where(Order.id == order_id)
        .execution_options(populate_existing=True)
    ).scalar_one()
    lines = work.session.scalars(
        select(OrderLine)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.position)
    )
    payment = work.session.execute(
        select(Payment.card_brand, Payment.card_last4)
        .where(Payment.order_id == order_id)
        .order_by(Payment.id.desc())
        .limit(1)
    ).first()
    card = (payment[0], payment[1]) if payment else ("", "")
    outbox.write(
        work,
        key=f"{MESSAGE}:{order.code}",
        message=MESSAGE,
        to_address=order.address["email"],
        language=order.language,
        values=_values(order, list(lines), card, merchant),
    )


def _values(
    order: Order, lines: list[OrderLine], card: tuple[str, str], merchant: Merchant
) -> dict[str, Any]:
    """Return what the letter says; amounts in cents, instants in ISO 8601."""
    brand, last4 = card
    paid_at = order.paid_at or order.created_at
    return {
        "code": order.code,
        "paid_at": paid_at.isoformat(),
        "promised_by": promised_by(leaving_at(order)).isoformat(),
        "delivery": order.delivery,
        "pickup": _pickup(order),
        "is_carried": order.delivery != str(OrderDelivery.ELECTRONIC),
        "address": dict(order.address),
        "lines": [_line(line, order.language) for line in lines],
        "items_cents": order.items_cents
        + order.discount_cents
        + order.promo_credit_cents
        - order.gift_cards_cents,
        "gift_cards": [
            {"recipient": card.recipient_name, "cents": card.amount_cents}
            for card in order.gift_cards
        ],
        "promo_code": (order.terms.get("code") or {}).get("word", ""),
        "discount_cents": order.discount_cents,
        "promo_credit_cents": order.promo_credit_cents,
        "shipping_cents": order.shipping_cents,
        "gst_cents": order.gst_cents,
        "qst_cents": order.qst_cents,
        "hst_cents": order.hst_cents,
        "pst_cents": order.pst_cents,
        "total_cents": order.total_cents,
        "refund_credit_cents": order.refund_credit_cents,
        "paid_credit_cents": order.paid_credit_cents,
        "due_cents": order.total_cents
        - order.refund_credit_cents
        - order.paid_credit_cents,
        "card_brand": card_name(brand),
        "card_last4": last4,
        "gst_number": merchant.gst_number,
        "qst_number": merchant.qst_number,
    }


def _pickup(order: Order) -> dict[str, str]:
    """Return where it is fetched and when, in the order's language; or nothing."""
    point = point_words(order.pickup)
    if point is None:
        return {}
    is_english = order.language == str(Language.EN)
    return {
        "place": f"{point.name}, {point.line1}, {point.city}",
        "hours": point.hours_en if is_english and point.hours_en else point.hours_fr,
    }


def _line(line: OrderLine, language: str) -> dict[str, Any]:
    return {
        "title": line.title,
        "byline": line.shown["byline"],
        "label": line.shown[f"label_{language}"],
        "quantity": line.quantity,
        "unit_price_cents": line.unit_price_cents,
        "net_cents": line.quantity * line.unit_price_cents,
    }
