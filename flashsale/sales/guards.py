"""What the database refuses of the sales: a ledger that is edited, a hold, a drop,
a place or an offer that goes back."""

from flashsale.guards import Guard, keeps_to, only_grows
from flashsale.sales.lifecycle import NEXT
from flashsale.sales.stock import HOLD_WAYS
from flashsale.sales.waiting import NEXT_ENTRY, NEXT_OFFER

GUARDS: tuple[Guard, ...] = (
    *only_grows("stock_move"),
    *keeps_to("hold", HOLD_WAYS),
    *keeps_to("drop", NEXT),
    *keeps_to("wait_entry", NEXT_ENTRY),
    *keeps_to("wait_offer", NEXT_OFFER),
)
