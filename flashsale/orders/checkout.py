"""Placing an order: one basket revision becomes one order, priced by the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.kernel.ids import HoldId, OrderId, PaymentId
from flashsale.orders.contents import Contents, contents_of
from flashsale.orders.events import OrderPlaced
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order, OrderLine, Payment
from flashsale.orders.order_rows import (
    CheckoutRequest,
    body_digest,
    line_row,
    order_row,
    payment_row,
)
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.pricing import Priced, price
from flashsale.orders.quote import Quote, deliveries_for
from flashsale.sales import holds
from flashsale.sales.holds import HoldRefused
from flashsale.sales.stock import Refusal


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order stands and waits for its payment; the same token gives it again."""

    order_id: OrderId
    code: str
    payment_id: PaymentId


@dataclass(frozen=True, slots=True)
class TokenReused:
    """This basket was ordered already, with another address or delivery."""

    code: str


@dataclass(frozen=True, slots=True)
class OrderUnderWay:
    """Another order waits to be paid with a copy of this basket."""

    code: str


@dataclass(frozen=True, slots=True)
class BasketChanged:
    """The basket is not the one the page showed any more, or it is empty."""


@dataclass(frozen=True, slots=True)
class TotalChanged:
    """The total is not the one the page showed: it must be agreed to first."""

    quote: Quote


@dataclass(frozen=True, slots=True)
class DeliveryRefused:
    """This cannot leave the house that way."""


@dataclass(frozen=True, slots=True)
class HoldLost:
    """A hold ended between the page and the button."""

    refusal: Refusal


CheckoutRefused = (
    TokenReused
    | OrderUnderWay
    | BasketChanged
    | TotalChanged
    | DeliveryRefused
    | HoldLost
)


def place(
    work: Work, policy: PricingPolicy, request: CheckoutRequest
) -> Ordered | CheckoutRefused:
    """Turn the member's live holds into a pending order with its payment, or refuse.

    Writes nothing on a refusal. Idempotent by token. Publishes OrderPlaced.
    """
    known = _by_token(work, request)
    if known is not None:
        return known
    outcome = _order(work, policy, request)
    if isinstance(outcome, Ordered):
        return outcome
    # The same request may have been answered by another process since we began.
    return _by_token(work, request) or outcome


def _order(
    work: Work, policy: PricingPolicy, request: CheckoutRequest
) -> Ordered | CheckoutRefused:
    contents = contents_of(work, policy, request.member_id)
    under_way = order_under_way(work, contents.hold_ids)
    if under_way is not None:
        return OrderUnderWay(under_way)
    if contents.is_empty or request.token != contents.revision:
        return BasketChanged()
    if request.delivery not in deliveries_for(contents.articles):
        return DeliveryRefused()
    priced = price(work, policy, contents, request.wishes)
    if priced.quote.total_cents != request.shown_total_cents:
        return TotalChanged(priced.quote)
    return _write(work, request, contents, priced)


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


def _by_token(work: Work, request: CheckoutRequest) -> Ordered | TokenReused | None:
    row = work.session.execute(
        select(Order.id, Order.code, Order.request_digest, Payment.id)
        .join(Payment, Payment.order_id == Order.id)
        .where(
            Order.member_id == request.member_id,
            Order.request_token == request.token,
        )
    ).first()
    if row is None:
        return None
    order_id, code, digest, payment_id = row
    if digest != body_digest(request):
        return TokenReused(code)
    return Ordered(OrderId(order_id), code, PaymentId(payment_id))


def _write(
    work: Work, request: CheckoutRequest, contents: Contents, priced: Priced
) -> Ordered | CheckoutRefused:
    order_id, code = OrderId(work.ids.new(work.now)), work.ids.code()
    hold_ids = contents.hold_ids
    try:
        with work.session.begin_nested() as attempt:
            # The token first: of two at once, the second waits here for the first.
            work.session.add(order_row(work, request, contents, priced, order_id, code))
            work.session.flush()
            pinned = holds.pin(work, request.member_id, hold_ids)
            if isinstance(pinned, HoldRefused):
                attempt.rollback()
                return HoldLost(pinned.refusal)
            payment = payment_row(work, order_id, code, priced.quote, pinned)
            work.session.add(payment)
            work.session.add_all(
                line_row(work, order_id, place, line, quoted)
                for place, (line, quoted) in enumerate(
                    zip(contents.lines, priced.quote.lines, strict=True)
                )
            )
            work.session.flush()
    except IntegrityError:
        under_way = order_under_way(work, hold_ids)
        if under_way is None:
            raise
        return OrderUnderWay(under_way)
    work.publish(OrderPlaced(order_id, request.member_id))
    return Ordered(order_id, code, PaymentId(payment.id))
