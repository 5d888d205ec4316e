"""What of Stripe's books the house reads and writes beside one payment.

Refunds, disputes, and the list of what was paid, to compare ours with.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import stripe

from flashsale.orders.desk_facts import (
    DisputeFacts,
    DisputeState,
    ListedPayment,
    ListedState,
    RefundFacts,
    RefundState,
)
from flashsale.orders.payment_desk import PaymentDeskRefusedRequest
from flashsale.orders.stripe_line import ask

PAGE_OF_A_LIST = 100
_LISTED_AS = {
    "requires_capture": ListedState.AUTHORISED,
    "succeeded": ListedState.CAPTURED,
}
_REFUND_STATES = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


class StripeBooks:
    """The part of a `PaymentDesk` that keeps accounts; `StripeDesk` is the whole."""

    def __init__(self, client: stripe.StripeClient, house: str) -> None:
        """Use a client. house: stands in the metadata of what this house does."""
        self._client = client
        self._house = house

    def refund(
        self, intent_id: str, amount_cents: int, own_key: str, idempotency_key: str
    ) -> RefundFacts:
        """Send `amount_cents` of a captured payment back, once for each key."""
        made = ask(
            f"refund {intent_id}",
            lambda: self._client.v1.refunds.create(
                {
                    "payment_intent": intent_id,
                    "amount": amount_cents,
                    "metadata": {"key": own_key, "house": self._house},
                },
                {"idempotency_key": idempotency_key},
            ),
        )
        return refund_facts(made)

    def look_up_refund(self, refund_id: str) -> RefundFacts:
        """Return how a refund stands now."""
        return refund_facts(
            ask(
                f"look up {refund_id}",
                lambda: self._client.v1.refunds.retrieve(refund_id),
            )
        )

    def refunds_of(self, intent_id: str) -> tuple[RefundFacts, ...]:
        """Return every refund of a payment, whoever asked for it."""

        def listed() -> tuple[RefundFacts, ...]:
            pages = self._client.v1.refunds.list(
                {"payment_intent": intent_id, "limit": PAGE_OF_A_LIST}
            )
            return tuple(map(refund_facts, pages.auto_paging_iter()))

        return ask(f"list the refunds of {intent_id}", listed)

    def look_up_dispute(self, dispute_id: str) -> DisputeFacts:
        """Return how a dispute stands now."""
        return dispute_facts(
            ask(
                f"look up {dispute_id}",
                lambda: self._client.v1.disputes.retrieve(dispute_id),
            )
        )

    def disputes_since(self, since: datetime) -> Iterator[DisputeFacts]:
        """Give the disputes opened since an instant, the newest first."""

        def listed() -> list[DisputeFacts]:
            pages = self._client.v1.disputes.list(
                {"created": {"gte": int(since.timestamp())}, "limit": PAGE_OF_A_LIST}
            )
            return list(map(dispute_facts, pages.auto_paging_iter()))

        return iter(ask("list the disputes", listed))

    def payments_since(self, since: datetime) -> Iterator[ListedPayment]:
        """Give the list of this house's payments, the newest first."""

        def listed() -> list[ListedPayment]:
            pages = self._client.v1.payment_intents.list(
                {
                    "created": {"gte": int(since.timestamp())},
                    "limit": PAGE_OF_A_LIST,
                    "expand": ["data.latest_charge"],
                }
            )
            return [
                listed_payment(intent)
                for intent in pages.auto_paging_iter()
                if told_with(intent, "house") == self._house
            ]

        return iter(ask("list the payments", listed))

    def void_stray(self, intent_id: str) -> None:
        """Cancel an intent; harmless when it is gone.

        No key of ours: a saved error under one would be answered for a whole day.
        """
        try:
            ask(
                f"void {intent_id}",
                lambda: self._client.v1.payment_intents.cancel(intent_id),
            )
        except PaymentDeskRefusedRequest:
            intent = ask(
                f"look up {intent_id}",
                lambda: self._client.v1.payment_intents.retrieve(intent_id),
            )
            if intent.status != "canceled":
                raise


def told_with(thing: stripe.PaymentIntent | stripe.Refund, word: str) -> str:
    """Return what was told under `word` with an object, or an empty text."""
    metadata = thing.metadata
    return metadata[word] if metadata is not None and word in metadata else ""


def listed_payment(intent: stripe.PaymentIntent) -> ListedPayment:
    """Return a line of the list from an intent with its latest charge."""
    charge = intent.latest_charge
    refunded = charge.amount_refunded if isinstance(charge, stripe.Charge) else 0
    state = _LISTED_AS.get(intent.status, ListedState.NOTHING)
    return ListedPayment(
        intent_id=intent.id,
        order_code=told_with(intent, "order_code"),
        state=state,
        amount_cents=intent.amount,
        captured_cents=intent.amount_received,
        refunded_cents=refunded if state is ListedState.CAPTURED else 0,
        created_at=datetime.fromtimestamp(intent.created, UTC),
    )


def refund_facts(refund: stripe.Refund) -> RefundFacts:
    """Return what a refund says. A status that we do not know waits to be known."""
    return RefundFacts(
        refund_id=refund.id,
        intent_id=_id_of(refund.payment_intent),
        amount_cents=refund.amount,
        state=_REFUND_STATES.get(refund.status or "", RefundState.PENDING),
        own_key=told_with(refund, "key"),
        failure_code=getattr(refund, "failure_reason", None) or "",
        created_at=datetime.fromtimestamp(refund.created, UTC),
    )


def dispute_facts(dispute: stripe.Dispute) -> DisputeFacts:
    """Return what a dispute says. A status that we do not know wants a look."""
    due_by = dispute.evidence_details.due_by
    return DisputeFacts(
        dispute_id=dispute.id,
        intent_id=_id_of(dispute.payment_intent),
        state=(
            DisputeState(dispute.status)
            if dispute.status in set(DisputeState)
            else DisputeState.NEEDS_RESPONSE
        ),
        reason=dispute.reason,
        amount_cents=dispute.amount,
        currency=dispute.currency,
        answer_by=datetime.fromtimestamp(due_by, UTC) if due_by else None,
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
    )


def _id_of(thing: object) -> str:
    if isinstance(thing, str):
        return thing
    return str(getattr(thing, "id", "") or "")
