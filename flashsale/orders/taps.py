"""What one tap with a saved card would buy, as it is shown before it is pressed."""

from dataclasses import dataclass
from datetime import date

from flashsale.db import Work
from flashsale.kernel.places import OrderDelivery
from flashsale.orders import history, saved_cards
from flashsale.orders.addresses import Address
from flashsale.orders.contents import Contents
from flashsale.orders.delays import promised_by
from flashsale.orders.pricing import Priced, Wishes
from flashsale.orders.reductions import LEAST_CHARGE_CENTS
from flashsale.orders.saved_cards import SavedCardFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """What one tap would buy, for how much, with which card and to which address.

    token: the revision of the basket; the same one is never bought twice.
    """

    token: str
    card: SavedCardFacts
    address: Address
    delivery: OrderDelivery
    total_cents: int
    due_cents: int
    promised_by: date


def offered(
    work: Work, contents: Contents, priced: Priced, wishes: Wishes
) -> Tap | None:
    """Return what one tap would do now, or None where it cannot."""
    card = saved_cards.usable_of(work, contents.member_id)
    address = history.last_address(work, contents.member_id)
    due_cents = priced.quote.due_cents
    if card is None or address is None or due_cents < LEAST_CHARGE_CENTS:
        return None
    leaves_at = wishes.parcel.closes_at if wishes.parcel else work.now
    return Tap(
        token=contents.revision,
        card=card,
        address=address,
        delivery=wishes.delivery,
        total_cents=priced.quote.total_cents,
        due_cents=due_cents,
        promised_by=promised_by(leaves_at),
    )
