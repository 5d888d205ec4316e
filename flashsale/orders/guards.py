"""What the database refuses of the orders: a state that goes back."""

from flashsale.guards import Guard, keeps_to
from flashsale.orders.lifecycle import NEXT, ORDER_WAYS, REFUND_WAYS

GUARDS: tuple[Guard, ...] = (
    *keeps_to("order", ORDER_WAYS),
    *keeps_to("payment", NEXT),
    *keeps_to("payment_refund", REFUND_WAYS),
)
