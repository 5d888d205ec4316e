"""Paying a basket with a saved card at one tap."""

from dataclasses import dataclass

from flashsale.kernel.ids import MemberId, PaymentId
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery
from flashsale.orders import checkout, history, saved_cards
from flashsale.orders.checkout import CheckoutRefused, Ordered
from flashsale.orders.lifecycle import PaymentStage
from flashsale.orders.merchant import merchant_of
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.saved_cards import SavedCardId
from flashsale.orders.settlement import settle
from flashsale.runtime import Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class TapRequest:
    """What a member sends with their tap: what they were shown, and nothing else."""

    member_id: MemberId
    token: str
    card_id: SavedCardId
    delivery: OrderDelivery
    shown_total_cents: int
    shown_due_cents: int
    language: Language


@dataclass(frozen=True, slots=True)
class Tapped:
    """The order stands; stage: how far its payment came. refusal_code: of the card."""

    code: str
    payment_id: PaymentId
    stage: PaymentStage
    refusal_code: str


@dataclass(frozen=True, slots=True)
class CardGone:
    """The card was removed, has expired, or there is no address to send to."""


def tap(runtime: Runtime, request: TapRequest) -> Tapped | CheckoutRefused | CardGone:
    """Order the basket and authorise the saved card; the same tap again is the same.

    The order is written with the key of the charge before the desk hears of it. No
    transaction is open while it is asked.
    """
    with runtime.work() as work:
        address = history.last_address(work, request.member_id)
        is_good = saved_cards.is_usable(work, request.member_id, request.card_id)
        if address is None or not is_good:
            return CardGone()
        outcome = checkout.place(
            work,
            runtime.pricing,
            merchant_of(runtime.settings),
            CheckoutRequest(
                member_id=request.member_id,
                token=request.token,
                shown_total_cents=request.shown_total_cents,
                shown_due_cents=request.shown_due_cents,
                delivery=request.delivery,
                address=address,
                language=request.language,
                saved_card_id=request.card_id,
                # As the basket showed it: in the open parcel, where there is one.
                joins_parcel=True,
            ),
        )
    if not isinstance(outcome, Ordered) or outcome.payment_id is None:
        return CardGone() if isinstance(outcome, Ordered) else outcome
    settled = settle(runtime, outcome.payment_id)
    with runtime.read() as work:
        sheet = history.order_of(work, request.member_id, outcome.code)
    refusal_code = sheet.refusal_code if sheet else ""
    return Tapped(outcome.code, outcome.payment_id, settled.stage, refusal_code)
