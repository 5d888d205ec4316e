"""Disputes: a bank contests what was captured, and decides in the end."""

from dataclasses import replace

from flashsale.fakestripe.cards import DISPUTED
from flashsale.fakestripe.records import Charge, Dispute, Intent
from flashsale.fakestripe.refusals import missing_thing, wrong_parameter, wrong_state
from flashsale.fakestripe.turn import Turn

# docs.stripe.com/disputes: a shop has one to three weeks to answer.
ANSWER_WITHIN_S = 9 * 24 * 3600
STATUSES = (
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "needs_response",
    "under_review",
    "won",
    "lost",
    "prevented",
)
ENDED = ("warning_closed", "won", "lost", "prevented")


def contest_by_card(turn: Turn, intent: Intent, charge: Charge) -> None:
    """Contest a payment at once when its test card is one of those that do."""
    reason = DISPUTED.get(str(charge.card["last4"]))
    if reason is not None:
        contest(turn, intent.id, reason)


def contest(turn: Turn, intent_id: str, reason: str) -> Dispute:
    """Let the bank contest a captured payment, whole.

    Raises ApiRefusal when nothing was captured.
    """
    intent = turn.ledger.get(Intent, intent_id)
    if intent is None:
        raise missing_thing("payment_intent", intent_id)
    if intent.status != "succeeded" or intent.latest_charge is None:
        raise wrong_state("Only a captured payment can be contested.")
    dispute = Dispute(
        id=turn.new_id("du"),
        created=turn.now,
        charge=intent.latest_charge,
        payment_intent=intent.id,
        amount=intent.amount_received,
        currency=intent.currency,
        reason=reason,
        status="needs_response",
        due_by=turn.now + ANSWER_WITHIN_S,
    )
    turn.ledger.save(dispute)
    turn.tell("charge.dispute.created", dispute)
    turn.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute


def move(turn: Turn, dispute_id: str, status: str) -> Dispute:
    """Let a dispute go on, or end.

    Raises ApiRefusal when there is none, or it has ended.
    """
    dispute = turn.ledger.get(Dispute, dispute_id)
    if dispute is None:
        raise missing_thing("dispute", dispute_id)
    if status not in STATUSES:
        raise wrong_parameter("status", f"one of {', '.join(STATUSES)}")
    if dispute.status in ENDED:
        raise wrong_state("This dispute is already closed.")
    has_ended = status in ENDED
    moved = replace(
        dispute, status=status, due_by=None if has_ended else dispute.due_by
    )
    turn.ledger.save(moved)
    turn.tell(f"charge.dispute.{'closed' if has_ended else 'updated'}", moved)
    if status == "won":
        turn.tell("charge.dispute.funds_reinstated", moved)
    return moved
