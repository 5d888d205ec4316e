"""Parcels the post brought back: still their buyer's, kept for two weeks.

Nothing of them goes to stock or to a waitlist by itself (behaviour.md §3): only a
refund, which the staff make on the order's page, frees anything.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from flashsale.db import Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.window import house_day
from flashsale.mail import outbox
from flashsale.orders.addresses import address_of
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order, Parcel
from flashsale.orders.parcels import touched

KEPT_FOR = timedelta(days=14)
MESSAGE = "parcel_back"


def kept_until(back_at: datetime) -> date:
    """Return the last day on which a parcel that came back is kept."""
    return house_day(back_at) + KEPT_FOR


def note_back(work: Work, parcel_id: int) -> bool:
    """Note that the post brought a parcel back, and write to its buyer.

    False when it was not posted, or is known to be back: nothing is written then.
    """
    came_back = touched(
        work,
        update(Parcel)
        .where(
            Parcel.id == parcel_id,
            Parcel.sent_at.is_not(None),
            Parcel.back_at.is_(None),
        )
        .values(back_at=work.now),
    )
    if came_back:
        _tell(work, work.session.get_one(Parcel, parcel_id, populate_existing=True))
    return came_back


def send_again(work: Work, parcel_id: int, actor_id: MemberId) -> bool:
    """Note that a parcel that had come back was posted again; False when it had not."""
    return touched(
        work,
        update(Parcel)
        .where(Parcel.id == parcel_id, Parcel.back_at.is_not(None))
        .values(back_at=None, sent_at=work.now, sent_by=actor_id),
    )


def _tell(work: Work, parcel: Parcel) -> None:
    orders = work.session.scalars(
        select(Order)
        .where(Order.parcel_id == parcel.id, Order.state == str(OrderState.PAID))
        .order_by(Order.id)
    ).all()
    if not orders or parcel.back_at is None:
        return
    address = address_of(parcel.address)
    outbox.write(
        work,
        # It may come back more than once.
        key=f"{MESSAGE}:{parcel.id}:{parcel.back_at:%Y%m%d%H%M%S}",
        message=MESSAGE,
        to_address=address.email,
        language=orders[-1].language,
        values={
            "name": address.name,
            "codes": [order.code for order in orders],
            "address": f"{address.line1}, {address.city} {address.postal_code}",
            "kept_until": kept_until(parcel.back_at).isoformat(),
        },
    )
