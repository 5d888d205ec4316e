"""The table of periodic jobs: what the worker asks for, and how often."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Periodic:
    """One job that recurs; it takes no argument and may run twice, late or never.

    name: letters, digits and `-`, unique in the table. function: dotted path.
    every_seconds: >= 1; slots are counted from 1970, the same on every host.
    """

    name: str
    function: str
    every_seconds: int


SCHEDULE: tuple[Periodic, ...] = (
    Periodic("send-due", "flashsale.mail.jobs.send_due", 30),
    Periodic("sweep-sessions", "flashsale.members.jobs.sweep_ended", 3600),
    Periodic("reclaim-expired", "flashsale.sales.jobs.reclaim_expired", 5),
    Periodic("settle-queues", "flashsale.sales.jobs.settle_queues", 2),
    Periodic("keep-waitlists", "flashsale.sales.jobs.keep_waitlists", 5),
    Periodic("keep-gates", "flashsale.sales.jobs.keep_gates", 2),
    Periodic("sweep-imports", "flashsale.catalogue.jobs.sweep_imports", 60),
    Periodic("reconcile-payments", "flashsale.orders.jobs.reconcile_payments", 60),
    Periodic("list-payments", "flashsale.orders.jobs.reconcile_with_list", 300),
    Periodic("handle-messages", "flashsale.orders.jobs.handle_messages", 10),
    Periodic("call-off", "flashsale.orders.jobs.call_off", 60),
    Periodic("remind-deadlines", "flashsale.orders.jobs.remind_deadlines", 3600),
    Periodic("keep-mandates", "flashsale.mandates.jobs.keep_mandates", 10),
    Periodic("keep-papers", "flashsale.paper.jobs.keep_papers", 60),
    Periodic("lapse-credit", "flashsale.credit.jobs.lapse_credit", 3600),
    Periodic("check-invariants", "flashsale.invariants.check_every_minute", 60),
)
