"""Saved cards at Stripe: who has them, charging one without a page, forgetting one."""

import stripe

from flashsale.orders.desk_facts import CardCharge
from flashsale.orders.payment_desk import PaymentDeskRefusedRequest, PaymentFacts
from flashsale.orders.payment_stripe_reading import facts_of_intent
from flashsale.orders.stripe_line import ask

# Stripe's word for a card that is nobody's any more.
NOT_ATTACHED = "not attached to a customer"


class StripeCards:
    """The part of a `PaymentDesk` that keeps cards; `StripeDesk` is the whole."""

    _client: stripe.StripeClient
    _house: str

    def make_customer(self, email: str, idempotency_key: str) -> str:
        """Return the customer made for a key, the same one again for the same key."""
        return ask(
            "make a customer",
            lambda: self._client.v1.customers.create(
                {"email": email, "metadata": {"house": self._house}},
                {"idempotency_key": idempotency_key},
            ),
        ).id

    def charge(self, wanted: CardCharge, idempotency_key: str) -> PaymentFacts:
        """Authorise a saved card; a refusal of its bank is told by the facts.

        `error_on_requires_action`: a bank that asks is a refusal here, and the member
        goes to the page, which can ask them.
        """

        def confirm() -> stripe.PaymentIntent:
            try:
                return self._client.v1.payment_intents.create(
                    {
                        "amount": wanted.amount_cents,
                        "currency": wanted.currency,
                        "customer": wanted.customer_ref,
                        "payment_method": wanted.card_ref,
                        "allowed_payment_method_types": ["card"],
                        "capture_method": "manual",
                        "confirm": True,
                        "error_on_requires_action": True,
                        "off_session": not wanted.is_present,
                        "description": wanted.description,
                        "metadata": {
                            "order_code": wanted.order_code,
                            "house": self._house,
                        },
                        "expand": ["latest_charge"],
                    },
                    {"idempotency_key": idempotency_key},
                )
            except stripe.CardError as refused:
                intent = _refused_intent(refused)
                if intent is None:
                    raise
                return intent

        return facts_of_intent("", ask(f"charge for {wanted.order_code}", confirm))

    def look_up_intent(self, intent_id: str) -> PaymentFacts:
        """Return how a payment without a page stands now, fetched from Stripe."""
        return facts_of_intent(
            "",
            ask(
                f"look up {intent_id}",
                lambda: self._client.v1.payment_intents.retrieve(
                    intent_id, {"expand": ["latest_charge"]}
                ),
            ),
        )

    def forget_card(self, card_ref: str) -> None:
        """Detach a card from its customer; nothing to do when it is nobody's."""
        try:
            ask(
                f"forget {card_ref}",
                lambda: self._client.v1.payment_methods.detach(card_ref),
            )
        except PaymentDeskRefusedRequest as refused:
            gone = refused.code == "resource_missing" or NOT_ATTACHED in refused.reason
            if not gone:
                raise


def _refused_intent(refused: stripe.CardError) -> stripe.PaymentIntent | None:
    """Return the intent that a card error tells of; it stands, and takes no money."""
    body = refused.json_body if isinstance(refused.json_body, dict) else {}
    told = body.get("error", {}).get("payment_intent")
    if not isinstance(told, dict):
        return None
    return stripe.PaymentIntent.construct_from(told, None)
