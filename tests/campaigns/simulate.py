"""Simulated drops: a virtual clock, seeded faults, and no invariant that breaks.

A single seed (`--seed K`) is played in this process; a run of them on every core.
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

from tests.campaigns.frame import RunSeed
from tests.simulation import crowd
from tests.simulation.defects import DEFECTS, found_after
from tests.simulation.seeds import Played

ABOUT = "drops in virtual time under faults: none oversold, no order lost"
SEEDS = 2_000
UNIT = "turns"
STORES = ("sqlite", "postgresql")
RESUMES = True


@contextmanager
def opened(store: str) -> Iterator[RunSeed]:
    """Give a function that plays one seed and returns how many turns it took."""
    with _server(store) as url:
        with _Ahead(url) as ahead:
            yield lambda seed: ahead.play(seed).turns
        print(_control(store, url), flush=True)


def _control(store: str, url: str | None) -> str:
    """See that a house without its guard is found out; return by what."""
    guard_off = next(defect for defect in DEFECTS if defect.name == "guard_off")
    sales, found = found_after(guard_off, crowd.stage_for(url)[0], range(20), url)
    told = f"the control on {store}, {guard_off.name}, fails as it must"
    return f"{told} (sale {sales}): {found[:160]}"


@contextmanager
def _server(store: str) -> Iterator[str | None]:
    if store == "sqlite":
        yield None
        return
    from tests.postgres import server

    with server() as url:
        yield url


class _Ahead:
    """Plays the seeds that will be asked for next on the other cores."""

    def __init__(self, server_url: str | None) -> None:
        self._server_url = server_url
        self._processes = os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._coming: dict[int, Future[Played]] = {}
        self._last: int | None = None

    def __enter__(self) -> "_Ahead":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def play(self, seed: int) -> Played:
        """Return the play of a seed, played ahead when it follows the last one."""
        follows, self._last = self._last == seed - 1, seed
        if not follows:
            return crowd.play_here(seed, self._server_url)
        if self._pool is None:
            # Not forked: the progress bar has threads of its own.
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=multiprocessing.get_context("spawn")
            )
        for coming in range(seed, seed + 3 * self._processes):
            if coming not in self._coming:
                self._coming[coming] = self._pool.submit(
                    crowd.play_here, coming, self._server_url
                )
        return self._coming[seed].result()
