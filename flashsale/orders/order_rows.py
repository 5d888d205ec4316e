"""The rows of a new order, made of what was asked and what it costs."""

import json
from dataclasses import asdict, dataclass

from flashsale.credit.gift_cards import CardFacts
from flashsale.db import Work
from flashsale.kernel.ids import HoldId, MemberId, OrderId
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery
from flashsale.orders.addresses import Address, address_values
from flashsale.orders.contents import Contents, digest_of
from flashsale.orders.lifecycle import OrderState, PaymentStage
from flashsale.orders.models import Order, OrderGiftCard, OrderLine, OrderTax, Payment
from flashsale.orders.parcels import OpenParcel
from flashsale.orders.pricing import Priced, Wishes
from flashsale.orders.quote import Quote, QuoteLine
from flashsale.orders.shown import shown_of
from flashsale.orders.terms import terms_of
from flashsale.promotions.rules import tidy_word
from flashsale.sales.basket import BasketLine
from flashsale.sales.holds import Pinned
from flashsale.taxes.amounts import TaxEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRequest:
    """What a member sends from the checkout page.

    token: the revision of the basket that the page showed. shown_total_cents,
    shown_due_cents: what the page showed: it is agreed to, never charged from here.
    joins_parcel: the member's open one that goes to the same door. keeps_parcel_open:
    a new one, for a week. point_id: where it is picked up, None for the house itself.
    """

    member_id: MemberId
    token: str
    shown_total_cents: int
    shown_due_cents: int
    delivery: OrderDelivery
    address: Address
    language: Language
    code: str = ""
    uses_promo_credit: bool = False
    uses_money: bool = False
    # The saved card to pay with, or None: on the desk's page.
    saved_card_id: int | None = None
    # The words by which the member agreed that the card be kept, or empty.
    keeps_card: str = ""
    joins_parcel: bool = False
    keeps_parcel_open: bool = False
    point_id: int | None = None
    # Of the whole basket, or of this hold alone.
    only_hold_id: HoldId | None = None
    # Whether the member is there to answer their bank.
    is_present: bool = True

    def wishes(self, parcel: OpenParcel | None) -> Wishes:
        """Return what of this decides the price; parcel: the open one it joins."""
        return Wishes(
            delivery=self.delivery,
            province=self.address.province,
            postal_code=self.address.postal_code,
            parcel=parcel,
            code=self.code,
            uses_promo_credit=self.uses_promo_credit,
            uses_money=self.uses_money,
        )

    @property
    def shown(self) -> tuple[int, int]:
        """The total and the amount due that the page showed."""
        return (self.shown_total_cents, self.shown_due_cents)


def order_row(
    work: Work,
    request: CheckoutRequest,
    contents: Contents,
    priced: Priced,
    order_id: OrderId,
    code: str,
) -> Order:
    """Return the row of a pending order, priced as quoted."""
    quoted = priced.quote
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
        items_cents=quoted.items_cents,
        shipping_cents=quoted.shipping_cents,
        total_cents=quoted.total_cents,
        discount_cents=quoted.discount_cents,
        promo_credit_cents=quoted.promo_credit_cents,
        gift_cards_cents=quoted.gift_cards_cents,
        refund_credit_cents=quoted.refund_credit_cents,
        paid_credit_cents=quoted.paid_credit_cents,
        priced_on=contents.priced_on.isoformat(),
        terms=terms_of(contents.priced_on, priced.tariffs, priced.off),
        created_at=work.now,
        **asdict(quoted.taxes),
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
        place=str(quoted.place),
        carriage_cents=quoted.carriage_cents,
        quantity=line.quantity,
        drop_price_cents=line.unit_price_cents,
        unit_price_cents=quoted.article.unit_price_cents,
        discount_cents=quoted.discount_cents,
        credit_cents=quoted.credit_cents,
        net_cents=quoted.net_cents,
        **asdict(quoted.taxes),
    )


def tax_row(work: Work, order_id: OrderId, entry: TaxEntry) -> OrderTax:
    """Return the row of one tax of an invoice, to one place, at one rate."""
    return OrderTax(
        id=work.ids.new(work.now),
        order_id=order_id,
        tax=str(entry.tax),
        place=str(entry.place),
        rate=entry.rate,
        base_cents=entry.base_cents,
        cents=entry.cents,
    )


def card_row(
    work: Work, order_id: OrderId, position: int, card: CardFacts
) -> OrderGiftCard:
    """Return the row of a gift card that is bought."""
    return OrderGiftCard(
        id=work.ids.new(work.now),
        order_id=order_id,
        position=position,
        gift_card_id=card.id,
        recipient_name=card.recipient_name,
        amount_cents=card.cents,
    )


def payment_row(
    work: Work,
    order_id: OrderId,
    code: str,
    quoted: Quote,
    pinned: Pinned,
    request: CheckoutRequest,
) -> Payment:
    """Return the row of the payment of an order, with the key of its first call."""
    return Payment(
        id=work.ids.new(work.now),
        order_id=order_id,
        state=str(
            PaymentStage.CHARGING if request.saved_card_id else PaymentStage.CREATED
        ),
        saved_card_id=request.saved_card_id,
        keeps_card=request.keeps_card,
        is_present=request.is_present,
        amount_cents=quoted.due_cents,
        # Stored before the first call: a second try says the very same (F16).
        idempotency_key=f"order-{code}-1",
        kept_until=pinned.expires_at,
        created_at=work.now,
        updated_at=work.now,
    )


def body_digest(request: CheckoutRequest) -> str:
    """Return what tells two requests of one token apart."""
    address = address_values(request.address)
    wishes: list[object] = [
        tidy_word(request.code),
        request.uses_promo_credit,
        request.uses_money,
    ]
    if request.saved_card_id is not None or request.keeps_card:
        wishes += [request.saved_card_id, request.keeps_card]
    ways = [request.joins_parcel, request.keeps_parcel_open, request.point_id]
    return digest_of(
        [str(request.delivery), json.dumps([address, wishes, ways], sort_keys=True)]
    )
