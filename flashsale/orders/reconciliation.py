"""Finding payments that were left on the way, whoever left them there."""

import logging
from datetime import timedelta

from flashsale.orders import payments
from flashsale.orders.settlement import settle
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

# A step that goes well takes far less; sooner, the sweep would only ask in vain.
QUIET_FOR = timedelta(seconds=20)
AT_A_TIME = 200
# After so many without an answer the desk is down: the next run asks again.
SILENCES_BORNE = 3


def reconcile(runtime: Runtime) -> int:
    """Settle every payment under way that nothing touched lately; return how many.

    Closes the pages of payments whose stock is no longer kept, tries captures and
    voids again, and works with no webhook ever arriving (correctness.md F20).
    """
    with runtime.read() as work:
        waiting = payments.quiet_since(work, QUIET_FOR, most=AT_A_TIME)
    settled = silences = 0
    for payment_id in waiting:
        if settle(runtime, payment_id).is_known:
            settled += 1
            continue
        silences += 1
        if silences == SILENCES_BORNE:
            log.warning("payment.desk_down waiting=%s", len(waiting))
            break
    return settled
