"""Following disputes: what the desk says of them now is what the house records."""

from flashsale.orders import disputes, inbox, payments
from flashsale.orders.inbox import Message
from flashsale.runtime import Runtime


def refresh(runtime: Runtime, message: Message) -> None:
    """Record how the dispute of a message stands now.

    Raises PaymentDeskUnreachable and PaymentDeskRefusedRequest.
    """
    follow(runtime, message.object_ref, message.event_id)


def follow(runtime: Runtime, dispute_ref: str, event_id: str | None = None) -> None:
    """Ask the desk about a dispute and record it; of another house's, nothing.

    event_id: the message that asks for it, marked in the same transaction.
    Raises PaymentDeskUnreachable and PaymentDeskRefusedRequest.
    """
    facts = runtime.payment_desk.look_up_dispute(dispute_ref)
    with runtime.work() as work:
        payment_id = payments.payment_of_intent(work, facts.intent_id)
        if payment_id is not None:
            disputes.record(work, payment_id, facts)
        if event_id is not None:
            inbox.mark_handled(work, event_id)
