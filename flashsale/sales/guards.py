"""What the database refuses of the sales: a ledger that is edited, a hold or a drop
that goes back."""

from flashsale.guards import Guard, keeps_to, only_grows
from flashsale.sales.lifecycle import NEXT
from flashsale.sales.stock import HOLD_WAYS

GUARDS: tuple[Guard, ...] = (
    *only_grows("stock_move"),
    *keeps_to("hold", HOLD_WAYS),
    *keeps_to("drop", NEXT),
)
