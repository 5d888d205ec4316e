"""What the house asks of whoever takes the money, in its own words; no library here.

The order of the steps is fixed (docs/payments.md): begin a page, let the member
authorise on it, claim the stock in SQL, and only then capture. Every call is a
network call: none is ever made inside a transaction (correctness.md F34).

Fault
├── PaymentDeskUnreachable     we do not know whether it acted: look up
├── PaymentDeskRefusedRequest  it did not act, and our request was wrong
└── BadSignature               this message does not come from the desk
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from flashsale.kernel.errors import Fault
from flashsale.orders.desk_facts import (
    CardCharge,
    CardFace,
    DisputeFacts,
    ListedPayment,
    RefundFacts,
)

# Stripe keeps a page open for at least 30 minutes (correctness.md F13). The rest
# is room for sending the same request again after a lost answer: its body, and so
# its expiry, must not change. The house closes the page itself when a hold ends.
PAGE_OPEN_FOR = timedelta(minutes=40)


class PaymentState(StrEnum):
    """Where one payment stands."""

    # The page is open and nothing was tried, or a bank is being asked.
    OPEN = "open"
    # The bank keeps the amount for us; nothing has moved yet.
    AUTHORISED = "authorised"
    # The money is ours.
    CAPTURED = "captured"
    # The authorisation was given back; nothing moved.
    VOIDED = "voided"
    # The last card was refused; the page is open and takes another one.
    REFUSED = "refused"
    # The page closed before any card was accepted.
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """What is to be paid, and where the member goes afterwards.

    order_code: the public code; comes back with each fact and each event.
    amount_cents: > 0, the whole total; currency: ISO 4217, lower case.
    idempotency_key: stored before the first try; the same key always goes with
        the same request, and gives the same page.
    language: "fr" or "en". description: one line, shown on the page.
    success_url: may hold `{CHECKOUT_SESSION_ID}`, replaced by the page's id.
    expires_at: aware; see `page_expires_at`.
    customer_ref: of who agreed that the card be kept for next time; else empty.
    offers_cards_of: whose cards, kept before, the page offers to pay with; else empty.
    """

    order_code: str
    amount_cents: int
    currency: str = "cad"
    idempotency_key: str
    email: str
    language: str
    description: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    customer_ref: str = ""
    offers_cards_of: str = ""


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """The hosted page the member is sent to; `session_id` names it from now on."""

    session_id: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """How a payment stands at the instant of asking.

    session_id: empty where no page was opened: a saved card was charged.
    intent_id: None as long as no card was tried.
    amount_cents: what was asked; captured_cents: what was taken, 0 before capture.
    card_brand, card_last4: of the last card tried, None before.
    refusal_code: the desk's stable word for the last refusal ("insufficient_funds",
        "expired_card", …), only in state REFUSED. card: of an accepted card, as it may
        be charged again where its holder agreed to that.
    page_url: where the payment page is reached now; None when the desk was not asked
        for the page, or it is closed.
    """

    session_id: str
    intent_id: str | None
    state: PaymentState
    amount_cents: int
    captured_cents: int
    currency: str
    order_code: str
    card_brand: str | None = None
    card_last4: str | None = None
    refusal_code: str | None = None
    page_url: str | None = None
    card: CardFace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent:
    """A signed message of the desk; says that something moved, never what holds now.

    event_id: unique; the inbox knows by it what was already seen (F18).
    object_id: of what it is about: a page, an intent, a refund, a dispute.
    Messages come late, twice and in any order: act on `look_up`, not on `type` (F19).
    """

    event_id: str
    type: str
    session_id: str | None
    intent_id: str | None
    order_code: str | None
    created_at: datetime
    object_id: str = ""


class PaymentDeskUnreachable(Fault):
    """No answer, or an answer that says nothing: the desk may or may not have acted.

    Look the payment up, or send the very same request under the same key; never
    try with a new key (correctness.md F16, F17).
    """

    def __init__(self, doing: str, reason: str) -> None:
        """Keep what was being done and what the network or the desk said."""
        self.doing = doing
        self.reason = reason
        super().__init__(f"the payment desk gave no usable answer to {doing}: {reason}")


class PaymentDeskRefusedRequest(Fault):
    """The desk refused our request as wrong; nothing was done."""

    def __init__(self, doing: str, reason: str, code: str | None = None) -> None:
        """Keep what was being done, the desk's sentence and its code."""
        self.doing = doing
        self.reason = reason
        self.code = code
        super().__init__(f"the payment desk refused {doing}: {reason}")


