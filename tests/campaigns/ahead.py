"""Seeds played ahead on every core, for campaigns whose seeds know nothing of others.

A single seed is played in this process, so that it can be looked at.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Generic, TypeVar

Played = TypeVar("Played")


@contextmanager
def server_of(store: str) -> Iterator[str | None]:
    """Give a PostgreSQL of our own, or None where the store is SQLite in memory."""
    if store == "sqlite":
        yield None
        return
    from tests.postgres import server

    with server() as url:
        yield url


class Ahead(Generic[Played]):
    """Plays the seeds that will be asked for next on the other cores."""

    def __init__(
        self, play: Callable[[int, str | None], Played], server_url: str | None
    ) -> None:
        """Play a seed by `play`, a function of a module, on a store."""
        self._play = play
        self._server_url = server_url
        self._processes = os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._coming: dict[int, Future[Played]] = {}
        self._last: int | None = None

    def __enter__(self) -> "Ahead[Played]":
        """Start nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the other processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def play(self, seed: int) -> Played:
        """Return the play of a seed, played ahead when it follows the last one."""
        follows, self._last = self._last == seed - 1, seed
        if not follows:
            return self._play(seed, self._server_url)
        if self._pool is None:
            # Not forked: the progress bar has threads of its own.
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=multiprocessing.get_context("spawn")
            )
        for coming in range(seed, seed + 3 * self._processes):
            if coming not in self._coming:
                self._coming[coming] = self._pool.submit(
                    self._play, coming, self._server_url
                )
        return self._coming[seed].result()
