"""What befalls the programs: killed or stopped at marked points, two clockworks or
none, jobs lost, poisoned and played again (F08, F28–F33, F39)."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from rq import Queue
from rq.serializers import JSONSerializer

from flashsale.queue import QUEUE_NAME, RqQueue
from tests.faults.storm.estate import WEBS
from tests.faults.storm.points import OF_HOLDS, OF_JOBS, OF_PAYMENTS, Point
from tests.faults.storm.stage import JOBS, Stage

# Between a death and the next, beside what the start takes.
HEALS_FOR_S = 0.3


class Marks:
    """Points that are asked for at one program: whoever comes to one of them first."""

    def __init__(self, stage: Stage, who: str, points: Sequence[Point]) -> None:
        """Keep which points; `put` puts them in place."""
        self.points = {point.name for point in points}
        self._folder = stage.estate.points_of(who)

    def put(self, does: str) -> None:
        """Ask for `kill` or `stop` at every point that nobody came to so far."""
        for name in self.points:
            (self._folder / name).write_text(does)

    def taken(self) -> list[tuple[str, int]]:
        """Return the points someone came to, and the processes that did."""
        found = self._folder.glob("*.*")
        return [(path.stem, int(path.suffix[1:])) for path in found]

    def lift(self) -> list[tuple[str, int]]:
        """Take every mark off; return what was taken, and is not asked for again."""
        for name in self.points:
            with suppress(FileNotFoundError):
                (self._folder / name).unlink()
        taken = self.taken()
        for name, pid in taken:
            self.points.discard(name)
            (self._folder / f"{name}.{pid}").unlink()
        return taken


def _kill_at(stage: Stage, who: str, points: Sequence[Point]) -> Iterator[float]:
    """Let a program end at one point after another, serving again in between."""
    marks = Marks(stage, who, points)
    while marks.points and not stage.is_over():
        marks.put("kill")
        span = stage.estate.begin(who)
        while not marks.taken() and not stage.is_over():
            yield 0.02
        for name, _ in marks.lift():
            stage.note(name)
        stage.estate.end(span)
        yield HEALS_FOR_S
        while not stage.estate.serves(who):
            yield 0.05


def _together(*faults: Iterator[float]) -> Iterator[float]:
    """Let several go on at once, each at its own pace."""
    due = {fault: time.time() for fault in faults}
    while due:
        fault = min(due, key=lambda each: due[each])
        yield max(0.0, due[fault] - time.time())
        wait = next(fault, None)
        if wait is None:
            del due[fault]
        else:
            due[fault] = time.time() + wait


def _shared(stage: Stage, points: Sequence[Point]) -> Iterator[float]:
    """Kill both webs at these points, each at half of them."""
    drawn = stage.luck.sample(points, len(points))
    half = len(drawn) // 2
    yield from _together(
        _kill_at(stage, WEBS[0], drawn[:half]), _kill_at(stage, WEBS[1], drawn[half:])
    )


def killed_while_holding(stage: Stage) -> Iterator[float]:
    """kill -9 of a web between two steps of a hold."""
    yield from _shared(stage, OF_HOLDS)


def killed_while_paying(stage: Stage) -> Iterator[float]:
    """F39: kill -9 of a web between two steps of a payment."""
    yield from _shared(stage, OF_PAYMENTS)


def stopped_while_holding(stage: Stage) -> Iterator[float]:
    """F28: a web stands still with a grant in its hand, and goes on much later."""
    marks = [Marks(stage, who, (*OF_HOLDS[:3], *OF_PAYMENTS[3:7])) for who in WEBS]
    while not stage.is_over():
        for mark in marks:
            mark.put("stop")
        spans = [stage.estate.begin(who) for who in WEBS]
        # One may stand in the middle of a transaction, whose locks others wait for.
        spans.append(stage.estate.begin("store"))
        while not any(mark.taken() for mark in marks) and not stage.is_over():
            yield 0.02
        some = any(mark.taken() for mark in marks)
        yield stage.luck.uniform(1.0, 2.5) if some else 0.0
        for name, pid in [taken for mark in marks for taken in mark.lift()]:
            stage.note(f"stood still: {name}")
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        for span in spans:
            stage.estate.end(span)
        yield HEALS_FOR_S


def web_killed(stage: Stage) -> Iterator[float]:
    """kill -9 of a whole web at any instant; then of one of its processes."""
    for who in WEBS:
        yield stage.luck.uniform(0.3, 1.2)
        stage.estate.kill(who)
    yield 1.5
    span = stage.estate.begin("web-2")
    for pid in stage.estate.pids("web-2")[1:2]:
        os.kill(pid, signal.SIGKILL)
    stage.estate.end(span)


def worker_killed(stage: Stage) -> Iterator[float]:
    """F29, F30: kill -9 of a worker between two steps of a job, two workers at once."""
    stage.estate.add(stage.estate.worker("worker-2"))
    drawn = stage.luck.sample(OF_JOBS, len(OF_JOBS))
    half = len(drawn) // 2
    yield from _together(
        _kill_at(stage, "worker", drawn[:half]),
        _kill_at(stage, "worker-2", drawn[half:]),
        _keep_asking(stage),
    )
    stage.estate.drop("worker-2")


def _keep_asking(stage: Stage) -> Iterator[float]:
    """Ask for the rarer jobs more often than the clockwork does."""
    while not stage.is_over():
        stage.run_jobs()
        yield 0.5


def no_worker(stage: Stage) -> Iterator[float]:
    """F08, F31: nobody works for a while, and the sale goes on."""
    yield 0.1
    span = stage.estate.begin("worker")
    stage.estate.down("worker")
    yield stage.scene.lasts_s
    stage.estate.up("worker")
    stage.estate.end(span)


def two_clockworks(stage: Stage) -> Iterator[float]:
    """F31–F33: two workers, their slots stolen, jobs lost, poisoned, played again."""
    stage.estate.add(stage.estate.worker("worker-2"))
    span = stage.estate.begin("worker")
    with stage.estate.redis() as redis:
        queue = RqQueue(redis)
        for turn in range(int(stage.scene.lasts_s)):
            for key in redis.scan_iter("periodic:*"):
                redis.delete(key)
            queue.enqueue("tests.faults.deeds.fail", job_id=f"poison-{turn}")
            jobs = Queue(QUEUE_NAME, connection=redis, serializer=JSONSerializer)
            if turn % 2:
                # What waits is lost; its rows are still due.
                stage.note("jobs lost", len(jobs))
                jobs.empty()
            for job in JOBS:
                queue.enqueue(job, job_id=f"again-{turn}-{job.rpartition('.')[2]}")
            yield 1.0
    stage.estate.end(span)
    stage.estate.drop("worker-2")
