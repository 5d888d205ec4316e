"""Jobs of the members: clearing away what has ended."""

from flashsale.job_runtime import job_runtime
from flashsale.members import sessions, sign_in_links


def sweep_ended() -> None:
    """Delete ended sessions and old links; repeatable."""
    with job_runtime().work() as work:
        sessions.sweep_ended(work)
        sign_in_links.sweep(work)
