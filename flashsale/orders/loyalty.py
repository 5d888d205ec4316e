"""Whose parcels cost nothing: members who bought often in the last year."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order

WITHIN = timedelta(days=365)


def is_loyal(work: Work, member_id: MemberId, as_of: datetime, *, orders: int) -> bool:
    """Say whether a member had paid so many orders in the year before an instant.

    as_of: when what they buy was put aside: an order paid since changes no price that
    is on hold. orders: 0 for a house where nobody is.
    """
    if not orders:
        return False
    paid = select(func.count(Order.id)).where(
        Order.member_id == member_id,
        Order.state == str(OrderState.PAID),
        Order.paid_at > as_of - WITHIN,
        Order.paid_at <= as_of,
    )
    return (work.session.scalar(paid) or 0) >= orders
