"""Jobs of the sales; every one may run twice, late, or not at all."""

from flashsale.db import StoreBusy
from flashsale.job_runtime import job_runtime
from flashsale.sales import (
    admission,
    freeing,
    gatekeeper,
    offers,
    opening_gate,
    opening_queue,
    releases,
    sweeping,
    waitlist,
)

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


def settle_queues() -> None:
    """Do what is due in the opening queues, and let their gates know the turns."""
    runtime = job_runtime()
    with runtime.read() as work:
        drops = opening_queue.queues_to_settle(work)
        due = {drop_id for drop_id in drops if opening_queue.is_due(work, drop_id)}
    for drop_id in drops:
        try:
            if drop_id in due:
                with runtime.work() as work:
                    opening_queue.settle(work, drop_id)
            opening_gate.keep_turns(runtime, drop_id)
        except StoreBusy:
            continue


def keep_waitlists() -> None:
    """End offers whose time is over, offer what is free, remind, and tidy.

    One transaction for each drop; one that is locked just then waits for the next run.
    """
    runtime = job_runtime()
    with runtime.read() as work:
        lapsing, offering = sweeping.lapsing(work), sweeping.offering(work)
    for drop_id in lapsing:
        try:
            with runtime.work() as work:
                offers.expire_due(work, drop_id)
        except StoreBusy:
            continue
    for drop_id in offering:
        try:
            with runtime.work() as work:
                freeing.offer_free(work, drop_id)
        except StoreBusy:
            continue
    with runtime.work() as work:
        offers.remind_due(work)
        waitlist.close_over(work)
