"""Planted defects: a house with one protection taken out does not pass.

A seed takes each protection out once and plays short sales until one of them breaks;
the sound house plays the same sales and must pass them all (correctness.md G4).
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from tests.campaigns.frame import RunPart
from tests.simulation.crowd import play_here, stage_for
from tests.simulation.defects import DEFECTS, found_after

ABOUT = "each protection taken out once: every defect is caught"
SEEDS = 1
UNIT = "sales played"
# Each is caught within so many sales.
WITHIN = 20
SOUND = "sound"


def parts(store: str) -> tuple[str, ...]:
    """Return the defects by name, and the house without any."""
    return (SOUND, *(defect.name for defect in DEFECTS))


@dataclass(frozen=True, slots=True)
class Tried:
    """How many sales a part took. found: what broke in the last; empty for a sound
    house."""

    sales: int
    found: str


def _played(seed: int, part: str) -> Tried:
    """Play the sales of one part."""
    seeds = range(seed * WITHIN, (seed + 1) * WITHIN)
    if part != SOUND:
        defect = next(defect for defect in DEFECTS if defect.name == part)
        return Tried(*found_after(defect, stage_for(None)[0], seeds))
    for each in seeds:
        play_here(each)
    return Tried(WITHIN, "")


class _Ahead:
    """Plays the parts that will be asked for next on the other cores."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._coming: dict[tuple[int, str], Future[Tried]] = {}

    def play(self, seed: int, part: str) -> int:
        """Return how many sales a part took, and say what was found."""
        names = parts("")
        for name in names[names.index(part) :][: 2 * (os.cpu_count() or 1)]:
            if (seed, name) not in self._coming:
                play = self._pool.submit(_played, seed, name)
                self._coming[(seed, name)] = play
        tried = self._coming.pop((seed, part)).result()
        if tried.found:
            print(
                f"{part}: found in sale {tried.sales}: {tried.found[:160]}", flush=True
            )
        return tried.sales


@contextmanager
def opened() -> Iterator[RunPart]:
    """Give a function that plays the sales of one defect."""
    # Not forked: the progress bar has threads of its own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context) as pool:
        yield _Ahead(pool).play
        pool.shutdown(cancel_futures=True)
