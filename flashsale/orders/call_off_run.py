"""Giving everyone back what a sale that was called off sold them."""

import logging

from flashsale.orders import calling_off, refunding, restitutions
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
)
from flashsale.orders.restitutions import NotRestored, Wanted
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

AT_A_TIME = 100


def carry_on(runtime: Runtime) -> int:
    """Give back what is left of the sales that were called off; return how many orders.

    Each order is given back in a transaction of its own, under its own key: two runs
    at once, or one that stops anywhere, give it back once.
    """
    with runtime.read() as work:
        due = calling_off.due(work, most=AT_A_TIME)
    return sum(_give_back(runtime, wanted) for wanted in due)


def _give_back(runtime: Runtime, wanted: Wanted) -> bool:
    with runtime.work() as work:
        outcome = restitutions.give_back(work, wanted)
    if isinstance(outcome, NotRestored):
        # Somebody gave a part back meanwhile: the next run sees what is left.
        log.warning(
            "call_off.not_restored order=%s %s", wanted.order_id, outcome.refusal
        )
        return False
    if outcome.refund_id is not None:
        try:
            refunding.carry_out(runtime, outcome.refund_id)
        except (PaymentDeskUnreachable, PaymentDeskRefusedRequest) as fault:
            # It is written down: the sweep asks again within the minute.
            log.warning(
                "call_off.refund_waits order=%s fault=%s", wanted.order_id, fault
            )
    return True
