"""What the database refuses of credit: a changed ledger, a card that goes back."""

from flashsale.credit.card_states import CARD_WAYS
from flashsale.guards import Guard, keeps_to, only_grows

GUARDS: tuple[Guard, ...] = (
    *only_grows("credit_transaction"),
    *only_grows("credit_entry"),
    *keeps_to("gift_card", CARD_WAYS),
)
