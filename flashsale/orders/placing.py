"""Writing an order: its rows, its holds pinned, its credit spent, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from flashsale.credit import gift_cards, ledger
from flashsale.credit.buckets import Bucket
from flashsale.credit.ledger import CreditShort
from flashsale.db import Work
from flashsale.kernel.ids import HoldId, OrderId, PaymentId
from flashsale.kernel.places import OrderDelivery
from flashsale.orders import parcels, receipts, transitions
from flashsale.orders.contents import Contents
from flashsale.orders.events import OrderPaid, OrderPlaced
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.merchant import Merchant
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.order_rows import (
    CheckoutRequest,
    card_row,
    line_row,
    order_row,
    payment_row,
    tax_row,
)
from flashsale.orders.parcels import OpenParcel
from flashsale.orders.pricing import Priced
from flashsale.promotions import codes
from flashsale.promotions.codes import CodeHolds, CodeRefused
from flashsale.sales import holds, naming, purchases
from flashsale.sales.holds import HoldRefused, Pinned
from flashsale.sales.purchases import PurchaseRefused
from flashsale.sales.stock import PAYMENT_PINS_FOR, Refusal
from flashsale.shipping.points import Point, point_values


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order stands; the same token gives it again.

    payment_id: of the payment it waits for; None when nothing was due: it is paid.
    """

    order_id: OrderId
    code: str
    payment_id: PaymentId | None


@dataclass(frozen=True, slots=True)
class OrderUnderWay:
    """Another order waits to be paid with a copy of this basket."""

    code: str


