"""Where a thing is supplied, and therefore whose taxes it bears; pure."""

from enum import StrEnum

from flashsale.kernel.kinds import Delivery
from flashsale.kernel.places import HOME, OrderDelivery, Province


class SupplyRule(StrEnum):
    """Why a thing is supplied where it is (law L23)."""

    SENT_THERE = "sent_there"
    PICKED_UP_THERE = "picked_up_there"
    BUYER_LIVES_THERE = "buyer_lives_there"
    SHOWN_THERE = "shown_there"


def supply_rule(delivery: Delivery, order_delivery: OrderDelivery) -> SupplyRule:
    """Return which rule says where a thing is supplied."""
    if delivery is Delivery.ADMISSION:
        return SupplyRule.SHOWN_THERE
    if delivery is Delivery.DIGITAL:
        return SupplyRule.BUYER_LIVES_THERE
    if order_delivery is OrderDelivery.PICKUP:
        return SupplyRule.PICKED_UP_THERE
    return SupplyRule.SENT_THERE


def place_of_supply(
    delivery: Delivery,
    order_delivery: OrderDelivery,
    address: Province,
    venue: Province | None = None,
) -> Province:
    """Return the province whose taxes a thing bears (law L23).

    A parcel follows the address it goes to, or the house when it is picked up; a
    file follows the buyer's address; an admission follows its venue. venue: None
    where nobody said, which is at home.
    """
    rule = supply_rule(delivery, order_delivery)
    if rule is SupplyRule.SHOWN_THERE:
        return venue or HOME
    return HOME if rule is SupplyRule.PICKED_UP_THERE else address
