"""Jobs of the orders; every one may run twice, late, or not at all."""

from flashsale.job_runtime import job_runtime
from flashsale.kernel.ids import PaymentId
from flashsale.orders import (
    call_off_run,
    deadline_letters,
    forgetting,
    messages,
    reconciliation,
    settlement,
)


def settle_payment(payment_id: int) -> None:
    """Bring one payment as far as it can go now."""
    settlement.settle(job_runtime(), PaymentId(payment_id))


def reconcile_payments() -> None:
    """Settle what was left on the way; asked for every minute."""
    reconciliation.reconcile(job_runtime())


def reconcile_with_list() -> None:
    """Compare the desk's own list with our books; asked for every five minutes."""
    reconciliation.reconcile_with_list(job_runtime())
    forgetting.forget_removed(job_runtime())


def call_off() -> None:
    """Give back what sales that were called off sold; asked for every minute."""
    call_off_run.carry_on(job_runtime())


def remind_deadlines() -> None:
    """Write to the staff what the law wants done; asked for every hour, once a day."""
    with job_runtime().work() as work:
        deadline_letters.remind(work)


def handle_message(event_id: str) -> None:
    """Let one stored message of the desk have its effect."""
    messages.handle(job_runtime(), event_id)


def handle_messages() -> None:
    """Handle the messages that no job handled; asked for every ten seconds."""
    messages.handle_left(job_runtime())
