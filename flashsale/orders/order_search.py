"""Reads: orders as the staff look for them, by whatever names one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, OrderId
from flashsale.members.directory import members_found, names_of
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order, Payment
from flashsale.orders.restitution_reads import given_cents

# Returns the orders whose invoice or credit note has the number that was typed. The
# orders know no papers: `assembly` names who does.
OrdersOfPapers = Callable[[Work, str], Collection[OrderId]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order of the list."""

    id: OrderId
    code: str
    state: OrderState
    member: str
    total_cents: int
    back_cents: int
    created_at: datetime


def no_papers(work: Work, typed: str) -> Collection[OrderId]:
    """Return no order: a house without papers has no number of one."""
    return ()


def search(
    work: Work,
    wanted: str,
    *,
    of_papers: OrdersOfPapers,
    before: int | None,
    most: int,
) -> tuple[OrderRow, ...]:
    """Return the latest orders, or those that are looked for, the newest first.

    wanted: parts of the member's name or e-mail address, the beginning of a code, the
    number of an invoice or of a credit note, or the desk's name of a payment; empty
    for all. before: the id of an order that those wanted are older than. At most five
    queries, whatever is found.
    """
    found = select(Order).order_by(Order.id.desc()).limit(most)
    if before is not None:
        found = found.where(Order.id < before)
    if wanted:
        found = found.where(_named(work, wanted, of_papers))
    orders = work.session.scalars(found).all()
    names = names_of(work, {MemberId(order.member_id) for order in orders})
    back = given_cents(work, [OrderId(order.id) for order in orders])
    return tuple(
        OrderRow(
            id=OrderId(order.id),
            code=order.code,
            state=OrderState(order.state),
            member=names[MemberId(order.member_id)],
            total_cents=order.total_cents,
            back_cents=back.get(OrderId(order.id), 0),
            created_at=order.created_at,
        )
        for order in orders
    )


def _named(work: Work, wanted: str, of_papers: OrdersOfPapers) -> ColumnElement[bool]:
    paid = select(Payment.order_id).where(Payment.intent_ref == wanted)
    return or_(
        Order.code.startswith(wanted.upper(), autoescape=True),
        Order.id.in_(paid),
        Order.id.in_(of_papers(work, wanted)),
        Order.member_id.in_(members_found(work, wanted)),
    )
