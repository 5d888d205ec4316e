"""Carrying refunds out: a call under a stored key, and what the desk said of it."""

import logging
from datetime import timedelta

from flashsale.kernel.ids import PaymentId, RefundId
from flashsale.orders import inbox, payments, refunds
from flashsale.orders.desk_facts import ListedPayment, RefundFacts, RefundState
from flashsale.orders.inbox import Message
from flashsale.orders.lifecycle import RefundStage
from flashsale.orders.payment_desk import PaymentFacts
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
    facts = _asked_of_desk(runtime, case, (now - case.created_at) // SAME_KEY_FOR)
    with runtime.work() as work:
        if refunds.record(work, refund_id, facts) and facts.failure_code:
            log.error("refund.failed refund=%s code=%s", refund_id, facts.failure_code)


def _asked_of_desk(runtime: Runtime, case: RefundCase, tries: int) -> RefundFacts:
    """Return what the desk says of a refund; one that it named is not sent again."""
    desk = runtime.payment_desk
    if case.refund_ref is not None:
        return desk.look_up_refund(case.refund_ref)
    known = _found(runtime, case) if tries else None
    if known is not None:
        return known
    key = f"{case.key}-{tries}" if tries else case.key
    return desk.refund(case.intent_ref, case.amount_cents, case.key, key)


def send_all_back(runtime: Runtime, payment_id: PaymentId, facts: PaymentFacts) -> None:
    """Send back whatever is left of a payment that belongs to no order.

    Somebody may have sent a part back at the desk: then the refund that was written
    down is for too much, and one for the rest takes its place.

    Raises PaymentDeskUnreachable and PaymentDeskRefusedRequest.
    """
    if facts.intent_id is None:
        return
    refresh_payment(runtime, facts.intent_id)
    with runtime.work() as work:
        refunds.fit(work, payment_id, facts.captured_cents)
        going_back = refunds.asked_for(work, payment_id)
    for refund_id in going_back:
        carry_out(runtime, refund_id)


def _found(runtime: Runtime, case: RefundCase) -> RefundFacts | None:
    """Return the refund in the desk's list that was asked under our key."""
    listed = runtime.payment_desk.refunds_of(case.intent_ref)
    return next((facts for facts in listed if facts.own_key == case.key), None)


def send_stray_back(runtime: Runtime, listed: ListedPayment, tries: int) -> None:
    """Send back what is left of captured money that belongs to no order.

    What the desk has of it is asked right before, so that a lost answer is seen.
    tries: how often the same key had its time; a saved error lasts a day (F17).
    """
    known = runtime.payment_desk.refunds_of(listed.intent_id)
    left_cents = listed.captured_cents - sum(
        facts.amount_cents for facts in known if facts.state is not RefundState.FAILED
    )
    if left_cents > 0:
        key = f"stray-{listed.intent_id}"
        runtime.payment_desk.refund(
            listed.intent_id, left_cents, key, f"{key}-{left_cents}-{tries}"
        )


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
