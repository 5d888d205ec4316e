"""What leaves the house without a parcel: files and admissions by e-mail, pickups.

The staff do it and note it; an order has one note for each of its ways.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import selectinload

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, OrderId, OrderLineId
from flashsale.kernel.kinds import DELIVERY_OF, Delivery
from flashsale.kernel.places import OrderDelivery
from flashsale.mail import outbox
from flashsale.orders import transitions
from flashsale.orders.addresses import Address, address_of
from flashsale.orders.delays import promised_by
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.line_return_reads import released_lines
from flashsale.orders.models import Handover, Order, OrderLine
from flashsale.orders.parcels import has_body
from flashsale.shipping.points import PointWords, point_words

READY = "pickup_ready"
_BODILESS = sorted(
    str(form) for form, how in DELIVERY_OF.items() if how is not Delivery.PARCEL
)


class Way(StrEnum):
    """How things leave without a parcel."""

    EMAIL = "email"
    PICKUP = "pickup"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedLine:
    """One thing to hand over."""

    title: str
    label_fr: str
    label_en: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFacts:
    """What of an order leaves one way. promised: the day it is promised for.

    point: where it is fetched, None for the house itself or by e-mail. at: when it was
    noted as done, None while it is to be done.
    """

    order_id: OrderId
    code: str
    way: Way
    address: Address
    lines: tuple[HandedLine, ...]
    promised: date
    point: PointWords | None
    at: datetime | None


def to_hand_over(work: Work, *, most: int) -> tuple[HandoverFacts, ...]:
    """Return what is paid and has to be handed over, the oldest order first."""
    found: list[HandoverFacts] = []
    for way in Way:
        orders = work.session.scalars(
            select(Order)
            .options(selectinload(Order.lines), selectinload(Order.handovers))
            .where(
                Order.state == str(OrderState.PAID),
                _goes(way),
                ~exists().where(
                    Handover.order_id == Order.id, Handover.way == str(way)
                ),
            )
            .order_by(Order.paid_at, Order.id)
            .limit(most)
        ).all()
        gone = released_lines(work, [OrderId(order.id) for order in orders])
        facts = (_facts(order, way, gone) for order in orders)
        found += [one for one in facts if one.lines]
    return tuple(sorted(found, key=lambda one: (one.promised, one.order_id)))


def handed_over(work: Work, *, most: int) -> tuple[HandoverFacts, ...]:
    """Return what was handed over last, the latest first."""
    rows = work.session.execute(
        select(Handover, Order)
        .join(Order, Order.id == Handover.order_id)
        .options(selectinload(Order.lines), selectinload(Order.handovers))
        .order_by(Handover.at.desc(), Handover.order_id)
        .limit(most)
    ).all()
    gone = released_lines(work, [OrderId(order.id) for _, order in rows])
    return tuple(_facts(order, Way(done.way), gone) for done, order in rows)


def _goes(way: Way) -> ColumnElement[bool]:
    if way is Way.PICKUP:
        return Order.delivery == str(OrderDelivery.PICKUP)
    return exists().where(OrderLine.order_id == Order.id, OrderLine.form.in_(_BODILESS))


def way_of(order: Order, line: OrderLine) -> Way | None:
    """Return how a line leaves, None in a parcel."""
    if not has_body(line):
        return Way.EMAIL
    is_fetched = order.delivery == str(OrderDelivery.PICKUP)
    return Way.PICKUP if is_fetched else None


def _facts(order: Order, way: Way, gone: Collection[OrderLineId]) -> HandoverFacts:
    lines = [
        line
        for line in order.lines
        if way_of(order, line) is way and OrderLineId(line.id) not in gone
    ]
    return HandoverFacts(
        order_id=OrderId(order.id),
        code=order.code,
        way=way,
        address=address_of(order.address),
        lines=tuple(
            HandedLine(
                title=line.title,
                label_fr=line.shown["label_fr"],
                label_en=line.shown["label_en"],
                quantity=line.quantity,
            )
            for line in lines
        ),
        promised=promised_by(order.paid_at or order.created_at),
        point=point_words(order.pickup) if way is Way.PICKUP else None,
        at=next((done.at for done in order.handovers if done.way == way), None),
    )


def hand_over(work: Work, order_id: OrderId, way: Way, actor_id: MemberId) -> bool:
    """Note that what leaves this way has left, or waits to be fetched.

    Its buyer is written to when it can be fetched. False when it was noted before, the
    order is not paid, or nothing of it leaves so.
    """
    # Whoever cancels a line has the order alone too: one of them comes first.
    transitions.lock_order(work, order_id)
    order = work.session.get(Order, order_id, populate_existing=True)
    if order is None or order.state != OrderState.PAID:
        return False
    facts = _facts(order, way, released_lines(work, [order_id]))
    if not facts.lines or facts.at is not None:
        return False
    work.session.add(
        Handover(order_id=order_id, way=str(way), at=work.now, by=actor_id)
    )
    work.session.flush()
    if way is Way.PICKUP:
        _tell(work, order, facts)
    return True


def take_back(work: Work, order_id: OrderId, way: Way) -> bool:
    """Note that it was not handed over after all; False when nobody said it was."""
    transitions.lock_order(work, order_id)
    result = work.session.execute(
        delete(Handover).where(Handover.order_id == order_id, Handover.way == str(way))
    )
    return bool(getattr(result, "rowcount", 0))


def ways_done(work: Work, order_id: OrderId) -> frozenset[Way]:
    """Return the ways in which what leaves so has left."""
    rows = work.session.scalars(
        select(Handover.way).where(Handover.order_id == order_id)
    )
    return frozenset(map(Way, rows))


def _tell(work: Work, order: Order, facts: HandoverFacts) -> None:
    point = facts.point
    hours = ""
    if point is not None:
        hours = point.hours_fr
        if order.language == "en":
            hours = point.hours_en or point.hours_fr
    outbox.write(
        work,
        key=f"{READY}:{order.code}",
        message=READY,
        to_address=facts.address.email,
        language=order.language,
        values={
            "name": facts.address.name,
            "code": order.code,
            "titles": [line.title for line in facts.lines],
            "point": "" if point is None else point.name,
            "where": "" if point is None else f"{point.line1}, {point.city}",
            "hours": hours,
        },
    )
