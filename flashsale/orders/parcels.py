"""Parcels: opened by an order, joined by others until they close, then posted.

Whether one is open is told by the clock, not by a job: a late worker keeps none open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, select, update
from sqlalchemy.orm import selectinload

from flashsale.catalogue.catalogue import skus_by_id
from flashsale.db import Work
from flashsale.kernel.ids import MemberId, OrderId, SkuId
from flashsale.kernel.kinds import DELIVERY_OF, Delivery, Form
from flashsale.orders.addresses import Address, address_of, address_values
from flashsale.orders.carriage import NOTHING_BESIDE, Beside
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.line_return_reads import released_lines
from flashsale.orders.models import Order, OrderLine, Parcel
from flashsale.shipping.rates import Packed

OPEN_FOR = timedelta(days=7)
_PAID = str(OrderState.PAID)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenParcel:
    """A parcel that may be joined. codes: of the paid orders in it."""

    id: int
    address: Address
    closes_at: datetime
    codes: tuple[str, ...]
    beside: Beside


def open_parcels(work: Work, member_id: MemberId) -> tuple[OpenParcel, ...]:
    """Return the member's parcels that may be joined now, the first to leave first.

    A parcel whose only order is not paid yet is none: its carriage was not paid.
    """
    rows = work.session.scalars(
        select(Parcel)
        .where(
            Parcel.member_id == member_id,
            Parcel.closes_at > work.now,
            Parcel.sent_at.is_(None),
        )
        .order_by(Parcel.closes_at, Parcel.id)
    ).all()
    found = []
    for row in rows:
        orders = [one for one in orders_in(work, row.id) if one.state == _PAID]
        if orders:
            gone = released_lines(work, [OrderId(order.id) for order in orders])
            lines = [
                line for order in orders for line in order.lines if line.id not in gone
            ]
            things = packed_of(work, lines)
            found.append(
                OpenParcel(
                    id=row.id,
                    address=address_of(row.address),
                    closes_at=row.closes_at,
                    codes=tuple(order.code for order in orders),
                    beside=Beside(
                        things=things,
                        paid_cents=sum(order.shipping_cents for order in orders),
                    ),
                )
            )
    return tuple(found)


def same_place(one: Address, other: Address) -> bool:
    """Say whether the post brings both to one door."""
    return _door(one) == _door(other)


def parcel_for(
    work: Work, member_id: MemberId, address: Address | None
) -> OpenParcel | None:
    """Return the member's open parcel that goes to an address, or None."""
    if address is None:
        return None
    parcels = open_parcels(work, member_id)
    return next((p for p in parcels if same_place(p.address, address)), None)


def beside_in(parcel: OpenParcel | None) -> Beside:
    """Return what lies in a parcel that is joined; nothing without one."""
    return parcel.beside if parcel is not None else NOTHING_BESIDE


def make(work: Work, member_id: MemberId, address: Address, *, keeps_open: bool) -> int:
    """Make a parcel for one order, open to others for a week or for nobody."""
    parcel = Parcel(
        id=work.ids.new(work.now),
        member_id=member_id,
        address=address_values(address),
        opened_at=work.now,
        closes_at=work.now + (OPEN_FOR if keeps_open else timedelta()),
    )
    work.session.add(parcel)
    work.session.flush()
    return parcel.id


def join(work: Work, parcel_id: int) -> bool:
    """Take one's place in a parcel that is open still; False when it is not.

    The row is written, so that a close or a posting at the same time waits.
    """
    return touched(
        work,
        update(Parcel)
        .where(
            Parcel.id == parcel_id,
            Parcel.closes_at > work.now,
            Parcel.sent_at.is_(None),
        )
        .values(closes_at=Parcel.closes_at),
    )


def close(work: Work, member_id: MemberId, parcel_id: int) -> bool:
    """Close a member's open parcel now; False when it was closed, or is not theirs."""
    return touched(
        work,
        update(Parcel)
        .where(
            Parcel.id == parcel_id,
            Parcel.member_id == member_id,
            Parcel.closes_at > work.now,
        )
        .values(closes_at=work.now),
    )


def is_of(work: Work, member_id: MemberId, parcel_id: int) -> bool:
    """Say whether there is such a parcel, and it is this member's."""
    found = select(Parcel.id).where(
        Parcel.id == parcel_id, Parcel.member_id == member_id
    )
    return work.session.scalar(found) is not None


def orders_in(work: Work, parcel_id: int) -> list[Order]:
    """Return every order that was put in a parcel, with its lines, the oldest first."""
    found = (
        select(Order)
        .options(selectinload(Order.lines))
        .where(Order.parcel_id == parcel_id)
        .order_by(Order.id)
    )
    return list(work.session.scalars(found))


def keep_here(work: Work, parcel_id: int) -> bool:
    """Keep a parcel from being posted until the transaction ends; False: it was."""
    return touched(
        work,
        update(Parcel)
        .where(Parcel.id == parcel_id, Parcel.sent_at.is_(None))
        .values(closes_at=Parcel.closes_at),
    )


def has_body(line: OrderLine) -> bool:
    """Say whether a line is something to carry."""
    return DELIVERY_OF[Form(line.form)] is Delivery.PARCEL


def packed_of(work: Work, lines: Iterable[OrderLine]) -> tuple[Packed, ...]:
    """Return what of these has a body, with its measures. One query."""
    carried = [line for line in lines if has_body(line)]
    skus = skus_by_id(work, {SkuId(line.sku_id) for line in carried})
    return tuple(
        Packed(
            Form(line.form),
            line.quantity,
            skus[SkuId(line.sku_id)].weight_g,
            skus[SkuId(line.sku_id)].thickness_mm,
        )
        for line in carried
    )


def _door(address: Address) -> tuple[str, ...]:
    words = (address.line1, address.line2, address.city)
    return (*(" ".join(w.casefold().split()) for w in words), address.postal_code)


def touched(work: Work, statement: Update) -> bool:
    """Say whether a guarded update found its row."""
    result = work.session.execute(statement)
    return bool(getattr(result, "rowcount", 0) == 1)
