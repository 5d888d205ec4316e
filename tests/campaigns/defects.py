"""Planted defects: a house with one protection taken out does not pass.

A seed takes each protection out once and plays short sales until one of them breaks;
the sound house plays the same sales and must pass them all (correctness.md G4).
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

from tests.campaigns.frame import RunPart
from tests.simulation.crowd import play_here, stage_for
from tests.simulation.defects import DEFECTS

ABOUT = "each protection taken out once: every defect is caught"
SEEDS = 1
UNIT = "sales played"
# Each is caught within so many sales.
WITHIN = 20
SOUND = "sound"


def parts(store: str) -> tuple[str, ...]:
    """Return the defects by name, and the house without any."""
    return (SOUND, *(defect.name for defect in DEFECTS))


def caught_after(name: str, seed: int) -> int:
    """Return how many sales it took to catch a defect.

    Raises AssertionError when none of them did.
    """
    defect = next(defect for defect in DEFECTS if defect.name == name)
    store, _ = stage_for(None)
    try:
        with defect.planted(store):
            for count in range(WITHIN):
                try:
                    play_here(seed * WITHIN + count)
                except Exception:
                    # A check that broke, or a fault that reached a member: caught.
                    return count + 1
    finally:
        # What a play that broke off has left is nobody else's.
        store.reset(None)
    raise AssertionError(f"{name} passed {WITHIN} sales: {defect.about}")


def _played(seed: int, part: str) -> int:
    """Play the sales of one part; return how many it took."""
    if part != SOUND:
        return caught_after(part, seed)
    for count in range(WITHIN):
        play_here(seed * WITHIN + count)
    return WITHIN


class _Ahead:
    """Plays the parts that will be asked for next on the other cores."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._coming: dict[tuple[int, str], Future[int]] = {}

    def play(self, seed: int, part: str) -> int:
        names = parts("")
        for name in names[names.index(part) :][: 2 * (os.cpu_count() or 1)]:
            if (seed, name) not in self._coming:
                play = self._pool.submit(_played, seed, name)
                self._coming[(seed, name)] = play
        return self._coming.pop((seed, part)).result()


@contextmanager
def opened() -> Iterator[RunPart]:
    """Give a function that plays the sales of one defect."""
    # Not forked: the progress bar has threads of its own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context) as pool:
        yield _Ahead(pool).play
        pool.shutdown(cancel_futures=True)
