"""Reads: a member's orders, as frozen values for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from flashsale.db import Work
from flashsale.kernel.ids import GiftCardId, MemberId, OrderId, OrderLineId, PaymentId
from flashsale.kernel.kinds import Form
from flashsale.kernel.places import OrderDelivery
from flashsale.orders.addresses import Address, address_of
from flashsale.orders.delays import promised_by
from flashsale.orders.lifecycle import CancelReason, OrderState, PaymentStage
from flashsale.orders.models import Order, OrderLine, Payment
from flashsale.orders.parcels_back import kept_until
from flashsale.orders.shown import Shown, shown_from
from flashsale.shipping.points import PointWords, point_words
from flashsale.taxes.amounts import TaxAmounts


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One line of an order as it was bought."""

    id: OrderLineId
    title: str
    form: Form
    shown: Shown
    quantity: int
    unit_price_cents: int
    price_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtCard:
    """A gift card that was bought, and for whom."""

    id: GiftCardId
    recipient_name: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSheet:
    """One order with its lines and how its payment stands.

    price_cents: of its lines before anything came off. promo_code:
    empty when none was used. promised_by: the day by which it leaves, counted from
    its payment, or from its placing as long as it is not paid. payment_id, stage,
    kept_until: None when nothing was due. parcel_closes_at: when the parcel it lies in
    leaves for being prepared; posted_at: when it was posted; back_at: when the post
    brought it back. emailed_at: when its files and admissions left; ready_at: from when
    on it can be fetched. pickup: the point where it is, None for the house itself.
    """

    id: OrderId
    code: str
    state: OrderState
    delivery: OrderDelivery
    address: Address
    lines: tuple[OrderedLine, ...]
    gift_cards: tuple[BoughtCard, ...]
    price_cents: int
    promo_code: str
    discount_cents: int
    promo_credit_cents: int
    shipping_cents: int
    taxes: TaxAmounts
    total_cents: int
    refund_credit_cents: int
    paid_credit_cents: int
    created_at: datetime
    paid_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: CancelReason | None
    promised_by: date
    parcel_id: int | None
    parcel_closes_at: datetime | None
    posted_at: datetime | None
    back_at: datetime | None
    emailed_at: datetime | None
    ready_at: datetime | None
    pickup: PointWords | None
    payment_id: PaymentId | None
    stage: PaymentStage | None
    refusal_code: str
    card_brand: str
    card_last4: str
    kept_until: datetime | None

    @property
    def kept_until_day(self) -> date | None:
        """The last day on which its parcel is kept, where the post brought it back."""
        return kept_until(self.back_at) if self.back_at else None

    @property
    def due_cents(self) -> int:
        """What credit left for the card."""
        return self.total_cents - self.refund_credit_cents - self.paid_credit_cents

    @property
    def gift_cards_cents(self) -> int:
        """What its gift cards cost."""
        return sum(card.cents for card in self.gift_cards)

    @property
    def copies(self) -> int:
        """How many things it holds."""
        return sum(line.quantity for line in self.lines) + len(self.gift_cards)


def order_of(work: Work, member_id: MemberId, code: str) -> OrderSheet | None:
    """Return a member's order by its code, or None when it is not theirs."""
    return next(iter(_sheets(work, member_id, Order.code == code)), None)


def cards_waiting(work: Work, member_id: MemberId) -> tuple[OrderSheet, ...]:
    """Return a member's orders with gift cards that wait to be paid, the newest first.

    Their cards are in no basket meanwhile, and no hold stands there for them.
    """
    pending = Order.state == str(OrderState.PENDING)
    return tuple(_sheets(work, member_id, pending, Order.gift_cards.any()))


def is_of(work: Work, member_id: MemberId, code: str) -> bool:
    """Say whether an order is this member's."""
    found = select(Order.id).where(Order.code == code, Order.member_id == member_id)
    return work.session.scalar(found) is not None


def orders_of(work: Work, member_id: MemberId, *, most: int) -> tuple[OrderSheet, ...]:
    """Return a member's latest orders, the newest first. Six queries."""
    return tuple(_sheets(work, member_id, most=most))


# Codes named in one question: a store takes only so many values at once.
_CODES_AT_ONCE = 500


