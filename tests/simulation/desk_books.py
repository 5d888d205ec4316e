"""The simulated desk's own list; nothing is refunded or contested in a simulation."""

from collections.abc import Iterator
from datetime import datetime

from flashsale.orders.desk_facts import DisputeFacts, ListedPayment, RefundFacts


class UntroubledBooks:
    """The part of a `PaymentDesk` that a play must never need."""

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

    def void_stray(self, intent_id: str, idempotency_key: str) -> None:
        """Fail: no authorisation is forgotten."""
        raise AssertionError(f"{intent_id} is a stray authorisation: {idempotency_key}")
