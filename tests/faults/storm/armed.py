"""Runs a program of the house with marked points, and with what a test takes out of it.

`python -m tests.faults.storm.armed MODULE …`. The house itself has no such switch: what
is done here is done from outside, in this process and those it forks. In production it
refuses to run.

STORM_POINTS: a folder; a file of a point's name, with `kill` or `stop` in it, makes the
first process that comes there do so. STORM_DEFECT: a protection to take out.
"""

import functools
import os
import runpy
import select
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.storm.points import POINTS, Point


def reach(folder: Path, name: str) -> None:
    """End or stop this process if that was asked for at this point, once for all."""
    asked, taken = folder / name, folder / f"{name}.{os.getpid()}"
    try:
        asked.rename(taken)
        does = signal.SIGSTOP if taken.read_text() == "stop" else signal.SIGKILL
    except OSError:
        # Nobody asked, another came first, or it was called off at this moment.
        return
    os.kill(os.getpid(), does)


def _marked(
    function: Callable[..., Any], point: Point, folder: Path
) -> Callable[..., Any]:
    @functools.wraps(function)
    def marked(*arguments: Any, **named: Any) -> Any:
        if point.moment == "before":
            reach(folder, point.name)
        result = function(*arguments, **named)
        if point.moment == "after":
            reach(folder, point.name)
        return result

    return marked


def mark(point: Point, folder: Path) -> None:
    """Put a point in its place."""
    place: Any = import_module(point.module)
    *path, last = point.function.split(".")
    for name in path:
        place = getattr(place, name)
    setattr(place, last, _marked(getattr(place, last), point, folder))


def sleep_as_usual() -> None:
    """Let `time.sleep` sleep under faketime, whose own fails.

    Python sleeps until an instant of the monotonic clock; faketime 0.9.10 moves that
    instant into the past, and the kernel refuses it.
    """
    time.sleep = lambda seconds: select.select([], [], [], seconds)


def main() -> None:
    """Mark, take out, then become the program."""
    if os.environ.get("MODE", "").lower() == "production":
        sys.exit("a house in production is not armed")
    if "FAKETIME" in os.environ:
        sleep_as_usual()
    if folder := os.environ.get("STORM_POINTS"):
        for point in POINTS:
            mark(point, Path(folder))
    if name := os.environ.get("STORM_DEFECT"):
        from tests.faults.storm.defects import take_out

        take_out(name)
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
