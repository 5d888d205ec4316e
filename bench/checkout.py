"""Checkouts, prepared: from the button of the checkout page to the paid order.

One way is two requests: the form, which makes the order and asks the desk for a page,
and the way back from there, which claims the copies, takes the money and writes the
receipt. The desk answers at once (`bench/desk.py`).
"""

from __future__ import annotations

from sqlalchemy import func, select

from bench import asked, people
from bench.driver import FOLLOW
from bench.house import House
from flashsale.kernel.places import HOME, OrderDelivery
from flashsale.orders.contents import contents_of
from flashsale.orders.models import Order
from flashsale.orders.pricing import Wishes, price
from flashsale.sales import holds
from flashsale.sales.holds import HoldPlaced, HoldRequest

STEPS = 2
ADDRESS = {
    "name": "Camille Essai",
    "line1": "12, rue Chabot",
    "city": "Montréal",
    "province": "QC",
    "postal_code": "H2X 1Y4",
    "delivery": str(OrderDelivery.PARCEL),
}


def ways(house: House, count: int) -> list[bytes]:
    """Give members a hold each and return how they order and pay it, step by step."""
    sale, buyers = house.sale(allotted=count), house.members(count)
    wishes = Wishes(delivery=OrderDelivery.PARCEL, province=HOME)
    found = []
    with house.runtime.work() as work:
        for buyer in buyers:
            placed = holds.place(
                work,
                HoldRequest(
                    member_id=buyer.member_id,
                    lot_id=sale.lot_id,
                    quantity=1,
                    request_token=f"checkout-{buyer.member_id}",
                ),
            )
            assert isinstance(placed, HoldPlaced)
            contents = contents_of(work, house.runtime.pricing, buyer.member_id)
            quote = price(work, house.runtime.pricing, contents, wishes).quote
            form = ADDRESS | {
                "token": contents.revision,
                "total": str(quote.total_cents),
                "due": str(quote.due_cents),
            }
            found += [asked.post("/paiement", form, buyer), _way_back(buyer)]
    return found


def _way_back(buyer: people.Person) -> bytes:
    return asked.get("@", buyer.cookie).replace(b"@", FOLLOW, 1)


def paid(house: House) -> int:
    """Return how many orders are paid."""
    with house.runtime.read() as work:
        orders = select(func.count()).select_from(Order).where(Order.state == "paid")
        return work.session.scalar(orders) or 0
