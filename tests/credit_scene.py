"""What tests of credit need beside credit: an order to pay with it."""

from sqlalchemy import insert

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, OrderId
from flashsale.orders.models import Order


def an_order(work: Work, member: MemberId) -> OrderId:
    """Write the bare row of a pending order of 23.00."""
    order_id = OrderId(work.ids.new(work.now))
    work.session.execute(
        insert(Order).values(
            id=order_id,
            code=work.ids.code(),
            member_id=member,
            state="pending",
            request_token=work.ids.token(),
            request_digest="x",
            language="fr",
            delivery="pickup",
            address={"email": "camille@example.org"},
            province="QC",
            items_cents=20_00,
            shipping_cents=0,
            gst_cents=1_00,
            qst_cents=2_00,
            total_cents=23_00,
            priced_on="2026-11-26",
            terms={},
            created_at=work.now,
        )
    )
    return order_id
