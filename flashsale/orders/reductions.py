"""What lowers a basket's price or pays a part of it, in its fixed order; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from flashsale.kernel.money import split_within
from flashsale.promotions.cuts import CodeCut


@dataclass(frozen=True, slots=True, kw_only=True)
class Reductions:
    """What a member brings to a basket beside their card.

    promo_credit_cents: offered before tax, >= 0; as much is used as the lines take.
    floor_percent: of each line's price, 0 to 100, that promo credit leaves payable.
    refund_credit_cents, paid_credit_cents: offered as payment, after tax, >= 0.
    """

    code: CodeCut | None = None
    promo_credit_cents: int = 0
    floor_percent: int = 0
    refund_credit_cents: int = 0
    paid_credit_cents: int = 0


NOTHING_OFF = Reductions()
# The payment service charges no card less than this in Canadian dollars.
LEAST_CHARGE_CENTS = 50


@dataclass(frozen=True, slots=True)
class CreditPaid:
    """What credit pays of a total, from each bucket of money."""

    refund_cents: int
    paid_cents: int


def credit_paying(
    off: Reductions, payable_cents: int, by_card_cents: int
) -> CreditPaid:
    """Return what credit pays: refund credit first, then gift cards.

    payable_cents: what it may pay of the total. by_card_cents: what only a card pays.
    Less of it is used where the card would be left with too little to be charged.
    """
    refund = min(off.refund_credit_cents, payable_cents)
    paid = min(off.paid_credit_cents, payable_cents - refund)
    due = payable_cents + by_card_cents - refund - paid
    if 0 < due < LEAST_CHARGE_CENTS:
        missing = LEAST_CHARGE_CENTS - due
        kept = min(missing, paid)
        paid -= kept
        refund -= min(missing - kept, refund)
    return CreditPaid(refund, paid)


def floor_of(price_cents: int, floor_percent: int) -> int:
    """Return the least that promo credit leaves of a line, rounded up to the cent."""
    return -(-price_cents * floor_percent // 100)


def credit_shares(
    offered_cents: int,
    prices: Sequence[int],
    nets: Sequence[int],
    floor_percent: int,
) -> list[int]:
    """Return how much promo credit each line takes, shared over the net values.

    prices: of the lines before any reduction. nets: after the code. No line goes
    below its floor; one that the code took below it takes no credit (behaviour.md
    §5.5).
    """
    rooms = [
        max(0, net - floor_of(price, floor_percent))
        for price, net in zip(prices, nets, strict=True)
    ]
    return split_within(offered_cents, nets, rooms)
