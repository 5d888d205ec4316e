"""Jobs of the papers; every one may run twice, late, or not at all."""

from flashsale.job_runtime import job_runtime
from flashsale.paper import filing


def make_file(paper_id: int) -> None:
    """Make the file of one paper."""
    filing.make(job_runtime(), paper_id)


def keep_papers() -> None:
    """Issue and make what was left; asked for every minute."""
    filing.keep_up(job_runtime())
