"""Jobs of the sales; every one may run twice, late, or not at all."""

from flashsale.db import StoreBusy
from flashsale.job_runtime import job_runtime
from flashsale.sales import admission, gatekeeper, releases

BATCH = 200


def reclaim_expired() -> None:
    """Reclaim holds whose time is over, batch by batch."""
    runtime = job_runtime()
    reclaimed = BATCH
    while reclaimed == BATCH:
        with runtime.work() as work:
            reclaimed = releases.expire_due(work, most=BATCH)


def keep_gates() -> None:
    """Set the gate of every drop that is not over.

    A drop that is locked by a writer just then waits for the next run.
    """
    runtime = job_runtime()
    with runtime.read() as work:
        drops = gatekeeper.drops_to_keep(work)
    for drop_id in drops:
        try:
            admission.keep(runtime, drop_id)
        except StoreBusy:
            continue
