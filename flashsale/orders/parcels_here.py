"""Parcels as those who post them see them: what leaves together, and what left."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, OrderId
from flashsale.orders.addresses import Address, address_of
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.line_return_reads import released_lines
from flashsale.orders.models import Order, Parcel
from flashsale.orders.parcels import has_body, orders_in, packed_of, touched
from flashsale.orders.parcels_back import kept_until
from flashsale.shipping.rates import weight_of

_PAID, _PENDING = str(OrderState.PAID), str(OrderState.PENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLine:
    """One thing in a parcel."""

    title: str
    label_fr: str
    label_en: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelFacts:
    """A parcel as those who post it need it. waiting: orders in it not paid yet.

    weight_g: with its wrapping. sent_at: None as long as it is here. back_at: when the
    post brought it back, None where it did not.
    """

    id: int
    member_id: MemberId
    address: Address
    closes_at: datetime
    is_open: bool
    codes: tuple[str, ...]
    waiting: int
    lines: tuple[ParcelLine, ...]
    weight_g: int
    sent_at: datetime | None
    back_at: datetime | None

    @property
    def kept_until(self) -> date | None:
        """The last day on which it is kept, once it came back."""
        return kept_until(self.back_at) if self.back_at else None


def parcels_here(work: Work, *, most: int) -> tuple[ParcelFacts, ...]:
    """Return the parcels with something paid in them that were not posted.

    Those that are closed first, the oldest first: they can leave.
    """
    rows = work.session.scalars(
        select(Parcel)
        .where(Parcel.sent_at.is_(None), _has_paid())
        .order_by(Parcel.closes_at, Parcel.id)
        .limit(most)
    )
    found = (_facts(work, row) for row in rows)
    # All that was in it may have been cancelled: then nothing is to be posted.
    return tuple(parcel for parcel in found if parcel.lines)


def parcels_back(work: Work, *, most: int) -> tuple[ParcelFacts, ...]:
    """Return the parcels that came back, the one kept longest first.

    Not those of which everything was given back since.
    """
    rows = work.session.scalars(
        select(Parcel)
        .where(Parcel.back_at.is_not(None))
        .order_by(Parcel.back_at, Parcel.id)
        .limit(most)
    )
    found = (_facts(work, row) for row in rows)
    return tuple(parcel for parcel in found if parcel.lines)


def parcels_sent(work: Work, *, most: int) -> tuple[ParcelFacts, ...]:
    """Return the parcels posted last and not come back, the latest first."""
    rows = work.session.scalars(
        select(Parcel)
        .where(Parcel.sent_at.is_not(None), Parcel.back_at.is_(None))
        .order_by(Parcel.sent_at.desc(), Parcel.id)
        .limit(most)
    )
    return tuple(_facts(work, row) for row in rows)


def send(work: Work, parcel_id: int, actor_id: MemberId) -> bool:
    """Note that a closed parcel was posted; False while an order in it may be paid."""
    # The row is locked by one statement, then looked at by another: an order that
    # joined meanwhile is seen.
    work.session.execute(
        update(Parcel).where(Parcel.id == parcel_id).values(sent_by=Parcel.sent_by)
    )
    pending = (
        select(Order.id)
        .where(Order.parcel_id == parcel_id, Order.state == _PENDING)
        .exists()
    )
    return touched(
        work,
        update(Parcel)
        .where(
            Parcel.id == parcel_id,
            Parcel.closes_at <= work.now,
            Parcel.sent_at.is_(None),
            ~pending,
        )
        .values(sent_at=work.now, sent_by=actor_id),
    )


def take_back(work: Work, parcel_id: int) -> bool:
    """Note that a parcel was not posted after all; False when nobody said it was."""
    return touched(
        work,
        update(Parcel)
        .where(
            Parcel.id == parcel_id,
            Parcel.sent_at.is_not(None),
            Parcel.back_at.is_(None),
        )
        .values(sent_at=None, sent_by=None),
    )


def _has_paid() -> ColumnElement[bool]:
    return (
        select(Order.id)
        .where(Order.parcel_id == Parcel.id, Order.state == _PAID)
        .exists()
    )


def _facts(work: Work, row: Parcel) -> ParcelFacts:
    orders = orders_in(work, row.id)
    paid = [order for order in orders if order.state == _PAID]
    gone = released_lines(work, [OrderId(order.id) for order in paid])
    lines = [
        line
        for order in paid
        for line in order.lines
        if has_body(line) and line.id not in gone
    ]
    return ParcelFacts(
        id=row.id,
        member_id=MemberId(row.member_id),
        address=address_of(row.address),
        closes_at=row.closes_at,
        is_open=row.closes_at > work.now,
        codes=tuple(order.code for order in paid),
        waiting=sum(order.state == _PENDING for order in orders),
        lines=tuple(
            ParcelLine(
                title=line.title,
                label_fr=line.shown["label_fr"],
                label_en=line.shown["label_en"],
                quantity=line.quantity,
            )
            for line in lines
        ),
        weight_g=weight_of(packed_of(work, lines)),
        sent_at=row.sent_at,
        back_at=row.back_at,
    )
