"""Where a gift card stands, and the ways it may go; pure."""

from enum import StrEnum


class CardState(StrEnum):
    """Where a gift card stands; it never goes back, but from ordered to wanted."""

    # In the basket of who wants to buy it.
    WANTED = "wanted"
    REMOVED = "removed"
    # In an order that waits for its payment.
    ORDERED = "ordered"
    # Paid; its code is on its way.
    ISSUED = "issued"
    REDEEMED = "redeemed"


CARD_WAYS: dict[CardState, frozenset[CardState]] = {
    CardState.WANTED: frozenset({CardState.REMOVED, CardState.ORDERED}),
    CardState.REMOVED: frozenset(),
    CardState.ORDERED: frozenset({CardState.WANTED, CardState.ISSUED}),
    CardState.ISSUED: frozenset({CardState.REDEEMED}),
    CardState.REDEEMED: frozenset(),
}
