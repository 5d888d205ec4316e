"""The paper desk's accounts and saved cards; `paper_desk.py` has the whole."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from flashsale.orders.desk_facts import (
    DISPUTES_ENDED,
    CardCharge,
    CardFace,
    DisputeFacts,
    DisputeState,
    ListedPayment,
    ListedState,
    RefundFacts,
    RefundState,
)
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentFacts,
    PaymentRequest,
    PaymentState,
)

Answer = TypeVar("Answer")


class PaperBase:
    """What both halves lean on."""

    pages: dict[str, PaymentFacts]
    requests: dict[str, PaymentRequest]
    begun: dict[str, datetime]
    refunds: dict[str, RefundFacts]
    disputes: dict[str, DisputeFacts]
    now: Callable[[], datetime]

    def _do(self, method: str, act: Callable[[], Answer]) -> Answer:
        raise NotImplementedError

    def _set(self, session_id: str, **changes: object) -> None:
        raise NotImplementedError


class PaperCards(PaperBase):
    """Saved cards on paper: who has which, and what their banks say."""

    def __init__(self) -> None:
        """Know nobody."""
        self.customers: dict[str, str] = {}
        self.attached: dict[str, str] = {}
        self.charges: dict[str, tuple[CardCharge, str]] = {}
        # What the bank says to a saved card; empty: yes.
        self.bank_says = ""

    def attach(self, session_id: str) -> None:
        """Save the card of a page whose member agreed."""
        customer, card = self.requests[session_id].customer_ref, None
        card = self.pages[session_id].card
        if customer and card is not None:
            self.attached[card.card_ref] = customer

    def make_customer(self, email: str, idempotency_key: str) -> str:
        """Return the same customer again for the same key."""

        def act() -> str:
            number = len(self.customers) + 1
            return self.customers.setdefault(idempotency_key, f"cus_{number}")

        return self._do("make_customer", act)

    def charge(self, wanted: CardCharge, idempotency_key: str) -> PaymentFacts:
        """Authorise a saved card, once for each key."""

        def act() -> PaymentFacts:
            known = self.charges.get(idempotency_key)
            if known is not None:
                assert known[0] == wanted, "one key, two requests"
                return self.pages[known[1]]
            if self.attached.get(wanted.card_ref) != wanted.customer_ref:
                raise PaymentDeskRefusedRequest(
                    "charge", "not theirs", "resource_missing"
                )
            intent_id = f"pi_card_{len(self.charges) + 1}"
            self.charges[idempotency_key] = (wanted, intent_id)
            self.begun[intent_id] = self.now()
            refused = bool(self.bank_says)
            self.pages[intent_id] = PaymentFacts(
                session_id="",
                intent_id=intent_id,
                state=PaymentState.REFUSED if refused else PaymentState.AUTHORISED,
                amount_cents=wanted.amount_cents,
                captured_cents=0,
                currency=wanted.currency,
                order_code=wanted.order_code,
                card_brand="visa",
                card_last4="4242",
                refusal_code=self.bank_says or None,
                card=None
                if refused
                else CardFace(
                    card_ref=wanted.card_ref,
                    brand="visa",
                    last4="4242",
                    expires=(2034, 12),
                    fingerprint="print-4242",
                ),
            )
            return self.pages[intent_id]

        return self._do("charge", act)

    def look_up_intent(self, intent_id: str) -> PaymentFacts:
        """Return how a payment without a page stands."""
        return self._do("look_up_intent", lambda: self.pages[intent_id])

    def forget_card(self, card_ref: str) -> None:
        """Let nobody charge a card again."""
        self._do("forget_card", lambda: self.attached.pop(card_ref, None))


class PaperBooks(PaperBase):
    """Refunds, disputes and the desk's own list on paper."""

    def take_by_hand(self, session_id: str, cents: int | None = None) -> None:
        """Let somebody capture on the desk's own screen what a card has authorised."""
        facts = self.pages[session_id]
        assert facts.state is PaymentState.AUTHORISED
        self._set(
            session_id,
            state=PaymentState.CAPTURED,
            captured_cents=facts.amount_cents if cents is None else cents,
        )

    def contest(self, session_id: str, state: DisputeState) -> str:
        """Let the bank contest a payment, or go on with it; return the dispute's id."""
        facts = self.pages[session_id]
        dispute_id = f"du_{session_id}"
        self.disputes[dispute_id] = DisputeFacts(
            dispute_id=dispute_id,
            intent_id=facts.intent_id or "",
            state=state,
            reason="fraudulent",
            amount_cents=facts.captured_cents,
            currency=facts.currency,
            answer_by=None if state in DISPUTES_ENDED else self.now(),
            opened_at=self.now(),
        )
        return dispute_id

    def refund_by_hand(self, session_id: str, cents: int) -> str:
        """Send money back on the desk's own screen; return the refund's id."""
        return self.refund(
            self.pages[session_id].intent_id or "", cents, "", f"hand-{cents}"
        ).refund_id

    def refund(
        self, intent_id: str, amount_cents: int, own_key: str, idempotency_key: str
    ) -> RefundFacts:
        """Send money back once for each key, never more than was taken."""

        def act() -> RefundFacts:
            known = self.refunds.get(idempotency_key)
            if known is not None:
                return known
            page = next(p for p in self.pages.values() if p.intent_id == intent_id)
            left = page.captured_cents - self.sent_back(intent_id)
            if amount_cents > left:
                raise PaymentDeskRefusedRequest("refund", "more than is left")
            facts = RefundFacts(
                refund_id=f"re_{len(self.refunds) + 1}",
                intent_id=intent_id,
                amount_cents=amount_cents,
                state=RefundState.SUCCEEDED,
                own_key=own_key,
                failure_code="",
                created_at=self.now(),
            )
            self.refunds[idempotency_key] = facts
            return facts

        return self._do("refund", act)

    def fail_refund(self, refund_id: str) -> None:
        """Let a bank send a refund back."""
        for key, facts in self.refunds.items():
            if facts.refund_id == refund_id:
                self.refunds[key] = replace(
                    facts, state=RefundState.FAILED, failure_code="lost_or_stolen_card"
                )

    def sent_back(self, intent_id: str) -> int:
        """What went back of a payment, in cents."""
        return sum(
            facts.amount_cents
            for facts in self.refunds.values()
            if facts.intent_id == intent_id and facts.state is not RefundState.FAILED
        )

    def look_up_refund(self, refund_id: str) -> RefundFacts:
        """Return how a refund stands."""
        return self._do(
            "look_up_refund",
            lambda: next(
                facts for facts in self.refunds.values() if facts.refund_id == refund_id
            ),
        )

    def refunds_of(self, intent_id: str) -> tuple[RefundFacts, ...]:
        """Return every refund of a payment."""
        return self._do(
            "refunds_of",
            lambda: tuple(
                facts for facts in self.refunds.values() if facts.intent_id == intent_id
            ),
        )

    def look_up_dispute(self, dispute_id: str) -> DisputeFacts:
        """Return how a dispute stands."""
        return self._do("look_up_dispute", lambda: self.disputes[dispute_id])

    def disputes_since(self, since: datetime) -> Iterator[DisputeFacts]:
        """Give the disputes opened since an instant."""
        return self._do(
            "disputes_since",
            lambda: iter([x for x in self.disputes.values() if x.opened_at >= since]),
        )

    def payments_since(self, since: datetime) -> Iterator[ListedPayment]:
        """Give the desk's list of what was paid since an instant."""
        return self._do(
            "payments_since",
            lambda: iter(
                [
                    self._listed(session_id)
                    for session_id, facts in self.pages.items()
                    if facts.intent_id and self.begun[session_id] >= since
                ]
            ),
        )

    def _listed(self, session_id: str) -> ListedPayment:
        facts = self.pages[session_id]
        states = {
            PaymentState.AUTHORISED: ListedState.AUTHORISED,
            PaymentState.CAPTURED: ListedState.CAPTURED,
        }
        intent_id = facts.intent_id or ""
        return ListedPayment(
            intent_id=intent_id,
            order_code=facts.order_code,
            state=states.get(facts.state, ListedState.NOTHING),
            amount_cents=facts.amount_cents,
            captured_cents=facts.captured_cents,
            refunded_cents=self.sent_back(intent_id),
            created_at=self.begun[session_id],
        )

    def void_stray(self, intent_id: str) -> None:
        """Give an authorisation back that was found in the list."""

        def act() -> None:
            for session_id, facts in self.pages.items():
                if facts.intent_id == intent_id:
                    assert facts.state is not PaymentState.CAPTURED
                    # What is cancelled was refused by nobody any more.
                    self._set(session_id, state=PaymentState.VOIDED, refusal_code=None)
                    return

        self._do("void_stray", act)
