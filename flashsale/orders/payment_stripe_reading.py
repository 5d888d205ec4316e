"""What Stripe's answers and signed messages mean in the house's words."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import stripe
from stripe.checkout import Session

from flashsale.orders.desk_facts import CardFace
from flashsale.orders.payment_desk import (
    BadSignature,
    PaymentEvent,
    PaymentFacts,
    PaymentState,
)

_ACCEPTED = ("requires_capture", "succeeded")
SIGNATURE_TOLERANCE = timedelta(minutes=5)


def facts_of_session(session: Session) -> PaymentFacts:
    """Return the facts of a page fetched with its intent and charge."""
    intent = session.payment_intent
    if isinstance(intent, stripe.PaymentIntent):
        facts = facts_of_intent(session.id, intent, page_status=session.status)
        return replace(facts, page_url=session.url)
    expired = session.status == "expired"
    return PaymentFacts(
        session_id=session.id,
        intent_id=intent,
        state=PaymentState.EXPIRED if expired else PaymentState.OPEN,
        amount_cents=session.amount_total or 0,
        captured_cents=0,
        currency=session.currency or "",
        order_code=session.client_reference_id or "",
        page_url=session.url,
    )


def facts_of_intent(
    session_id: str, intent: stripe.PaymentIntent, *, page_status: str | None = None
) -> PaymentFacts:
    """Return the facts of an intent fetched with its latest charge.

    page_status: of the page, when it is known; "complete" once a card was accepted.
    """
    state = _state_of(intent, page_status)
    charge = intent.latest_charge
    details = (
        charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    )
    card = details.card if details is not None else None
    error = intent.last_payment_error
    refusal = None
    if error is not None and state is PaymentState.REFUSED:
        refusal = getattr(error, "decline_code", None) or error.code
    metadata = intent.metadata
    return PaymentFacts(
        session_id=session_id,
        intent_id=intent.id,
        state=state,
        amount_cents=intent.amount,
        captured_cents=intent.amount_received,
        currency=intent.currency,
        order_code=metadata["order_code"] if "order_code" in metadata else "",
        card_brand=card.brand if card is not None else None,
        card_last4=card.last4 if card is not None else None,
        refusal_code=refusal,
        card=_face(intent, card),
    )


def _face(intent: stripe.PaymentIntent, card: object) -> CardFace | None:
    """Return the card of an intent that was accepted, as it may be charged again."""
    method = intent.payment_method
    card_ref = method if isinstance(method, str) else getattr(method, "id", None)
    if card is None or not card_ref or intent.status not in _ACCEPTED:
        return None
    return CardFace(
        card_ref=card_ref,
        brand=getattr(card, "brand", "") or "",
        last4=getattr(card, "last4", "") or "",
        expires=(getattr(card, "exp_year", 0), getattr(card, "exp_month", 0)),
        fingerprint=getattr(card, "fingerprint", "") or "",
    )


def _state_of(intent: stripe.PaymentIntent, page_status: str | None) -> PaymentState:
    match intent.status:
        case "requires_capture":
            return PaymentState.AUTHORISED
        case "succeeded":
            return PaymentState.CAPTURED
        case "canceled" if page_status == "expired":
            # The page closed while a card had been refused: nothing to give back.
            return PaymentState.EXPIRED
        case "canceled":
            return PaymentState.VOIDED
    if page_status == "expired":
        return PaymentState.EXPIRED
    if intent.status == "requires_payment_method" and intent.last_payment_error:
        return PaymentState.REFUSED
    return PaymentState.OPEN


def verify(
    body: bytes, signature: str, secrets: tuple[str, ...], now: datetime
) -> None:
    """Return if one of `secrets` signed `body` within five minutes of `now`.

    Raises BadSignature.
    """
    # The SDK compares as text, and its comparison raises on what is not ASCII.
    if not signature.isascii():
        raise BadSignature("the signature is not ASCII")
    reason = ""
    for secret in secrets:
        try:
            # Its own tolerance reads the machine's clock and accepts the future.
            stripe.WebhookSignature.verify_header(body, signature, secret)
        except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
            reason = str(error)
        else:
            _refuse_stale(signature, now)
            return
    raise BadSignature(reason)


def _refuse_stale(signature: str, now: datetime) -> None:
    stamp = next(
        part.removeprefix("t=") for part in signature.split(",") if part[:2] == "t="
    )
    distance = abs(now.timestamp() - int(stamp))
    if distance > SIGNATURE_TOLERANCE.total_seconds():
        raise BadSignature(f"signed {distance:.0f} s away from now")


def event_of(body: bytes) -> PaymentEvent:
    """Return what a verified message says about which page, intent and order.

    Raises BadSignature when the body is not an event of Stripe.
    """
    try:
        event = json.loads(body)
        thing = event["data"]["object"]
        kind, own_id = thing["object"], thing["id"]
        metadata = thing.get("metadata") or {}
        return PaymentEvent(
            event_id=event["id"],
            type=event["type"],
            session_id=own_id if kind == "checkout.session" else None,
            intent_id=own_id if kind == "payment_intent" else _intent_id(thing),
            order_code=metadata.get("order_code") or thing.get("client_reference_id"),
            created_at=datetime.fromtimestamp(event["created"], UTC),
            object_id=own_id,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature(f"not an event: {error!r}") from error


def _intent_id(thing: dict[str, object]) -> str | None:
    intent = thing.get("payment_intent")
    return intent if isinstance(intent, str) else None