class BadSignature(Fault):
    """A message that the desk did not sign for us, or not within five minutes."""

    def __init__(self, reason: str) -> None:
        """Keep why; the reason is for the log, never for the sender."""
        self.reason = reason
        super().__init__(f"a payment message was refused: {reason}")


class PaymentDesk(Protocol):
    """Whoever takes the money. One adapter speaks to Stripe or to its stand-in.

    Each method may raise `PaymentDeskUnreachable` and `PaymentDeskRefusedRequest`.
    """

    def begin(self, request: PaymentRequest) -> PaymentPage:
        """Open a page for this request; the same key gives the same page again."""
        ...

    def look_up(self, session_id: str) -> PaymentFacts:
        """Return how the payment stands now, asked of the desk and never cached."""
        ...

    def capture(
        self,
        session_id: str | None,
        intent_id: str,
        amount_cents: int,
        idempotency_key: str,
    ) -> PaymentFacts:
        """Take `amount_cents` (> 0, at most what is authorised) and say how it stands.

        A payment that cannot be captured (already is, was voided) is not a fault:
        the facts tell, so read `state`, not the mere return.
        """
        ...

    def void(
        self, session_id: str | None, intent_id: str, idempotency_key: str
    ) -> PaymentFacts:
        """Give the authorisation back; the facts say CAPTURED when it was too late."""
        ...

    def close(self, session_id: str) -> PaymentFacts:
        """Close the page so that nobody can pay on it any more.

        EXPIRED: nobody can pay now. Any other state: it was too late, and the
        stock is not free (correctness.md F13).
        """
        ...

    def make_customer(self, email: str, idempotency_key: str) -> str:
        """Return the desk's name for who will have saved cards; one for each key."""
        ...

    def charge(self, wanted: CardCharge, idempotency_key: str) -> PaymentFacts:
        """Authorise a saved card, once for each key.

        REFUSED: its bank said no, or asks for a confirmation that only a page can
        ask for ("authentication_required"); nothing is authorised then.
        """
        ...

    def look_up_intent(self, intent_id: str) -> PaymentFacts:
        """Return how a payment without a page stands now."""
        ...

    def forget_card(self, card_ref: str) -> None:
        """Let nobody charge a card again; harmless when it is forgotten."""
        ...

    def refund(
        self, intent_id: str, amount_cents: int, own_key: str, idempotency_key: str
    ) -> RefundFacts:
        """Send `amount_cents` (> 0) of a captured payment back, once for each key.

        own_key: told with the refund for good, so that it is found in `refunds_of`.
        """
        ...

    def look_up_refund(self, refund_id: str) -> RefundFacts:
        """Return how a refund stands now."""
        ...

    def refunds_of(self, intent_id: str) -> tuple[RefundFacts, ...]:
        """Return every refund of a payment, whoever asked for it."""
        ...

    def look_up_dispute(self, dispute_id: str) -> DisputeFacts:
        """Return how a dispute stands now."""
        ...

    def disputes_since(self, since: datetime) -> Iterator[DisputeFacts]:
        """Give the disputes opened since an instant, the newest first."""
        ...

    def payments_since(self, since: datetime) -> Iterator[ListedPayment]:
        """Give the desk's own list of this house's payments, the newest first.

        Those of another house on the same account are left out.
        """
        ...

    def void_stray(self, intent_id: str) -> None:
        """Give up what a payment without a page has authorised, or was refused.

        Harmless when it is gone, so it needs no key.
        """
        ...

    def read_event(self, body: bytes, signature: str, now: datetime) -> PaymentEvent:
        """Return what a message says, after checking who signed it and when.

        body: the raw bytes of the request. signature: its `Stripe-Signature`.
        Compared in constant time, against each live secret, ±5 min (security.md S20).

        Raises BadSignature.
        """
        ...


def page_expires_at(started_at: datetime) -> datetime:
    """Return when a page begun at `started_at` closes by itself, in whole seconds.

    started_at: aware; the stored instant of the first try, so that a second try
    asks for exactly the same page.
    """
    return started_at.replace(microsecond=0) + PAGE_OPEN_FOR
