"""Buying what a mandate asks for: one transaction, or nothing at all.

The offer becomes a hold, the hold an order with its payment, and the mandate is used
up, together. The card is charged after the commit, under the payment's stored key.
"""

from sqlalchemy import select, update

from flashsale.db import Work
from flashsale.kernel.errors import Fault
from flashsale.kernel.ids import EntryId, HoldId, MandateId, MemberId, PaymentId
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery
from flashsale.mandates.events import TurnCame
from flashsale.mandates.mandates import (
    end_standing,
    standing_at,
    tell_of_offer,
    touched,
)
from flashsale.mandates.models import Mandate
from flashsale.mandates.rules import MandateState, WhyNot
from flashsale.orders import checkout, parcels, saved_cards
from flashsale.orders.addresses import address_of
from flashsale.orders.checkout import (
    CheckoutRefused,
    DeliveryRefused,
    Ordered,
    PointClosed,
)
from flashsale.orders.contents import contents_of
from flashsale.orders.merchant import Merchant
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.pricing import Wishes, price
from flashsale.orders.saved_cards import SavedCardId
from flashsale.sales import accepting, waitlist_letters, waits
from flashsale.sales.events import OfferMade
from flashsale.sales.holds import HoldPlaced
from flashsale.sales.waiting import WaitRefusal
from flashsale.sales.waits import OpenOffer


class NotBought(Fault):
    """The turn came and nothing is bought: all of this transaction is undone."""

    def __init__(self, why: WhyNot) -> None:
        """Keep why, for the letter."""
        self.why = why
        super().__init__(f"the mandate buys nothing: {why}")


class TakenBack(Fault):
    """The member took the mandate back while it was being used: nothing is bought."""


def tell_of_turn(work: Work, fact: OfferMade) -> None:
    """Have what is offered bought where its member wished it; else write to them."""
    mandate_id = standing_at(work, fact.entry_id)
    if mandate_id is None:
        waitlist_letters.offer_made(work, fact)
    else:
        work.publish(TurnCame(mandate_id))


def buy(
    work: Work, policy: PricingPolicy, merchant: Merchant, mandate_id: MandateId
) -> PaymentId | None:
    """Order what is offered to a mandate's member; return the payment to be made.

    None when there is nothing to do, or nothing was due. Call twice: ordered once.
    Raises NotBought, TakenBack; their transaction must then be rolled back.
    """
    row = work.session.get(Mandate, mandate_id, populate_existing=True)
    if row is None or row.state != MandateState.STANDING:
        return None
    offer = waits.open_offer(work, EntryId(row.entry_id))
    if offer is None:
        return None
    if work.now >= row.ends_at:
        raise NotBought(WhyNot.TOO_LATE)
    member_id, card_id = MemberId(row.member_id), SavedCardId(row.saved_card_id)
    if not saved_cards.is_usable(work, member_id, card_id):
        raise NotBought(WhyNot.CARD_GONE)
    hold_id = _take(work, member_id, offer)
    if hold_id is None:
        return None
    request = _request(work, policy, row, hold_id)
    outcome = checkout.place(work, policy, merchant, request)
    if not isinstance(outcome, Ordered):
        raise NotBought(_why(outcome))
    _use_up(work, mandate_id, outcome.code)
    return outcome.payment_id


def _take(work: Work, member_id: MemberId, offer: OpenOffer) -> HoldId | None:
    """Turn the offer into a hold; None when it stands no more, or its sale rests."""
    taken = accepting.accept(work, member_id, offer.offer_id, offer.units)
    if isinstance(taken, HoldPlaced):
        return taken.hold_id
    match taken.refusal:
        case WaitRefusal.SUSPENDED | WaitRefusal.OFFER_ENDED | WaitRefusal.NOT_FOUND:
            return None
        case WaitRefusal.OVER_MEMBER_LIMIT:
            raise NotBought(WhyNot.LIMIT_REACHED)
        case WaitRefusal.TOO_MANY_LINES:
            raise NotBought(WhyNot.BASKET_FULL)
        case _:
            raise NotBought(WhyNot.NOT_POSSIBLE)


def _request(
    work: Work, policy: PricingPolicy, row: Mandate, hold_id: HoldId
) -> CheckoutRequest:
    """Return the order of this hold alone, at its price of now.

    Raises NotBought when it is above what the member agreed to.
    """
    member_id, address = MemberId(row.member_id), address_of(row.address)
    contents = contents_of(work, policy, member_id, hold_id)
    delivery = OrderDelivery(row.delivery)
    parcel = None
    if delivery is OrderDelivery.PARCEL:
        parcel = parcels.parcel_for(work, member_id, address)
    wishes = Wishes(
        delivery=delivery,
        province=address.province,
        postal_code=address.postal_code,
        parcel=parcel,
    )
    quoted = price(work, policy, contents, wishes).quote
    if quoted.total_cents > row.max_total_cents:
        raise NotBought(WhyNot.OVER_MAXIMUM)
    return CheckoutRequest(
        member_id=member_id,
        token=contents.revision,
        shown_total_cents=quoted.total_cents,
        shown_due_cents=quoted.due_cents,
        delivery=delivery,
        address=address,
        language=Language(row.language),
        saved_card_id=row.saved_card_id,
        joins_parcel=parcel is not None,
        point_id=row.point_id,
        only_hold_id=hold_id,
        is_present=False,
    )


def _why(refused: CheckoutRefused) -> WhyNot:
    is_about_delivery = isinstance(refused, DeliveryRefused | PointClosed)
    return WhyNot.DELIVERY_CLOSED if is_about_delivery else WhyNot.NOT_POSSIBLE


def _use_up(work: Work, mandate_id: MandateId, order_code: str) -> None:
    """Mark the mandate as used, last of all: until the commit it can be taken back."""
    used = touched(
        work,
        update(Mandate)
        .where(Mandate.id == mandate_id, Mandate.state == str(MandateState.STANDING))
        .values(state=str(MandateState.ORDERED), order_code=order_code),
    )
    if not used:
        raise TakenBack(f"mandate {mandate_id} stands no more")


def decline(work: Work, mandate_id: MandateId, why: WhyNot) -> bool:
    """End a mandate that bought nothing, and tell its member what is kept for them."""
    if not end_standing(work, mandate_id, MandateState.DECLINED, why_not=str(why)):
        return False
    entry_id = work.session.scalars(
        select(Mandate.entry_id).where(Mandate.id == mandate_id)
    ).one()
    tell_of_offer(work, EntryId(entry_id), str(why))
    return True


def due(work: Work) -> list[MandateId]:
    """Return the mandates that stand and whose members are offered something now."""
    entries = waits.offered_entries(work)
    rows = work.session.scalars(
        select(Mandate.id)
        .where(
            Mandate.entry_id.in_(entries), Mandate.state == str(MandateState.STANDING)
        )
        .order_by(Mandate.id)
    )
    return [MandateId(row) for row in rows]


def lapse(work: Work, *, most: int = 200) -> int:
    """End the mandates whose last day is over, and return how many; a second run none.

    What is offered to one of them just then is told to its member.
    """
    over = work.session.execute(
        select(Mandate.id, Mandate.entry_id)
        .where(Mandate.state == str(MandateState.STANDING), Mandate.ends_at <= work.now)
        .order_by(Mandate.ends_at, Mandate.id)
        .limit(most)
    )
    ended = 0
    for row in over.all():
        if end_standing(work, MandateId(row.id), MandateState.LAPSED):
            tell_of_offer(work, EntryId(row.entry_id))
            ended += 1
    return ended
