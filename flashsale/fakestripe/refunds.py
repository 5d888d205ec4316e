"""Refunds: money going back to the card, never more than was taken."""

from dataclasses import replace

from flashsale.fakestripe.cards import REFUND_FAILS, REFUND_IS_SLOW
from flashsale.fakestripe.parameters import Parameters, refuse_unknown
from flashsale.fakestripe.payments import intent_named
from flashsale.fakestripe.records import Charge, Refund
from flashsale.fakestripe.refusals import missing_thing, wrong_parameter, wrong_state
from flashsale.fakestripe.store import Wanted
from flashsale.fakestripe.turn import Turn

# How long a slow refund takes here; at a bank it is days.
SLOW_S = 30
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
    last4 = str(charge.card["last4"])
    made = Refund(
        id=turn.new_id("re"),
        created=turn.now,
        charge=charge.id,
        payment_intent=charge.payment_intent,
        amount=amount,
        currency=charge.currency,
        reason=reason,
        metadata=wanted.metadata(),
        status="pending" if last4 == REFUND_IS_SLOW else "succeeded",
        settles_as={REFUND_IS_SLOW: "succeeded", REFUND_FAILS: "failed"}.get(last4, ""),
    )
    after = replace(charge, amount_refunded=charge.amount_refunded + amount)
    turn.ledger.save(made)
    turn.ledger.save(after)
    turn.tell("charge.refunded", after)
    turn.tell("refund.created", made)
    return made


def settle(turn: Turn, refund_id: str, *, failure: str | None) -> Refund:
    """Let a refund arrive, or be sent back by the bank: the money is the shop's again.

    Raises ApiRefusal when there is none, or it failed already.
    """
    made = turn.ledger.get(Refund, refund_id)
    if made is None:
        raise missing_thing("refund", refund_id)
    if made.status == "failed":
        raise wrong_state("This refund has failed already.")
    status = "succeeded" if failure is None else "failed"
    after = replace(made, status=status, failure_reason=failure, settles_as="")
    turn.ledger.save(after)
    if failure is not None:
        charge = turn.ledger.get(Charge, made.charge)
        if charge is not None:
            left = charge.amount_refunded - made.amount
            turn.ledger.save(replace(charge, amount_refunded=left))
        turn.tell("refund.failed", after)
    turn.tell("refund.updated", after)
    return after


def sweep(turn: Turn) -> None:
    """Let slow refunds arrive, and send back those whose bank takes none."""
    for becomes in ("succeeded", "failed"):
        wanted = Wanted(
            equal={"settles_as": becomes}, created_to=turn.now - SLOW_S, limit=100
        )
        waiting, _ = turn.ledger.find(Refund, wanted)
        for made in waiting:
            failure = "lost_or_stolen_card" if becomes == "failed" else None
            settle(turn, made.id, failure=failure)


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
