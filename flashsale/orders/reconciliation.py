"""Finding what was left on the way, in our books and in the desk's own list."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flashsale.orders import disputes, disputing, payments, refunding, refunds, strays
from flashsale.orders.desk_facts import ListedPayment, ListedState
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
)
from flashsale.orders.settlement import settle
from flashsale.orders.strays import Standing
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

# A step that goes well takes far less; sooner, the sweep would only ask in vain.
QUIET_FOR = timedelta(seconds=20)
AT_A_TIME = 200
# After so many without an answer the desk is down: the next run asks again.
SILENCES_BORNE = 3
# What the list is read back for: longer than a page, a hold and a night's outage.
LISTED_FOR = timedelta(days=2)
# Somebody may be writing down what the list shows already.
SETTLES_WITHIN = timedelta(minutes=5)


def reconcile(runtime: Runtime) -> int:
    """Settle every payment under way that nothing touched lately; return how many.

    Closes the pages of payments whose stock is no longer kept, tries captures, voids
    and refunds again, and works with no webhook ever arriving (correctness.md F20).
    """
    with runtime.read() as work:
        waiting = payments.quiet_since(work, QUIET_FOR, most=AT_A_TIME)
        going_back = refunds.waiting(work, most=AT_A_TIME)
    settled = silences = 0
    for payment_id in waiting:
        if settle(runtime, payment_id).is_known:
            settled += 1
            continue
        silences += 1
        if silences == SILENCES_BORNE:
            log.warning("payment.desk_down waiting=%s", len(waiting))
            return settled
    for refund_id in going_back:
        _dared("refund", partial(refunding.carry_out, runtime, refund_id))
    return settled


def reconcile_with_list(runtime: Runtime) -> int:
    """Compare the desk's own list with our books; return how many lines were seen.

    A payment that we left on the way is settled, money that belongs to no order goes
    back (F39, invariant 6), refunds and disputes made at the desk are recorded.
    """
    since = runtime.clock.now() - LISTED_FOR
    seen = 0
    try:
        for listed in list(runtime.payment_desk.payments_since(since)):
            seen += 1
            _dared("listed", partial(_look_at, runtime, listed))
        known = {x.dispute_id for x in runtime.payment_desk.disputes_since(since)}
    except PaymentDeskUnreachable as fault:
        log.warning("payment.no_list fault=%s", fault)
        return seen
    with runtime.read() as work:
        known.update(disputes.open_ones(work, most=AT_A_TIME))
    for dispute_ref in sorted(known):
        _dared("dispute", partial(disputing.follow, runtime, dispute_ref))
    return seen


def _look_at(runtime: Runtime, listed: ListedPayment) -> None:
    if listed.state is ListedState.NOTHING:
        return
    with runtime.read() as work:
        found, now = strays.match(work, listed), work.now
        recorded = refunds.sent_back(work, found.payment_id) if found.payment_id else 0
    match found.standing:
        case Standing.UNDER_WAY if found.payment_id is not None:
            settle(runtime, found.payment_id)
        case Standing.OURS if listed.refunded_cents > recorded:
            refunding.refresh_payment(runtime, listed.intent_id)
        case Standing.STRAY if now - listed.created_at >= SETTLES_WITHIN:
            _give_back(runtime, listed)


def _give_back(runtime: Runtime, listed: ListedPayment) -> None:
    was_captured = listed.state is ListedState.CAPTURED
    if was_captured and listed.captured_cents <= listed.refunded_cents:
        return
    with runtime.work() as work:
        found_at, now = strays.note(work, listed), work.now
    log.error(
        "payment.stray intent=%s order=%s state=%s amount=%s",
        listed.intent_id,
        listed.order_code,
        listed.state,
        listed.amount_cents,
    )
    if was_captured:
        tries = (now - found_at) // refunding.SAME_KEY_FOR
        refunding.send_stray_back(runtime, listed, tries)
    else:
        runtime.payment_desk.void_stray(listed.intent_id)
    with runtime.work() as work:
        strays.close(work, listed.intent_id, was_captured=was_captured)


def _dared(doing: str, deed: Callable[[], object]) -> None:
    """Do one of many; what the desk does not do now is tried again by the next run."""
    try:
        deed()
    except PaymentDeskUnreachable as fault:
        log.warning("payment.%s_unknown fault=%s", doing, fault)
    except PaymentDeskRefusedRequest as fault:
        log.error("payment.%s_refused fault=%s", doing, fault)
