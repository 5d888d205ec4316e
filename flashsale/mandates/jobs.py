"""Jobs of the mandates; every one may run twice, late, or not at all."""

from flashsale.job_runtime import job_runtime
from flashsale.kernel.ids import MandateId
from flashsale.mandates import run


def use_mandate(mandate_id: int) -> None:
    """Buy for a member whose turn came."""
    run.use(job_runtime(), MandateId(mandate_id))


def keep_mandates() -> None:
    """Do what no job did, and tidy; asked for every ten seconds."""
    run.keep(job_runtime())
