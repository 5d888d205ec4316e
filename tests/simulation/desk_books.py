"""The simulated desk's own list; nothing is refunded or contested in a simulation."""

from collections.abc import Iterator
from datetime import datetime

from flashsale.orders.desk_facts import (
    CardCharge,
    DisputeFacts,
    ListedPayment,
    RefundFacts,
)
from flashsale.orders.payment_desk import PaymentFacts


class UntroubledBooks:
    """The part of a `PaymentDesk` that a play must never need."""

    def make_customer(self, email: str, idempotency_key: str) -> str:
        """Fail: nobody keeps a card in a simulation."""
        raise AssertionError("a card is to be kept")

    def charge(self, wanted: CardCharge, idempotency_key: str) -> PaymentFacts:
        """Fail: there is no saved card."""
        raise AssertionError(f"a card is to be charged for {wanted.order_code}")

    def look_up_intent(self, intent_id: str) -> PaymentFacts:
        """Fail: every payment has its page."""
        raise AssertionError(f"{intent_id} has no page")

    def forget_card(self, card_ref: str) -> None:
        """Fail: there is no saved card."""
        raise AssertionError(f"{card_ref} is to be forgotten")

    def refund(
        self, intent_id: str, amount_cents: int, own_key: str, idempotency_key: str
    ) -> RefundFacts:
        """Fail: a house that authorises, claims and captures owes nobody anything."""
        raise AssertionError(f"{intent_id} is to be refunded: {own_key}")

    def look_up_refund(self, refund_id: str) -> RefundFacts:
        """Fail: there is none."""
        raise AssertionError(f"there is no refund {refund_id}")

    def refunds_of(self, intent_id: str) -> tuple[RefundFacts, ...]:
        """Return none."""
        return ()

    def look_up_dispute(self, dispute_id: str) -> DisputeFacts:
        """Fail: there is none."""
        raise AssertionError(f"there is no dispute {dispute_id}")

    def disputes_since(self, since: datetime) -> Iterator[DisputeFacts]:
        """Give none."""
        return iter(())

    def payments_since(self, since: datetime) -> Iterator[ListedPayment]:
        """Give the list; `SimulatedDesk` has one."""
        raise NotImplementedError

    def void_stray(self, intent_id: str) -> None:
        """Fail: no authorisation is forgotten."""
        raise AssertionError(f"{intent_id} is a stray authorisation")
