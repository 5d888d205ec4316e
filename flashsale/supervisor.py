"""Keeps the programs of one house: starts them in order, restarts the fallen, stops
them in reverse."""

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from flashsale.kernel.errors import ConfigurationFault, Fault
from flashsale.processes import Child, Program

_TICK = 0.1
_SHORTEST_WAIT = 0.25
_LONGEST_WAIT = 10.0
_STEADY_AFTER = 30.0


class StopRequested(BaseException):
    """The person asked to stop while something long was under way."""


class ProgramFailed(Fault):
    """A program ended, or did not serve in time, while the house was starting."""

    def __init__(self, name: str, exit_code: int | None, log_tail: str) -> None:
        """Keep the program's name, how it ended, and what it said last."""
        self.name = name
        self.exit_code = exit_code
        said = "did not answer in time" if exit_code is None else f"ended ({exit_code})"
        super().__init__(f"{name} {said}. Its last lines:\n{log_tail}")


@dataclass(slots=True)
class _Kept:
    """A program that is to run, and its present child if it has one."""

    program: Program
    child: Child | None
    restarts: int = 0
    restart_at: float = 0.0


class Supervisor:
    """Runs programs until it is told to stop; used from the main thread only.

    say: receives one line for each thing that happens.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        """Take no program yet, and listen to SIGINT, SIGTERM and SIGHUP."""
        self._say = say
        self._kept: list[_Kept] = []
        self._interruptible = False
        self.is_stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True
        if self._interruptible:
            self._interruptible = False
            raise StopRequested

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let a signal end the block with StopRequested.

        Elsewhere a signal only sets `is_stopping`: an exception between the start of a
        child and its entry in the list would leave an orphan.
        """
        self._interruptible = True
        try:
            if self.is_stopping:
                raise StopRequested
            yield
        finally:
            self._interruptible = False

    def begin(self, programs: Sequence[Program]) -> None:
        """Start these together, without waiting for any."""
        self._kept += [_Kept(program, Child(program)) for program in programs]

    def settle(self) -> None:
        """Return when all that was begun serves.

        Raises ProgramFailed when one ended or does not serve within its time,
        StopRequested when a signal came meanwhile.
        """
        waiting, begun = list(self._kept), time.monotonic()
        while waiting:
            if self.is_stopping:
                raise StopRequested
            waiting = [kept for kept in waiting if not self._serves(kept, begun)]
            if waiting:
                time.sleep(_TICK / 4)

    def _serves(self, kept: _Kept, begun: float) -> bool:
        child = kept.child
        if child is None:
            return False
        code = child.exit_code
        if code is None and kept.program.is_ready():
            return True
        # What it waited for before does not count.
        waited = min(child.ran_for(), time.monotonic() - begun)
        if code is not None or waited > kept.program.start_within:
            raise ProgramFailed(kept.program.name, code, child.log_tail())
        return False

    def watch(self) -> None:
        """Restart what falls, with growing waits, until a stop is requested."""
        while not self.is_stopping:
            for kept in self._kept:
                self._mend(kept)
            time.sleep(_TICK)

    def _mend(self, kept: _Kept) -> None:
        child, now = kept.child, time.monotonic()
        if child is None:
            if now >= kept.restart_at:
                kept.child = Child(kept.program)
            return
        code = child.exit_code
        if code is None:
            return
        if child.ran_for() > _STEADY_AFTER:
            kept.restarts = 0
        wait = min(_SHORTEST_WAIT * 2**kept.restarts, _LONGEST_WAIT)
        self._say(f"{kept.program.name} ended ({code}); it starts again in {wait:g} s")
        if kept.restarts and code:
            self._say(child.log_tail(5))
        kept.restarts += 1
        kept.child, kept.restart_at = None, now + wait

    def stop(self) -> int:
        """Stop every program, the last started first; return 0 when all ended well.

        A program that is killed for not stopping in time makes this 1.
        """
        self.is_stopping = True
        worst = 0
        for kept in reversed(self._kept):
            # From here on nobody else answers there: who connects is refused at once.
            for listener in kept.program.listeners:
                listener.close()
            if kept.child is None:
                continue
            fell_before = kept.child.exit_code is not None
            after = kept.program.after
            never_began = after is not None and not after.is_given
            code = kept.child.stop()
            if code and not fell_before and not never_began:
                self._say(f"{kept.program.name} ended with {code}")
                worst = 1
        self._kept.clear()
        return worst


@contextmanager
def only_house(home: Path) -> Iterator[None]:
    """Hold the data folder for one supervisor; the kernel lets go when it dies.

    Raises ConfigurationFault when another house runs on the folder.
    """
    path = home / "run" / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            raise ConfigurationFault(
                f"a house already runs on {home} (process {holder or 'unknown'}): "
                "stop it, or give another folder with --data"
            ) from None
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode("ascii"))
        yield
    finally:
        os.close(handle)
