"""What must always be true of what goes back of orders, asked of the store itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, or_, select

from flashsale.credit import card_refunds
from flashsale.db import Work
from flashsale.kernel.invariants import Finding
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import (
    Order,
    OrderGiftCard,
    OrderLine,
    Refund,
)
from flashsale.orders.restitution_models import (
    LineReturn,
    Restitution,
    RestitutionLine,
)

MOST_NAMED = 20


def _finding(
    work: Work, name: str, model: Any, broken: Select[*tuple[Any, ...]]
) -> Finding:
    counted = work.session.scalar(select(func.count()).select_from(model)) or 0
    rows = work.session.execute(broken.limit(MOST_NAMED))
    return Finding(name, counted, tuple(" ".join(map(str, row)) for row in rows))


def restitutions_are_the_sums_of_their_lines(work: Work) -> Finding:
    """A restitution is the sum of its lines; its card part is its refund (8, 17)."""
    sums = (
        select(
            RestitutionLine.restitution_id,
            func.sum(
                RestitutionLine.net_cents
                + RestitutionLine.gst_cents
                + RestitutionLine.qst_cents
                + RestitutionLine.hst_cents
                + RestitutionLine.pst_cents
            ).label("cents"),
        )
        .group_by(RestitutionLine.restitution_id)
        .subquery()
    )
    broken = (
        select(Restitution.id, Restitution.total_cents, sums.c.cents)
        .outerjoin(sums, sums.c.restitution_id == Restitution.id)
        .outerjoin(Refund, Refund.id == Restitution.refund_id)
        .where(
            or_(
                func.coalesce(sums.c.cents, -1) != Restitution.total_cents,
                Refund.amount_cents != Restitution.card_cents,
            )
        )
    )
    name = "what goes back is the sum of its lines"
    return _finding(work, name, Restitution, broken)


def no_more_of_a_line_goes_back_than_was_bought(work: Work) -> Finding:
    """Of no line more units, cents or taxes go back than were paid (8, 18)."""
    sums = (
        select(
            RestitutionLine.order_line_id,
            func.sum(RestitutionLine.units).label("units"),
            func.sum(RestitutionLine.net_cents).label("net"),
            func.sum(RestitutionLine.gst_cents).label("gst"),
            func.sum(RestitutionLine.qst_cents).label("qst"),
            func.sum(RestitutionLine.hst_cents).label("hst"),
            func.sum(RestitutionLine.pst_cents).label("pst"),
        )
        .group_by(RestitutionLine.order_line_id)
        .subquery()
    )
    broken = (
        select(Order.code, OrderLine.id, sums.c.units)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(sums, sums.c.order_line_id == OrderLine.id)
        .where(
            or_(
                sums.c.units > OrderLine.quantity,
                sums.c.net > OrderLine.net_cents,
                sums.c.gst > OrderLine.gst_cents,
                sums.c.qst > OrderLine.qst_cents,
                sums.c.hst > OrderLine.hst_cents,
                sums.c.pst > OrderLine.pst_cents,
            )
        )
    )
    name = "no more of a line goes back than was bought"
    return _finding(work, name, RestitutionLine, broken)


def cards_that_went_back_are_void(work: Work) -> Finding:
    """The money of a gift card went back, whole, just where its code is void (8, 17).

    So nothing is ever redeemed of a card that was given back.
    """
    void = card_refunds.void_cards()
    broken = (
        select(Order.code, OrderGiftCard.gift_card_id, RestitutionLine.net_cents)
        .join(Order, Order.id == OrderGiftCard.order_id)
        .outerjoin(
            RestitutionLine, RestitutionLine.order_gift_card_id == OrderGiftCard.id
        )
        .outerjoin(void, void.c.id == OrderGiftCard.gift_card_id)
        .where(
            Order.state == str(OrderState.PAID),
            or_(
                RestitutionLine.id.is_(None) != void.c.id.is_(None),
                RestitutionLine.net_cents != OrderGiftCard.amount_cents,
                void.c.cents != OrderGiftCard.amount_cents,
            ),
        )
    )
    name = "a gift card that went back is void, and no other is"
    return _finding(work, name, OrderGiftCard, broken)


def no_more_units_return_than_were_sold(work: Work) -> Finding:
    """Of no line more units are accounted for than were sold (behaviour.md §7)."""
    returned = (
        select(LineReturn.order_line_id, func.sum(LineReturn.units).label("units"))
        .group_by(LineReturn.order_line_id)
        .subquery()
    )
    broken = (
        select(OrderLine.id, OrderLine.quantity, returned.c.units)
        .join(returned, returned.c.order_line_id == OrderLine.id)
        .where(returned.c.units > OrderLine.quantity)
    )
    name = "no more units return than were sold"
    return _finding(work, name, LineReturn, broken)


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    restitutions_are_the_sums_of_their_lines,
    no_more_of_a_line_goes_back_than_was_bought,
    cards_that_went_back_are_void,
    no_more_units_return_than_were_sold,
)
