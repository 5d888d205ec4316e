"""What the database refuses of the orders: a state that goes back, a sum rewritten."""

from flashsale.guards import Guard, keeps_to, only_grows
from flashsale.orders.lifecycle import NEXT, ORDER_WAYS, REFUND_WAYS

GUARDS: tuple[Guard, ...] = (
    *keeps_to("order", ORDER_WAYS),
    *keeps_to("payment", NEXT),
    *keeps_to("payment_refund", REFUND_WAYS),
    *only_grows("order_tax"),
    *only_grows("restitution"),
    *only_grows("restitution_line"),
    *only_grows("line_return"),
)
