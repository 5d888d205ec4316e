"""Refunds: money going back to the card, never more than was taken."""

from dataclasses import replace

from flashsale.fakestripe.parameters import Parameters, refuse_unknown
from flashsale.fakestripe.payments import intent_named
from flashsale.fakestripe.records import Charge, Refund
from flashsale.fakestripe.refusals import missing_thing, wrong_parameter, wrong_state
from flashsale.fakestripe.turn import Turn, new_id

_KNOWN = ("amount", "charge", "expand", "metadata", "payment_intent", "reason")
REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def refund(turn: Turn, wanted: Parameters) -> Refund:
    """Send money back as `POST /v1/refunds` asks; the rest of the charge by default.

    Raises ApiRefusal when nothing was captured, or less is left than asked.
    """
    refuse_unknown(wanted.tree, _KNOWN)
    charge = _charge_asked_for(turn, wanted)
    reason = wanted.text("reason")
    if reason is not None:
        wanted.choice("reason", REASONS, reason)
    if not charge.captured:
        raise wrong_state("This charge was not captured; cancel it instead.")
    left = charge.amount_captured - charge.amount_refunded
    if left == 0:
        raise wrong_state(
            f"Charge {charge.id} has already been refunded.", "charge_already_refunded"
        )
    amount = wanted.integer("amount", left)
    if amount < 1:
        raise wrong_parameter(
            "amount", "Invalid positive integer", "parameter_invalid_integer"
        )
    if amount > left:
        raise wrong_state(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge "
            f"({left})."
        )
    made = Refund(
        id=new_id("re"),
        created=turn.now,
        charge=charge.id,
        payment_intent=charge.payment_intent,
        amount=amount,
        currency=charge.currency,
        reason=reason,
        metadata=wanted.metadata(),
    )
    after = replace(charge, amount_refunded=charge.amount_refunded + amount)
    turn.ledger.save(made)
    turn.ledger.save(after)
    turn.tell("charge.refunded", after)
    return made


def _charge_asked_for(turn: Turn, wanted: Parameters) -> Charge:
    charge_id, intent_id = wanted.text("charge"), wanted.text("payment_intent")
    if intent_id is not None:
        charge_id = intent_named(turn, intent_id).latest_charge or ""
    if charge_id is None:
        raise wrong_parameter(
            "payment_intent",
            "One of the following params should be provided: payment_intent or charge.",
            "parameter_missing",
        )
    charge = turn.ledger.get(Charge, charge_id)
    if charge is None:
        raise missing_thing("charge", charge_id, "charge")
    return charge
