"""Handling the stored messages of the desk: ask how things stand, and act on that."""

import logging
from collections.abc import Callable

from flashsale.db import Work
from flashsale.kernel.ids import PaymentId
from flashsale.orders import disputing, inbox, payments, refunding
from flashsale.orders.inbox import Message
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
)
from flashsale.orders.settlement import settle
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

AT_A_TIME = 200
# After so many without an answer the desk is down: the next run asks again.
SILENCES_BORNE = 3
OF_A_DISPUTE = "charge.dispute."
OF_A_REFUND = "refund."


def handle(runtime: Runtime, event_id: str) -> bool:
    """Let a stored message have its effect; False when the desk could not be asked.

    A second call does nothing. What is not handled now is found by `handle_left`.
    """
    with runtime.read() as work:
        message = inbox.waiting(work, event_id)
        payment_id = _payment_of(work, message) if message else None
    if message is None:
        return True
    if message.kind.startswith(OF_A_DISPUTE):
        return _asked(event_id, lambda: disputing.refresh(runtime, message))
    if message.kind.startswith(OF_A_REFUND):
        return _asked(event_id, lambda: refunding.refresh(runtime, message))
    if payment_id is not None:
        return settle(runtime, payment_id, event_id).is_known
    # Another house's, or one of a page that we never stored: no effect here.
    with runtime.work() as work:
        inbox.mark_handled(work, event_id)
    return True


def handle_left(runtime: Runtime) -> int:
    """Handle the messages that no job handled; return how many."""
    with runtime.read() as work:
        waiting = inbox.left(work, most=AT_A_TIME)
    handled = silences = 0
    for event_id in waiting:
        if handle(runtime, event_id):
            handled += 1
            continue
        silences += 1
        if silences == SILENCES_BORNE:
            break
    return handled


def _payment_of(work: Work, message: Message) -> PaymentId | None:
    found = None
    if message.session_ref is not None:
        found = payments.payment_of_session(work, message.session_ref)
    if found is None and message.intent_ref is not None:
        found = payments.payment_of_intent(work, message.intent_ref)
    if found is None and message.order_code is not None:
        found = payments.payment_of_order(work, message.order_code)
    return found


def _asked(event_id: str, ask: Callable[[], None]) -> bool:
    try:
        ask()
    except PaymentDeskUnreachable as fault:
        log.warning("message.unhandled event=%s fault=%s", event_id, fault)
        return False
    except PaymentDeskRefusedRequest as fault:
        log.error("message.refused event=%s fault=%s", event_id, fault)
        return False
    return True
