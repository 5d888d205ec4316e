"""Saved cards: customers, their payment methods, and a charge without a page."""

from dataclasses import replace

from flashsale.fakestripe import payments
from flashsale.fakestripe.cards import Declined
from flashsale.fakestripe.parameters import Parameters, refuse_unknown
from flashsale.fakestripe.records import Customer, Intent, Method, Page
from flashsale.fakestripe.refusals import ApiRefusal, missing_thing, wrong_parameter
from flashsale.fakestripe.sessions import LARGEST_AMOUNT, SMALLEST_AMOUNT
from flashsale.fakestripe.shapes import MESSAGE_OF
from flashsale.fakestripe.store import Wanted
from flashsale.fakestripe.turn import Turn

_KNOWN = (
    "allowed_payment_method_types amount capture_method confirm currency customer "
    "description error_on_requires_action expand metadata off_session payment_method"
).split()
AUTHENTICATION = Declined("authentication_required", "authentication_required")


def make_customer(turn: Turn, wanted: Parameters) -> Customer:
    """Make a customer as `POST /v1/customers` asks."""
    refuse_unknown(wanted.tree, ["email", "metadata", "preferred_locales", "expand"])
    customer = Customer(
        id=turn.new_id("cus", 14),
        created=turn.now,
        email=wanted.text("email", 512),
        metadata=wanted.metadata(),
    )
    turn.ledger.save(customer)
    return customer


def method_named(turn: Turn, method_id: str) -> Method:
    """Return a payment method.

    Raises ApiRefusal when there is none.
    """
    method = turn.ledger.get(Method, method_id)
    if method is None:
        raise missing_thing("PaymentMethod", method_id, "payment_method")
    return method


def offered_on(turn: Turn, page: Page) -> list[Method]:
    """Return the saved cards that a page offers its customer, the last saved first."""
    if page.customer is None:
        return []
    wanted = Wanted(equal={"customer": page.customer})
    found, _more = turn.ledger.find(Method, wanted)
    return [method for method in found if method.allow_redisplay in page.redisplays]


def detach(turn: Turn, method_id: str) -> Method:
    """Take a card from its customer; it can never be charged again.

    Raises ApiRefusal when it is nobody's.
    """
    method = method_named(turn, method_id)
    if method.customer is None:
        raise wrong_parameter(
            "payment_method",
            "The payment method you provided is not attached to a customer so "
            "detachment is impossible.",
        )
    detached = replace(method, customer=None)
    turn.ledger.save(detached)
    turn.tell("payment_method.detached", detached)
    return detached


def charge(turn: Turn, wanted: Parameters) -> Intent:
    """Confirm a payment with a saved card, as the shop's server asks.

    A card that is refused, or whose bank asks, is a card error; the intent stays and
    can be cancelled (docs.stripe.com/payments/save-and-reuse).

    Raises ApiRefusal.
    """
    refuse_unknown(wanted.tree, _KNOWN)
    for switch in ("confirm", "error_on_requires_action"):
        if wanted.text(switch) != "true":
            raise wrong_parameter(switch, f"the stand-in knows {switch}=true only")
    wanted.choice("capture_method", ["manual"], "")
    wanted.choice("off_session", ["true", "false"], "false")
    amount = _amount(wanted)
    customer, method = wanted.required("customer"), wanted.required("payment_method")
    card = method_named(turn, method)
    if card.customer != customer:
        raise wrong_parameter(
            "payment_method",
            f"The PaymentMethod {method} does not belong to the Customer {customer}.",
        )
    intent = Intent(
        id=turn.new_id("pi"),
        created=turn.now,
        page=None,
        amount=amount,
        currency=wanted.required("currency").lower(),
        capture_method="manual",
        description=wanted.text("description", 1000),
        metadata=wanted.metadata(),
        customer=customer,
        payment_method=method,
    )
    if card.habit == "accepted":
        return payments.accept(turn, None, intent, card.card, authenticated=False)
    declined = AUTHENTICATION if card.habit == "bank_asks" else payments.SAVED_REFUSED
    refused = payments.decline(turn, intent, card.card, declined)
    raise _card_error(turn, refused, declined)


def _amount(wanted: Parameters) -> int:
    amount, currency = wanted.integer("amount"), wanted.required("currency").lower()
    if currency not in SMALLEST_AMOUNT:
        raise wrong_parameter("currency", f"Invalid currency: {currency}")
    if amount < SMALLEST_AMOUNT[currency]:
        raise wrong_parameter("amount", "Amount is too small.", "amount_too_small")
    if amount > LARGEST_AMOUNT:
        raise wrong_parameter("amount", "Amount is too large.", "amount_too_large")
    return amount


def _card_error(turn: Turn, intent: Intent, declined: Declined) -> ApiRefusal:
    word = declined.decline_code or declined.code
    return ApiRefusal(
        402,
        "card_error",
        MESSAGE_OF[word],
        declined.code,
        "payment_method",
        kept=True,
        decline_code=declined.decline_code,
        payment_intent=turn.intent_json(intent),
    )