def totals_of(work: Work, codes: Sequence[str]) -> dict[str, int]:
    """Return the totals, in cents, of the orders with these codes."""
    totals: dict[str, int] = {}
    for first in range(0, len(codes), _CODES_AT_ONCE):
        some = codes[first : first + _CODES_AT_ONCE]
        rows = work.session.execute(
            select(Order.code, Order.total_cents).where(Order.code.in_(some))
        )
        totals.update({row.code: row.total_cents for row in rows})
    return totals


def last_address(work: Work, member_id: MemberId) -> Address | None:
    """Return the address of the member's latest order, to be offered again."""
    values = work.session.scalar(
        select(Order.address)
        .where(Order.member_id == member_id)
        .order_by(Order.id.desc())
        .limit(1)
    )
    return address_of(values) if values else None


def _sheets(
    work: Work,
    member_id: MemberId,
    *which: ColumnElement[bool],
    most: int | None = None,
) -> list[OrderSheet]:
    wanted = (
        select(Order)
        .options(
            selectinload(Order.lines),
            selectinload(Order.gift_cards),
            selectinload(Order.payments),
            selectinload(Order.parcel),
            selectinload(Order.handovers),
        )
        .where(Order.member_id == member_id, *which)
        .order_by(Order.id.desc())
        .limit(most)
    )
    return [_sheet(order) for order in work.session.scalars(wanted)]


def _sheet(order: Order) -> OrderSheet:
    payment = _latest(order.payments)
    reason = order.cancel_reason
    return OrderSheet(
        id=OrderId(order.id),
        code=order.code,
        state=OrderState(order.state),
        delivery=OrderDelivery(order.delivery),
        address=address_of(order.address),
        lines=tuple(_line(line) for line in order.lines),
        gift_cards=tuple(
            BoughtCard(
                id=GiftCardId(card.gift_card_id),
                recipient_name=card.recipient_name,
                cents=card.amount_cents,
            )
            for card in order.gift_cards
        ),
        price_cents=order.items_cents
        + order.discount_cents
        + order.promo_credit_cents
        - order.gift_cards_cents,
        promo_code=(order.terms.get("code") or {}).get("word", ""),
        discount_cents=order.discount_cents,
        promo_credit_cents=order.promo_credit_cents,
        shipping_cents=order.shipping_cents,
        taxes=TaxAmounts(
            gst_cents=order.gst_cents,
            qst_cents=order.qst_cents,
            hst_cents=order.hst_cents,
            pst_cents=order.pst_cents,
        ),
        total_cents=order.total_cents,
        refund_credit_cents=order.refund_credit_cents,
        paid_credit_cents=order.paid_credit_cents,
        created_at=order.created_at,
        paid_at=order.paid_at,
        cancelled_at=order.cancelled_at,
        cancel_reason=CancelReason(reason) if reason else None,
        promised_by=promised_by(leaving_at(order)),
        parcel_id=order.parcel_id,
        parcel_closes_at=order.parcel.closes_at if order.parcel else None,
        posted_at=order.parcel.sent_at if order.parcel else None,
        back_at=order.parcel.back_at if order.parcel else None,
        emailed_at=_handed_at(order, "email"),
        ready_at=_handed_at(order, "pickup"),
        pickup=point_words(order.pickup),
        payment_id=PaymentId(payment.id) if payment else None,
        stage=PaymentStage(payment.state) if payment else None,
        refusal_code=payment.refusal_code if payment else "",
        card_brand=payment.card_brand if payment else "",
        card_last4=payment.card_last4 if payment else "",
        kept_until=payment.kept_until if payment else None,
    )


def _handed_at(order: Order, way: str) -> datetime | None:
    return next((done.at for done in order.handovers if done.way == way), None)


def leaving_at(order: Order) -> datetime:
    """Return from when on the days to be posted count: from its parcel's closing."""
    paid_at = order.paid_at or order.created_at
    return max(paid_at, order.parcel.closes_at) if order.parcel else paid_at


def _latest(payments: Sequence[Payment]) -> Payment | None:
    return payments[-1] if payments else None


def _line(line: OrderLine) -> OrderedLine:
    return OrderedLine(
        id=OrderLineId(line.id),
        title=line.title,
        form=Form(line.form),
        shown=shown_from(line.shown),
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        price_cents=line.quantity * line.unit_price_cents,
    )
