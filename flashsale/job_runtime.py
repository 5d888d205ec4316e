"""The runtime behind the job that is being run: built once per worker process."""

from flashsale.runtime import Runtime

_of_this_process: list[Runtime] = []


def run_jobs_with(runtime: Runtime) -> None:
    """Make `runtime` the one that jobs of this process use from now on."""
    _of_this_process[:] = [runtime]


def job_runtime() -> Runtime:
    """Return the runtime for a job; a job is a function of ids only.

    Raises RuntimeError where no worker was set up, such as in a web process.
    """
    if not _of_this_process:
        raise RuntimeError("jobs run in a worker, which calls run_jobs_with first")
    return _of_this_process[0]
