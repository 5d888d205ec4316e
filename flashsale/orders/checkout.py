"""Placing an order: one basket revision becomes one order, priced by the server."""

from dataclasses import dataclass

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId, PaymentId
from flashsale.kernel.places import OrderDelivery
from flashsale.orders import parcels, placing
from flashsale.orders.contents import contents_of
from flashsale.orders.merchant import Merchant
from flashsale.orders.models import Order, Payment
from flashsale.orders.order_rows import CheckoutRequest, body_digest
from flashsale.orders.parcels import OpenParcel
from flashsale.orders.placing import (
    BasketChanged,
    CreditGone,
    HoldLost,
    Leaving,
    Ordered,
    OrderUnderWay,
    order_under_way,
)
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.pricing import price
from flashsale.orders.quote import Quote, deliveries_for
from flashsale.orders.reductions import LEAST_CHARGE_CENTS
from flashsale.promotions.codes import CodeRefused
from flashsale.shipping import points
from flashsale.shipping.points import Point

__all__ = [
    "BasketChanged",
    "CheckoutRefused",
    "CodeRefused",
    "CreditGone",
    "DeliveryRefused",
    "HoldLost",
    "OrderUnderWay",
    "Ordered",
    "PointClosed",
    "TokenReused",
    "TooLittle",
    "TotalChanged",
    "order_under_way",
    "place",
]


@dataclass(frozen=True, slots=True)
class TokenReused:
    """This basket was ordered already, wished otherwise."""

    code: str


@dataclass(frozen=True, slots=True)
class TotalChanged:
    """The amounts are not those the page showed: they must be agreed to first."""

    quote: Quote


@dataclass(frozen=True, slots=True)
class TooLittle:
    """Something is due, and it is less than a card can be charged."""


@dataclass(frozen=True, slots=True)
class DeliveryRefused:
    """This cannot leave the house that way."""


@dataclass(frozen=True, slots=True)
class PointClosed:
    """A pickup point has to be chosen, among those that are open."""


CheckoutRefused = (
    TokenReused
    | OrderUnderWay
    | BasketChanged
    | TotalChanged
    | DeliveryRefused
    | PointClosed
    | HoldLost
    | CreditGone
    | CodeRefused
    | TooLittle
)


def place(
    work: Work, policy: PricingPolicy, merchant: Merchant, request: CheckoutRequest
) -> Ordered | CheckoutRefused:
    """Turn the member's basket into an order with its payment, or refuse.

    merchant: who stands on the receipt of an order that nothing is due for. Writes
    nothing on a refusal. Idempotent by token. Publishes OrderPlaced.
    """
    known = _by_token(work, request)
    if known is not None:
        return known
    outcome = _order(work, policy, merchant, request)
    if isinstance(outcome, Ordered):
        return outcome
    # The same request may have been answered by another process since we began.
    return _by_token(work, request) or outcome


def _order(
    work: Work, policy: PricingPolicy, merchant: Merchant, request: CheckoutRequest
) -> Ordered | CheckoutRefused:
    contents = contents_of(work, policy, request.member_id, request.only_hold_id)
    under_way = order_under_way(work, contents.hold_ids)
    if under_way is not None:
        return OrderUnderWay(under_way)
    if contents.is_empty or request.token != contents.revision:
        return BasketChanged()
    if request.delivery not in deliveries_for(contents.articles):
        return DeliveryRefused()
    point = _point(work, request)
    if request.delivery is OrderDelivery.PICKUP and not _is_place(work, point):
        return PointClosed()
    parcel = _parcel(work, request)
    priced = price(work, policy, contents, request.wishes(parcel))
    if priced.code_refused is not None:
        return priced.code_refused
    if (priced.quote.total_cents, priced.quote.due_cents) != request.shown:
        return TotalChanged(priced.quote)
    if 0 < priced.quote.due_cents < LEAST_CHARGE_CENTS:
        return TooLittle()
    how = Leaving(parcel=parcel, point=point)
    return placing.write(work, request, contents, priced, how, merchant)


def _point(work: Work, request: CheckoutRequest) -> Point | None:
    if request.delivery is not OrderDelivery.PICKUP or request.point_id is None:
        return None
    return points.open_point(work, request.point_id)


def _is_place(work: Work, point: Point | None) -> bool:
    """Say whether one may fetch it there: at the house itself while it has no point."""
    return point is not None or not points.points(work, only_open=True)


def _parcel(work: Work, request: CheckoutRequest) -> OpenParcel | None:
    if request.delivery is not OrderDelivery.PARCEL or not request.joins_parcel:
        return None
    return parcels.parcel_for(work, request.member_id, request.address)


def _by_token(work: Work, request: CheckoutRequest) -> Ordered | TokenReused | None:
    row = work.session.execute(
        select(Order.id, Order.code, Order.request_digest, Payment.id)
        .outerjoin(Payment, Payment.order_id == Order.id)
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
    paid_by = None if payment_id is None else PaymentId(payment_id)
    return Ordered(OrderId(order_id), code, paid_by)