@dataclass(frozen=True, slots=True)
class HoldLost:
    """A hold ended between the page and the button."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class CreditGone:
    """The credit was used elsewhere between the page and the button."""


@dataclass(frozen=True, slots=True)
class BasketChanged:
    """The basket is not the one the page showed any more, or it is empty."""


PlacingRefused = OrderUnderWay | HoldLost | CreditGone | BasketChanged | CodeRefused
_Undone = HoldLost | CreditGone | BasketChanged | CodeRefused


@dataclass(frozen=True, slots=True)
class Leaving:
    """How it leaves the house. parcel: the open one it joins. point: where it is
    fetched; None for the house itself."""

    parcel: OpenParcel | None = None
    point: Point | None = None


class _Undo(Exception):
    """Carries a refusal out of the savepoint, which is rolled back by it."""

    def __init__(self, refused: _Undone) -> None:
        self.refused = refused
        super().__init__()


def write(
    work: Work,
    request: CheckoutRequest,
    contents: Contents,
    priced: Priced,
    how: Leaving,
    merchant: Merchant,
) -> Ordered | PlacingRefused:
    """Write the order of a basket that was priced, with its payment if one is due.

    An order that nothing is due for is paid at once: its copies are sold, its credit
    is its record, its receipt is written. Publishes OrderPlaced, then OrderPaid.
    """
    order_id, code = OrderId(work.ids.new(work.now)), work.ids.code()
    try:
        with work.session.begin_nested():
            # The token first: of two at once, the second waits here for the first.
            row = order_row(work, request, contents, priced, order_id, code)
            row.pickup = point_values(how.point) if how.point else {}
            work.session.add(row)
            work.session.flush()
            row.parcel_id = _parcel(work, request, how)
            payment_id = _fill(work, request, contents, priced, order_id, code)
    except _Undo as undo:
        return undo.refused
    except IntegrityError:
        under_way = order_under_way(work, contents.hold_ids)
        if under_way is None:
            raise
        return OrderUnderWay(under_way)
    work.publish(OrderPlaced(order_id, request.member_id))
    if payment_id is None:
        transitions.confirm_order(work, order_id)
        receipts.write(work, order_id, merchant)
        work.publish(OrderPaid(order_id, request.member_id, merchant))
    return Ordered(order_id, code, payment_id)


def order_under_way(work: Work, hold_ids: Sequence[HoldId]) -> str | None:
    """Return the code of the order that waits to be paid with one of these holds."""
    return work.session.scalar(
        select(Order.code)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            OrderLine.live_hold_id.in_(hold_ids),
            Order.state == str(OrderState.PENDING),
        )
        .limit(1)
    )


def _fill(
    work: Work,
    request: CheckoutRequest,
    contents: Contents,
    priced: Priced,
    order_id: OrderId,
    code: str,
) -> PaymentId | None:
    """Write all that hangs on an order.

    Locks in the order of docs/stock.md: holds, then stock, code and credit.
    """
    quoted = priced.quote
    pinned = _pin(work, contents)
    work.session.add_all(
        line_row(work, order_id, place, line, quoted_line)
        for place, (line, quoted_line) in enumerate(
            zip(contents.lines, quoted.lines, strict=True)
        )
    )
    work.session.add_all(tax_row(work, order_id, entry) for entry in quoted.entries)
    _order_cards(work, contents, order_id)
    payment_id = None
    if quoted.due_cents:
        payment = payment_row(work, order_id, code, quoted, pinned, request)
        work.session.add(payment)
        payment_id = PaymentId(payment.id)
    work.session.flush()
    if payment_id is None:
        bought = purchases.buy(work, contents.hold_ids)
        if isinstance(bought, PurchaseRefused):
            raise _Undo(HoldLost(Refusal.HOLD_ENDED))
    _use_code(work, contents, priced, order_id, code)
    _spend_credit(work, contents, priced, order_id, code)
    return payment_id


def _parcel(work: Work, request: CheckoutRequest, how: Leaving) -> int | None:
    """Return the parcel it is posted in: the one it joins, or one of its own."""
    if request.delivery is not OrderDelivery.PARCEL:
        return None
    if how.parcel is not None:
        if not parcels.join(work, how.parcel.id):
            raise _Undo(BasketChanged())
        return how.parcel.id
    return parcels.make(
        work,
        request.member_id,
        request.address,
        keeps_open=request.keeps_parcel_open,
    )


def _order_cards(work: Work, contents: Contents, order_id: OrderId) -> None:
    card_ids = [card.id for card in contents.gift_cards]
    if not gift_cards.order(work, contents.member_id, card_ids, order_id):
        raise _Undo(BasketChanged())
    work.session.add_all(
        card_row(work, order_id, place, card)
        for place, card in enumerate(contents.gift_cards)
    )


def _pin(work: Work, contents: Contents) -> Pinned:
    if not contents.hold_ids:
        # Gift cards alone: nothing is held, the page has its time all the same.
        return Pinned(work.now + PAYMENT_PINS_FOR)
    pinned = holds.pin(work, contents.member_id, contents.hold_ids)
    if isinstance(pinned, HoldRefused):
        raise _Undo(HoldLost(pinned.refusal))
    # Read again under the lock: a free price may have been named since.
    named = naming.prices_of(work, contents.hold_ids)
    if named != {line.hold_id: line.unit_price_cents for line in contents.lines}:
        raise _Undo(BasketChanged())
    return pinned


def _use_code(
    work: Work, contents: Contents, priced: Priced, order_id: OrderId, code: str
) -> None:
    discount_cents = priced.quote.discount_cents
    if not isinstance(priced.code, CodeHolds) or not discount_cents:
        return
    refused = codes.use(
        work, priced.code, contents.member_id, order_id, code, discount_cents
    )
    if refused is not None:
        raise _Undo(refused)


def _spend_credit(
    work: Work, contents: Contents, priced: Priced, order_id: OrderId, code: str
) -> None:
    quoted = priced.quote
    amounts = {
        Bucket.PROMO: quoted.promo_credit_cents,
        Bucket.REFUND: quoted.refund_credit_cents,
        Bucket.PAID: quoted.paid_credit_cents,
    }
    if quoted.due_cents and not any(amounts.values()):
        return
    spent = ledger.spend(
        work,
        contents.member_id,
        order_id,
        code,
        amounts,
        as_of=contents.held_since or work.now,
    )
    if isinstance(spent, CreditShort):
        raise _Undo(CreditGone())
