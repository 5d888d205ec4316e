"""The rows of a new order, made of what was asked and what it costs."""

import json
from dataclasses import asdict, dataclass

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, OrderId
from flashsale.kernel.language import Language
from flashsale.orders.addresses import Address, address_values
from flashsale.orders.lifecycle import OrderState, PaymentStage
from flashsale.orders.models import Order, OrderLine, Payment
from flashsale.orders.places import OrderDelivery
from flashsale.orders.quote import Quote, QuoteLine
from flashsale.orders.revisions import digest_of
from flashsale.orders.shown import shown_of
from flashsale.sales.basket import BasketLine
from flashsale.sales.holds import Pinned


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """What a member sends from the checkout page.

    token: the revision of the basket that the page showed. shown_total_cents: the
    total that the page showed: it is agreed to, never charged from here.
    """

    member_id: MemberId
    token: str
    shown_total_cents: int
    delivery: OrderDelivery
    address: Address
    language: Language


def order_row(
    work: Work, request: CheckoutRequest, priced: Quote, order_id: OrderId, code: str
) -> Order:
    """Return the row of a pending order, priced as quoted."""
    return Order(
        id=order_id,
        code=code,
        member_id=request.member_id,
        state=str(OrderState.PENDING),
        request_token=request.token,
        request_digest=body_digest(request),
        language=str(request.language),
        delivery=str(request.delivery),
        address=address_values(request.address),
        province=str(request.address.province),
        items_cents=priced.items_cents,
        shipping_cents=priced.shipping_cents,
        total_cents=priced.total_cents,
        created_at=work.now,
        **asdict(priced.taxes),
    )


def line_row(
    work: Work, order_id: OrderId, position: int, line: BasketLine, quoted: QuoteLine
) -> OrderLine:
    """Return the row of one line, with its words as they are now."""
    return OrderLine(
        id=work.ids.new(work.now),
        order_id=order_id,
        position=position,
        hold_id=line.hold_id,
        live_hold_id=line.hold_id,
        lot_id=line.lot_id,
        sku_id=line.sku_id,
        title=line.title,
        form=str(line.form),
        shown=shown_of(line),
        tax_class=str(line.tax_class),
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        net_cents=quoted.net_cents,
        **asdict(quoted.taxes),
    )


def payment_row(
    work: Work, order_id: OrderId, code: str, priced: Quote, pinned: Pinned
) -> Payment:
    """Return the row of the payment of an order, with the key of its first call."""
    return Payment(
        id=work.ids.new(work.now),
        order_id=order_id,
        state=str(PaymentStage.CREATED),
        amount_cents=priced.total_cents,
        # Stored before the first call: a second try says the very same (F16).
        idempotency_key=f"order-{code}-1",
        kept_until=pinned.expires_at,
        created_at=work.now,
        updated_at=work.now,
    )


def body_digest(request: CheckoutRequest) -> str:
    """Return what tells two requests of one token apart."""
    address = address_values(request.address)
    return digest_of([str(request.delivery), json.dumps(address, sort_keys=True)])
