"""What the stand-in remembers, from customers to events; no behaviour.

Times are seconds since 1970, amounts are cents, as in Stripe's own objects. Of a
card only its face is kept: brand, last four digits, expiry.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CardFace:
    """What may be told of a card."""

    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A Checkout Session. status: open, complete or expired."""

    id: str
    created: int
    amount: int
    currency: str
    description: str
    quantity: int
    success_url: str
    expires_at: int
    status: str = "open"
    cancel_url: str | None = None
    email: str | None = None
    locale: str | None = None
    reference: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    capture_method: str = "automatic_async"
    intent_description: str | None = None
    intent_metadata: dict[str, str] = field(default_factory=dict)
    payment_intent: str | None = None
    payer_name: str | None = None
    payer_postal_code: str | None = None
    customer: str | None = None
    future_usage: str | None = None
    # Which of its customer's cards it offers, by their `allow_redisplay`.
    redisplays: list[str] = field(default_factory=lambda: ["always"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A PaymentIntent; its `status` is one of Stripe's."""

    id: str
    created: int
    # The page it stands behind; None when the shop confirmed it by itself.
    page: str | None
    amount: int
    currency: str
    capture_method: str
    status: str = "requires_payment_method"
    amount_capturable: int = 0
    amount_received: int = 0
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    latest_charge: str | None = None
    error_code: str | None = None
    decline_code: str | None = None
    canceled_at: int | None = None
    cancellation_reason: str | None = None
    # The card whose bank is being asked, as JSON of a CardFace.
    asked_card: dict[str, str | int] | None = None
    customer: str | None = None
    payment_method: str | None = None
    future_usage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A Charge: one try of one card. status: succeeded or failed."""

    id: str
    created: int
    payment_intent: str
    amount: int
    currency: str
    status: str
    card: dict[str, str | int]
    captured: bool = False
    amount_captured: int = 0
    amount_refunded: int = 0
    failure_code: str | None = None
    decline_code: str | None = None
    authenticated: bool = False
    capture_before: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """A Refund of one charge."""

    id: str
    created: int
    charge: str
    payment_intent: str
    amount: int
    currency: str
    reason: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    status: str = "succeeded"
    failure_reason: str | None = None
    # What a slow bank will make of it, empty once that is known.
    settles_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A Customer: who has saved cards."""

    id: str
    created: int
    email: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A PaymentMethod. habit: what its bank says when it is charged later.

    customer: who saved it; None once it is detached, or when nobody did.
    allow_redisplay: « limited » for what was saved for later charges.
    """

    id: str
    created: int
    card: dict[str, str | int]
    fingerprint: str
    habit: str
    customer: str | None = None
    allow_redisplay: str = "limited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A Dispute of one charge; its `status` is one of Stripe's."""

    id: str
    created: int
    charge: str
    payment_intent: str
    amount: int
    currency: str
    reason: str
    status: str
    due_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An Event; `snapshot` is the object as it was, in Stripe's shape."""

    id: str
    created: int
    type: str
    snapshot: dict[str, object]
    request: str | None = None
    idempotency_key: str | None = None


Record = Page | Intent | Charge | Refund | Customer | Method | Dispute | Event
