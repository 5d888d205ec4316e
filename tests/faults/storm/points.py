"""The marked points: where a process of the storm may end, or stand still.

A step of the house is a function, so that before or after one is between two steps.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One place: before or after a function of `module`, in words and in code."""

    name: str
    module: str
    function: str
    moment: str


def _at(name: str, module: str, function: str, moment: str) -> Point:
    return Point(name, f"flashsale.{module}", function, moment)


OF_HOLDS = (
    _at("admitted-not-held", "sales.admission", "_place", "before"),
    _at("hold-written-not-committed", "sales.holds", "place", "after"),
    _at("held-not-answered", "sales.admission", "_place", "after"),
    _at("release-written-not-committed", "sales.releases", "release", "after"),
    _at("extension-written-not-committed", "sales.holds", "extend", "after"),
    _at("gate-asked-not-set", "sales.gatekeeper", "facts_of", "after"),
)
OF_PAYMENTS = (
    _at("order-written-not-committed", "orders.checkout", "place", "after"),
    _at("ordered-no-page-asked", "orders.payment_stripe", "StripeDesk.begin", "before"),
    _at("page-opened-not-stored", "orders.payment_stripe", "StripeDesk.begin", "after"),
    _at("authorised-not-claimed", "orders.payments", "claim", "before"),
    _at("claim-written-not-committed", "orders.payments", "claim", "after"),
    _at(
        "claimed-not-captured", "orders.payment_stripe", "StripeDesk.capture", "before"
    ),
    _at(
        "captured-not-recorded", "orders.payment_stripe", "StripeDesk.capture", "after"
    ),
    _at("payment-written-not-committed", "orders.payments", "finish", "after"),
)
# Only in a worker: its jobs.
OF_JOBS = (
    _at("job-popped-not-begun", "job_worker", "HouseWorker.execute_job", "before"),
    _at("job-done-not-noted", "job_worker", "HouseWorker.perform_job", "after"),
    _at("letter-taken-not-sent", "mail.transport", "SmtpTransport.send", "before"),
    _at("letter-sent-not-noted", "mail.transport", "SmtpTransport.send", "after"),
    _at("sweep-not-begun", "sales.releases", "expire_due", "before"),
    _at("sweep-written-not-committed", "sales.releases", "expire_due", "after"),
    _at("gate-read-not-set", "sales.gate", "RedisGate.set_from", "before"),
    _at("payments-listed-not-settled", "orders.payments", "quiet_since", "after"),
    _at(
        "page-closed-not-recorded", "orders.payment_stripe", "StripeDesk.close", "after"
    ),
    _at("page-not-closed", "orders.payment_stripe", "StripeDesk.close", "before"),
    _at("end-written-not-committed", "orders.payments", "expire", "after"),
    _at("voided-not-recorded", "orders.payment_stripe", "StripeDesk.void", "after"),
)
POINTS = OF_HOLDS + OF_PAYMENTS + OF_JOBS
