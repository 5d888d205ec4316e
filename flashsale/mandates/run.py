"""Using mandates: order, commit, charge the card, and record how it ended.

May be stopped between any two steps and called again by anyone: the order is placed
once, the charge has its stored key, and the sweep looks at what was left.
"""

import logging

from flashsale.db import StoreBusy
from flashsale.kernel.ids import MandateId, PaymentId
from flashsale.mandates import buying, concluding
from flashsale.mandates.buying import NotBought, TakenBack
from flashsale.orders.merchant import merchant_of
from flashsale.orders.settlement import settle
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)


def use(runtime: Runtime, mandate_id: MandateId) -> None:
    """Buy what is offered to a mandate's member now, if anything is.

    Raises StoreBusy.
    """
    try:
        with runtime.work() as work:
            merchant = merchant_of(runtime.settings)
            payment_id = buying.buy(work, runtime.pricing, merchant, mandate_id)
    except NotBought as fault:
        log.info("mandate.declined mandate=%s why=%s", mandate_id, fault.why)
        with runtime.work() as work:
            buying.decline(work, mandate_id, fault.why)
        return
    except TakenBack:
        return
    _conclude(runtime, mandate_id, payment_id)


def _conclude(
    runtime: Runtime, mandate_id: MandateId, payment_id: PaymentId | None
) -> None:
    if payment_id is not None:
        # No transaction is open while the desk is asked.
        settle(runtime, payment_id)
    with runtime.work() as work:
        concluding.conclude(work, mandate_id)


def keep(runtime: Runtime) -> None:
    """Use the mandates that no job used, look at those under way, end those over."""
    with runtime.read() as work:
        due, under_way = buying.due(work), concluding.under_way(work)
    for mandate_id in due:
        try:
            use(runtime, mandate_id)
        except StoreBusy:
            continue
    with runtime.work() as work:
        for mandate_id in under_way:
            concluding.conclude(work, mandate_id)
        buying.lapse(work)
