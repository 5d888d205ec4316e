"""Where a gift card stands, and the ways it may go; pure."""

from enum import StrEnum


class CardState(StrEnum):
    """Where a gift card stands; unpaid or contested, it may go back a step."""

    # In the basket of who wants to buy it.
    WANTED = "wanted"
    REMOVED = "removed"
    # In an order that waits for its payment.
    ORDERED = "ordered"
    # Paid; its code is on its way.
    ISSUED = "issued"
    # The bank of who bought it contests the payment: its code is void meanwhile.
    STOPPED = "stopped"
    REDEEMED = "redeemed"
    # Nobody redeemed it and its money went back: its code is void for good.
    REFUNDED = "refunded"


CARD_WAYS: dict[CardState, frozenset[CardState]] = {
    CardState.WANTED: frozenset({CardState.REMOVED, CardState.ORDERED}),
    CardState.REMOVED: frozenset(),
    CardState.ORDERED: frozenset({CardState.WANTED, CardState.ISSUED}),
    CardState.ISSUED: frozenset(
        {CardState.REDEEMED, CardState.STOPPED, CardState.REFUNDED}
    ),
    CardState.STOPPED: frozenset({CardState.ISSUED}),
    CardState.REDEEMED: frozenset(),
    CardState.REFUNDED: frozenset(),
}
