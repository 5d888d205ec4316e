"""What happens to a payment: a card is tried, a bank answers, the shop takes or voids.

One PaymentIntent stands behind a page from the first card on (the API defers it since
2022-08-01); each card tried is a Charge.
"""

from dataclasses import asdict, replace

from flashsale.fakestripe.cards import (
    BANK_REFUSED,
    Approved,
    BankAsks,
    Declined,
    ReadCard,
)
from flashsale.fakestripe.records import Charge, Intent, Page
from flashsale.fakestripe.refusals import missing_thing, wrong_parameter, wrong_state
from flashsale.fakestripe.turn import Turn, new_id

# docs.stripe.com/payments/place-a-hold-on-a-payment-method: seven days for most cards.
AUTHORISATION_LASTS = 7 * 24 * 3600
CANCELLATION_REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
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
            return _accept(turn, page, intent, face, authenticated=False)
        case Declined() as declined:
            return _decline(turn, intent, face, declined)
        case BankAsks():
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
        return _accept(turn, page, intent, face, authenticated=True)
    return _decline(turn, intent, face, BANK_REFUSED)


def _intent_of(turn: Turn, page: Page) -> Intent:
    if page.payment_intent is not None:
        found = turn.ledger.get(Intent, page.payment_intent)
        if found is not None:
            return found
    return Intent(
        id=new_id("pi"),
        created=turn.now,
        page=page.id,
        amount=page.amount,
        currency=page.currency,
        capture_method=page.capture_method,
        description=page.intent_description,
        metadata=page.intent_metadata,
    )


def _accept(
    turn: Turn, page: Page, intent: Intent, face: Face, *, authenticated: bool
) -> Intent:
    manual = intent.capture_method == "manual"
    charge = Charge(
        id=new_id("ch"),
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
    complete = replace(page, status="complete")
    for record in (charge, accepted, complete):
        turn.ledger.save(record)
    if manual:
        turn.tell("payment_intent.amount_capturable_updated", accepted)
    else:
        turn.tell("payment_intent.succeeded", accepted)
    turn.tell("checkout.session.completed", complete)
    return accepted


def _decline(turn: Turn, intent: Intent, face: Face, declined: Declined) -> Intent:
    charge = Charge(
        id=new_id("ch"),
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
    return captured


def cancel(turn: Turn, intent_id: str, reason: str | None) -> Intent:
    """Give an authorisation back.

    Only an authorised intent of a page can be cancelled; before that the page is
    expired instead (docs.stripe.com/api/payment_intents/cancel).

    Raises ApiRefusal in any other state.
    """
    intent = intent_named(turn, intent_id)
    if intent.status in {"requires_payment_method", "requires_action"}:
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
    voided = replace(
        intent,
        status="canceled",
        amount_capturable=0,
        canceled_at=turn.now,
        cancellation_reason=reason,
    )
    turn.ledger.save(voided)
    turn.ledger.save(replace(_charge_of(turn, intent), capture_before=None))
    turn.tell("payment_intent.canceled", voided)
    return voided


def _charge_of(turn: Turn, intent: Intent) -> Charge:
    found = turn.ledger.get(Charge, intent.latest_charge or "")
    if found is None:
        raise missing_thing("charge", str(intent.latest_charge))
    return found


def sweep(turn: Turn) -> None:
    """Give back the authorisations that banks keep no longer."""
    for charge in turn.ledger.lapsed_charges_at(turn.now):
        _void(turn, intent_named(turn, charge.payment_intent), "expired")
