"""Carrying refunds out: a call under a stored key, and what the desk said of it."""

import logging
from datetime import timedelta

from flashsale.kernel.ids import RefundId
from flashsale.orders import inbox, payments, refunds
from flashsale.orders.desk_facts import RefundFacts
from flashsale.orders.inbox import Message
from flashsale.orders.lifecycle import RefundStage
from flashsale.orders.refunds import RefundCase
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

# A saved error is answered under its key for a day (F17): later another key is used,
# once the desk's list has shown that nothing was done under the first.
SAME_KEY_FOR = timedelta(minutes=10)


def carry_out(runtime: Runtime, refund_id: RefundId) -> None:
    """Ask the desk for a refund that is written down, or how a pending one stands.

    Idempotent, safe to run in parallel. Raises PaymentDeskUnreachable and
    PaymentDeskRefusedRequest; the row stays as it is then.
    """
    with runtime.read() as work:
        case, now = refunds.case_of(work, refund_id), work.now
    if case is None or case.stage in (RefundStage.SUCCEEDED, RefundStage.FAILED):
        return
    tries = (now - case.created_at) // SAME_KEY_FOR
    facts = (
        _found(runtime, case) if case.stage is RefundStage.PENDING or tries else None
    )
    if facts is None:
        key = f"{case.key}-{tries}" if tries else case.key
        facts = runtime.payment_desk.refund(
            case.intent_ref, case.amount_cents, case.key, key
        )
    with runtime.work() as work:
        if refunds.record(work, refund_id, facts) and facts.failure_code:
            log.error("refund.failed refund=%s code=%s", refund_id, facts.failure_code)


def _found(runtime: Runtime, case: RefundCase) -> RefundFacts | None:
    """Return the refund in the desk's list that was asked under our key."""
    listed = runtime.payment_desk.refunds_of(case.intent_ref)
    return next((facts for facts in listed if facts.own_key == case.key), None)


def refresh(runtime: Runtime, message: Message) -> None:
    """Record how the refund of a message stands now, whoever asked for it.

    Raises PaymentDeskUnreachable and PaymentDeskRefusedRequest.
    """
    facts = runtime.payment_desk.look_up_refund(message.object_ref)
    with runtime.work() as work:
        payment_id = payments.payment_of_intent(work, facts.intent_id)
        if payment_id is not None:
            refunds.learn(work, payment_id, facts)
        inbox.mark_handled(work, message.event_id)


def refresh_payment(runtime: Runtime, intent_ref: str) -> None:
    """Record every refund that the desk knows of a payment."""
    listed = runtime.payment_desk.refunds_of(intent_ref)
    with runtime.work() as work:
        payment_id = payments.payment_of_intent(work, intent_ref)
        if payment_id is None:
            return
        for facts in listed:
            refunds.learn(work, payment_id, facts)
