"""Jobs of the orders; every one may run twice, late, or not at all."""

from flashsale.job_runtime import job_runtime
from flashsale.kernel.ids import PaymentId
from flashsale.orders import reconciliation, settlement


def settle_payment(payment_id: int) -> None:
    """Bring one payment as far as it can go now."""
    settlement.settle(job_runtime(), PaymentId(payment_id))


def reconcile_payments() -> None:
    """Settle what was left on the way; asked for every minute."""
    reconciliation.reconcile(job_runtime())
