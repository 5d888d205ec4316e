"""The payment desk as Stripe: one hosted page, one manual capture, one signed inbox."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import requests
import stripe
from stripe.checkout import Session
from stripe.params.checkout import SessionCreateParams

from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentEvent,
    PaymentFacts,
    PaymentPage,
    PaymentRequest,
    PaymentState,
)
from flashsale.orders.payment_stripe_books import StripeBooks
from flashsale.orders.payment_stripe_cards import StripeCards
from flashsale.orders.payment_stripe_reading import (
    event_of,
    facts_of_intent,
    facts_of_session,
    verify,
)
from flashsale.orders.stripe_line import ask, connect

DEFAULT_API_BASE = stripe.DEFAULT_API_BASE
MOST_LIVE_SECRETS = 2

_LOCALE_OF = {"fr": "fr-CA", "en": "en"}
_WITH_CHARGE = ["payment_intent.latest_charge"]
# A card that was kept for later charges is « limited »: a page leaves it out unless it
# is asked not to. Its member agreed, and has just pressed to pay with it.
_REDISPLAYS: list[Literal["always", "limited", "unspecified"] | str] = [
    "always",
    "limited",
]


class StripeDesk(StripeCards, StripeBooks):
    """A `PaymentDesk` over the official SDK; safe to share between threads."""

    def __init__(
        self,
        *,
        secret_key: str,
        webhook_secrets: tuple[str, ...],
        api_base: str = DEFAULT_API_BASE,
        house: str = "",
        session: requests.Session | None = None,
    ) -> None:
        """Speak with `api_base` as the account of `secret_key`.

        webhook_secrets: one, or two while one replaces the other (security.md S20).
        api_base: Stripe itself, or the address of its stand-in. house: what tells
        this house's payments from those of another one on the same account.
        session: another way to carry requests than over the network, for proofs.

        Raises ValueError when there is no webhook secret or more than two.
        """
        if not 1 <= len(webhook_secrets) <= MOST_LIVE_SECRETS:
            raise ValueError("a payment desk has one or two webhook secrets")
        super().__init__(connect(secret_key, api_base, session), house)
        self._webhook_secrets = webhook_secrets

    def begin(self, request: PaymentRequest) -> PaymentPage:
        """Open a page for this request; the same key gives the same page again."""
        session = ask(
            f"open a page for order {request.order_code}",
            lambda: self._open_page(request),
        )
        if session.url is None:
            raise PaymentDeskRefusedRequest(
                f"open a page for order {request.order_code}", "it has no address"
            )
        return PaymentPage(session.id, session.url)

    def look_up(self, session_id: str) -> PaymentFacts:
        """Return how the payment stands now, fetched from Stripe."""
        return facts_of_session(
            ask(
                f"look up {session_id}",
                lambda: self._client.v1.checkout.sessions.retrieve(
                    session_id, {"expand": _WITH_CHARGE}
                ),
            )
        )

    def capture(
        self,
        session_id: str | None,
        intent_id: str,
        amount_cents: int,
        idempotency_key: str,
    ) -> PaymentFacts:
        """Take the money, or say how the payment stands when it cannot be taken."""

        def take() -> PaymentFacts:
            intent = self._client.v1.payment_intents.capture(
                intent_id,
                {"amount_to_capture": amount_cents, "expand": ["latest_charge"]},
                {"idempotency_key": idempotency_key},
            )
            return facts_of_intent(session_id or "", intent)

        unchanged = {PaymentState.AUTHORISED}
        look = self._looking_at(session_id, intent_id)
        return self._act(f"capture {intent_id}", take, look, unchanged)

    def void(
        self, session_id: str | None, intent_id: str, idempotency_key: str
    ) -> PaymentFacts:
        """Give the authorisation back, or say how the payment stands instead."""

        def give_back() -> PaymentFacts:
            intent = self._client.v1.payment_intents.cancel(
                intent_id,
                {"expand": ["latest_charge"]},
                {"idempotency_key": idempotency_key},
            )
            return facts_of_intent(session_id or "", intent)

        unchanged = {PaymentState.AUTHORISED}
        look = self._looking_at(session_id, intent_id)
        return self._act(f"void {intent_id}", give_back, look, unchanged)

    def close(self, session_id: str) -> PaymentFacts:
        """Expire the page, or say how the payment stands when it was too late.

        No key of ours: closing twice is harmless, and a saved error under a fixed
        key would be answered for a whole day.
        """

        def expire() -> PaymentFacts:
            return facts_of_session(
                self._client.v1.checkout.sessions.expire(
                    session_id, {"expand": _WITH_CHARGE}
                )
            )

        unchanged = {PaymentState.OPEN, PaymentState.REFUSED}
        look = self._looking_at(session_id, "")
        return self._act(f"close {session_id}", expire, look, unchanged)

    def read_event(self, body: bytes, signature: str, now: datetime) -> PaymentEvent:
        """Return what a message says, after checking who signed it and when.

        Raises BadSignature.
        """
        verify(body, signature, self._webhook_secrets, now)
        return event_of(body)

    def _open_page(self, request: PaymentRequest) -> Session:
        metadata = {"order_code": request.order_code, "house": self._house}
        params: SessionCreateParams = {
            "mode": "payment",
            "client_reference_id": request.order_code,
            "locale": _LOCALE_OF.get(request.language, "auto"),
            "allowed_payment_method_types": ["card"],
            # The price is in Canadian dollars; Stripe must not offer another
            # currency, or the amount authorised would not be ours to check.
            "adaptive_pricing": {"enabled": False},
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": request.currency,
                        "unit_amount": request.amount_cents,
                        "product_data": {"name": request.description},
                    },
                }
            ],
            "payment_intent_data": {
                "capture_method": "manual",
                "description": request.description,
                "metadata": metadata,
            },
            "metadata": metadata,
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
            "expires_at": int(request.expires_at.timestamp()),
        }
        if request.customer_ref:
            # The member agreed that the card be kept: it is attached once accepted.
            params["customer"] = request.customer_ref
            params["payment_intent_data"]["setup_future_usage"] = "off_session"
        elif request.offers_cards_of:
            params["customer"] = request.offers_cards_of
            params["saved_payment_method_options"] = {
                "allow_redisplay_filters": _REDISPLAYS
            }
        else:
            params["customer_email"] = request.email
        return self._client.v1.checkout.sessions.create(
            params, {"idempotency_key": request.idempotency_key}
        )

    def _looking_at(
        self, session_id: str | None, intent_id: str
    ) -> Callable[[], PaymentFacts]:
        """Return what asks how a payment stands, by its page if it has one."""
        if session_id:
            return lambda: self.look_up(session_id)
        return lambda: self.look_up_intent(intent_id)

    def _act(
        self,
        doing: str,
        act: Callable[[], PaymentFacts],
        look: Callable[[], PaymentFacts],
        unchanged: set[PaymentState],
    ) -> PaymentFacts:
        """Act; when Stripe refuses, tell how the payment stands instead.

        unchanged: the states in which the refusal cannot be explained by the
        payment having moved on, so the request itself was wrong.
        """
        try:
            return ask(doing, act)
        except PaymentDeskRefusedRequest as refused:
            if refused.code == "idempotency_error":
                raise
            facts = look()
            if facts.state in unchanged:
                raise
            return facts
