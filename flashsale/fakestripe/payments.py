"""What happens to a payment: a card is tried, a bank answers, the shop takes or voids.

One PaymentIntent stands behind a page from the first card on (the API defers it since
2022-08-01); each card tried is a Charge. One without a page was confirmed by the shop
with a saved card (`saved.py`).
"""

from dataclasses import asdict, replace

from flashsale.fakestripe import disputes
from flashsale.fakestripe.cards import (
    BANK_REFUSED,
    Approved,
    BankAsks,
    Declined,
    ReadCard,
)
from flashsale.fakestripe.records import Charge, Intent, Method, Page
from flashsale.fakestripe.refusals import missing_thing, wrong_parameter, wrong_state
from flashsale.fakestripe.turn import Turn

# docs.stripe.com/payments/place-a-hold-on-a-payment-method: seven days for most cards.
AUTHORISATION_LASTS = 7 * 24 * 3600
CANCELLATION_REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
SAVED_REFUSED = Declined("card_declined", "generic_decline")
Face = dict[str, str | int]


def try_card(turn: Turn, page: Page, card: ReadCard) -> Intent:
    """Show a card to its bank for an open page; the status tells the answer."""
    page = replace(page, payer_name=card.name, payer_postal_code=card.postal_code)
    intent = _intent_of(turn, page)
    page = replace(page, payment_intent=intent.id)
    turn.ledger.save(page)
    face: Face = asdict(card.face)
    match card.outcome:
        case Approved():
            tried = replace(intent, payment_method=_keep(turn, intent, card))
            return accept(turn, page, tried, face, authenticated=False)
        case Declined() as declined:
            return decline(turn, intent, face, declined)
        case BankAsks():
            asking = replace(intent, payment_method=_keep(turn, intent, card))
            return _ask_bank(turn, asking, face)


def try_saved(turn: Turn, page: Page, method: Method) -> Intent:
    """Show a card of the page's customer to its bank, as they chose on the page."""
    intent = replace(_intent_of(turn, page), payment_method=method.id)
    page = replace(page, payment_intent=intent.id)
    turn.ledger.save(page)
    match method.habit:
        case "accepted":
            return accept(turn, page, intent, method.card, authenticated=False)
        case "bank_asks":
            return _ask_bank(turn, intent, method.card)
    return decline(turn, intent, method.card, SAVED_REFUSED)


def _ask_bank(turn: Turn, intent: Intent, face: Face) -> Intent:
    asking = replace(
        intent,
        status="requires_action",
        asked_card=face,
        error_code=None,
        decline_code=None,
    )
    turn.ledger.save(asking)
    return asking


def bank_answers(turn: Turn, page: Page, *, confirmed: bool) -> Intent:
    """Take the member's answer to their bank; without a question nothing changes."""
    intent = _intent_of(turn, page)
    if intent.status != "requires_action" or intent.asked_card is None:
        return intent
    face = intent.asked_card
    if confirmed:
        return accept(turn, page, intent, face, authenticated=True)
    return decline(turn, intent, face, BANK_REFUSED)


def _keep(turn: Turn, intent: Intent, card: ReadCard) -> str:
    """Keep a card as a payment method, nobody's yet; return its id."""
    method = Method(
        id=turn.new_id("pm"),
        created=turn.now,
        card=asdict(card.face),
        fingerprint=card.fingerprint,
        habit=card.habit,
    )
    turn.ledger.save(method)
    return method.id


def _intent_of(turn: Turn, page: Page) -> Intent:
    if page.payment_intent is not None:
        found = turn.ledger.get(Intent, page.payment_intent)
        if found is not None:
            return found
    return Intent(
        id=turn.new_id("pi"),
        created=turn.now,
        page=page.id,
        amount=page.amount,
        currency=page.currency,
        capture_method=page.capture_method,
        description=page.intent_description,
        metadata=page.intent_metadata,
        customer=page.customer,
        future_usage=page.future_usage,
    )


def accept(
    turn: Turn, page: Page | None, intent: Intent, face: Face, *, authenticated: bool
) -> Intent:
    """Let a card be accepted; it is saved when the shop said that it would be."""
    manual = intent.capture_method == "manual"
    charge = Charge(
        id=turn.new_id("ch"),
        created=turn.now,
        payment_intent=intent.id,
        amount=intent.amount,
        currency=intent.currency,
        status="succeeded",
        card=face,
        authenticated=authenticated,
        captured=not manual,
        amount_captured=0 if manual else intent.amount,
        capture_before=turn.now + AUTHORISATION_LASTS if manual else None,
        metadata=intent.metadata,
    )
    accepted = replace(
        intent,
        status="requires_capture" if manual else "succeeded",
        amount_capturable=intent.amount if manual else 0,
        amount_received=0 if manual else intent.amount,
        latest_charge=charge.id,
        asked_card=None,
        error_code=None,
        decline_code=None,
    )
    turn.ledger.save(charge)
    turn.ledger.save(accepted)
    _attach(turn, accepted)
    if manual:
        turn.tell("payment_intent.amount_capturable_updated", accepted)
    else:
        turn.tell("payment_intent.succeeded", accepted)
    if page is not None:
        complete = replace(page, status="complete")
        turn.ledger.save(complete)
        turn.tell("checkout.session.completed", complete)
    return accepted


