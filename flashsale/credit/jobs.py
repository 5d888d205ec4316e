"""Jobs of credit; every one may run twice, late, or not at all."""

from flashsale.credit import ledger
from flashsale.credit.balances import lapsed_members
from flashsale.job_runtime import job_runtime

AT_A_TIME = 200


def lapse_credit() -> None:
    """Record as lapsed what can no longer be spent; asked for every hour."""
    runtime = job_runtime()
    with runtime.read() as work:
        members = lapsed_members(work, most=AT_A_TIME)
    for member_id in members:
        with runtime.work() as work:
            ledger.lapse(work, member_id)
