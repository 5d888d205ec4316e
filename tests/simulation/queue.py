"""The job queue of a simulation: it loses jobs, and hands some over twice or late."""

from importlib import import_module

from tests.simulation.scheduler import Stage

# Letters are not sent here; that each is written once is looked at in SQL.
NOT_RUN = ("flashsale.mail.",)


class LossyQueue:
    """A `JobQueue` that the worker empties; the plan says what never arrives."""

    def __init__(self, stage: Stage) -> None:
        """Hold nothing."""
        self._stage = stage
        self._waiting: list[tuple[str, tuple[int | str, ...], str]] = []

    def enqueue(self, function: str, *arguments: int | str, job_id: str) -> bool:
        """Queue a job unless it is lost on the way, or waits already."""
        stage = self._stage
        if stage.current is not None and not stage.is_healed:
            if stage.rng.random() < stage.plan.job_loss_rate:
                stage.seen["a job was lost"] += 1
                return False
        if any(job_id == waiting[2] for waiting in self._waiting):
            return False
        self._waiting.append((function, arguments, job_id))
        return True

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def run_all(self) -> None:
        """Run what waits, in any order, some of it twice."""
        while self._waiting:
            place = self._stage.rng.randrange(len(self._waiting))
            function, arguments, _ = self._waiting.pop(place)
            if function.startswith(NOT_RUN):
                continue
            for _ in range(self._stage.rng.choice((1, 1, 1, 2))):
                run(function, *arguments)


def run(function: str, *arguments: int | str) -> None:
    """Run a job by its dotted path, as a worker does."""
    module, name = function.rsplit(".", 1)
    getattr(import_module(module), name)(*arguments)
