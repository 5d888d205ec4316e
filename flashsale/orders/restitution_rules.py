"""Pure rules of what goes back for a part of a paid order: how much, and by what.

A restitution is for units of lines. What it is worth is what those units cost after
every reduction, with their part of the taxes; taxes and cents are cumulative, so that
n restitutions give back what one for all of it would (behaviour.md §7).
"""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

# A member changes their mind so long after paying, unless it was posted (§7).
CHANGED_MIND_WITHIN = timedelta(minutes=30)
PROMO_AGAIN_LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is paid for something before tax, and each of its taxes; cents, >= 0."""

    net_cents: int = 0
    gst_cents: int = 0
    qst_cents: int = 0
    hst_cents: int = 0
    pst_cents: int = 0

    @property
    def sum_cents(self) -> int:
        """All of it together."""
        return sum(astuple(self))

    def minus(self, other: "Amounts") -> "Amounts":
        """Return what is left without another's."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Amounts(*(own - theirs for own, theirs in pairs))

    def plus(self, other: "Amounts") -> "Amounts":
        """Return both together."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Amounts(*(own + theirs for own, theirs in pairs))


@dataclass(frozen=True, slots=True)
class Tenders:
    """By what an order was paid, or goes back; cents, >= 0.

    Promo credit is none: it made the order cheaper, and no money was paid for it.
    """

    card_cents: int = 0
    refund_credit_cents: int = 0
    paid_credit_cents: int = 0

    @property
    def sum_cents(self) -> int:
        """All of them together."""
        return self.card_cents + self.refund_credit_cents + self.paid_credit_cents


class NothingLeft(ValueError):
    """More would go back than was paid and is not back yet."""


def of_units(whole: Amounts, quantity: int, before: int, units: int) -> Amounts:
    """Return what `units` of a line are worth, when `before` of them are back already.

    whole: of the line's `quantity` units. 0 <= before, 1 <= units, and together at
    most `quantity`: else ValueError.
    """
    if before < 0 or units < 1 or before + units > quantity:
        raise ValueError(f"{units} of {quantity} units, {before} of them back already")
    return _first(whole, quantity, before + units).minus(
        _first(whole, quantity, before)
    )


def share_of_units(whole_cents: int, quantity: int, before: int, units: int) -> int:
    """Return the part of a line's amount that is of `units` of it, as `of_units`."""
    return of_units(Amounts(whole_cents), quantity, before, units).net_cents


def promo_lapses_at(would_lapse_at: datetime, now: datetime) -> datetime:
    """Return when promo credit that is given again lapses (behaviour.md §7).

    As it would have, and a month from now at the earliest.
    """
    return max(would_lapse_at, now + PROMO_AGAIN_LASTS)


def tenders_of(cents: int, left: Tenders) -> Tenders:
    """Return how `cents` go back: to the card first, then to the credit that paid.

    Nobody is given credit for what a card paid. left: what each paid, less what went
    back by it already.

    Raises NothingLeft when they do not suffice.
    """
    card = min(cents, left.card_cents)
    refund = min(cents - card, left.refund_credit_cents)
    paid = min(cents - card - refund, left.paid_credit_cents)
    found = Tenders(card, refund, paid)
    if found.sum_cents != cents:
        raise NothingLeft(f"{cents} cents of {left.sum_cents}")
    return found


def may_change_mind_until(paid_at: datetime | None) -> datetime | None:
    """Return until when a paid order may be cancelled by its member; None: not paid."""
    return None if paid_at is None else paid_at + CHANGED_MIND_WITHIN


def _first(whole: Amounts, quantity: int, units: int) -> Amounts:
    """Return what the first `units` are worth, each amount rounded half up."""
    return Amounts(
        *((cents * units * 2 + quantity) // (quantity * 2) for cents in astuple(whole))
    )