def _attach(turn: Turn, intent: Intent) -> None:
    """Save the card for its customer, where the shop asked for that."""
    method = turn.ledger.get(Method, intent.payment_method or "")
    if method is None or intent.customer is None or intent.future_usage is None:
        return
    if method.customer is None:
        attached = replace(method, customer=intent.customer)
        turn.ledger.save(attached)
        turn.tell("payment_method.attached", attached)


def decline(turn: Turn, intent: Intent, face: Face, declined: Declined) -> Intent:
    """Let a card be refused; the intent takes another one."""
    charge = Charge(
        id=turn.new_id("ch"),
        created=turn.now,
        payment_intent=intent.id,
        amount=intent.amount,
        currency=intent.currency,
        status="failed",
        card=face,
        failure_code=declined.code,
        decline_code=declined.decline_code,
        metadata=intent.metadata,
    )
    refused = replace(
        intent,
        status="requires_payment_method",
        latest_charge=charge.id,
        asked_card=None,
        error_code=declined.code,
        decline_code=declined.decline_code,
    )
    turn.ledger.save(charge)
    turn.ledger.save(refused)
    turn.tell("payment_intent.payment_failed", refused)
    return refused


def intent_named(turn: Turn, intent_id: str) -> Intent:
    """Return an intent.

    Raises ApiRefusal when there is none.
    """
    intent = turn.ledger.get(Intent, intent_id)
    if intent is None:
        raise missing_thing("payment_intent", intent_id, "intent")
    return intent


def capture(turn: Turn, intent_id: str, amount: int | None) -> Intent:
    """Take `amount` cents of an authorisation, all of it by default, once.

    What is not taken goes back to the card.

    Raises ApiRefusal when nothing is authorised, or not that much.
    """
    intent = intent_named(turn, intent_id)
    if intent.status != "requires_capture":
        why = (
            "it has already been captured"
            if intent.status == "succeeded"
            else f"it has a status of {intent.status}. "
            "Only a PaymentIntent with one of the following statuses may be "
            "captured: requires_capture"
        )
        raise wrong_state(
            f"This PaymentIntent could not be captured because {why}.",
            "payment_intent_unexpected_state",
        )
    taken = intent.amount_capturable if amount is None else amount
    if taken < 1:
        raise wrong_parameter(
            "amount_to_capture",
            "Invalid positive integer",
            "parameter_invalid_integer",
        )
    if taken > intent.amount_capturable:
        raise wrong_parameter(
            "amount_to_capture",
            "The amount to capture is greater than the authorized amount.",
            "amount_too_large",
        )
    charge = _charge_of(turn, intent)
    turn.ledger.save(
        replace(charge, captured=True, amount_captured=taken, capture_before=None)
    )
    captured = replace(
        intent, status="succeeded", amount_capturable=0, amount_received=taken
    )
    turn.ledger.save(captured)
    turn.tell("payment_intent.succeeded", captured)
    disputes.contest_by_card(turn, captured, charge)
    return captured


def cancel(turn: Turn, intent_id: str, reason: str | None) -> Intent:
    """Give an authorisation back.

    Only an authorised intent of a page can be cancelled; before that the page is
    expired instead (docs.stripe.com/api/payment_intents/cancel).

    Raises ApiRefusal in any other state.
    """
    intent = intent_named(turn, intent_id)
    waits = intent.status in {"requires_payment_method", "requires_action"}
    if waits and intent.page is None:
        return _end(turn, intent, reason)
    if waits:
        raise wrong_state(
            "You cannot cancel a PaymentIntent created by a Checkout Session; "
            "expire the Checkout Session instead."
        )
    if intent.status != "requires_capture":
        raise wrong_state(
            "You cannot cancel this PaymentIntent because it has a status of "
            f"{intent.status}.",
            "payment_intent_unexpected_state",
        )
    return _void(turn, intent, reason)


def _void(turn: Turn, intent: Intent, reason: str | None) -> Intent:
    turn.ledger.save(replace(_charge_of(turn, intent), capture_before=None))
    return _end(turn, intent, reason)


def _end(turn: Turn, intent: Intent, reason: str | None) -> Intent:
    voided = replace(
        intent,
        status="canceled",
        amount_capturable=0,
        canceled_at=turn.now,
        cancellation_reason=reason,
        asked_card=None,
    )
    turn.ledger.save(voided)
    turn.tell("payment_intent.canceled", voided)
    return voided


def _charge_of(turn: Turn, intent: Intent) -> Charge:
    found = turn.ledger.get(Charge, intent.latest_charge or "")
    if found is None:
        raise missing_thing("charge", str(intent.latest_charge))
    return found


def lapse(turn: Turn, intent_id: str) -> Intent:
    """Let a bank take its word back before its time.

    Raises ApiRefusal when nothing is authorised.
    """
    intent = intent_named(turn, intent_id)
    if intent.status != "requires_capture":
        raise wrong_state("Nothing is authorised on this PaymentIntent.")
    return _void(turn, intent, "expired")


def sweep(turn: Turn) -> None:
    """Give back the authorisations that banks keep no longer."""
    for charge in turn.ledger.lapsed_charges_at(turn.now):
        _void(turn, intent_named(turn, charge.payment_intent), "expired")
