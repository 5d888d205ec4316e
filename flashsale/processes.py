"""Programs the house starts: each dies with its parent and stops when told."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LOG_KEPT_BYTES = 5_000_000
# Names, in a program's environment, the pipe whose end is the word it waits for.
_WORD = "HOUSE_WORD"
# Looked up before any fork: nothing may be imported between fork and exec.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(by: signal.Signals, parent: int) -> None:
    """Ask Linux to send `by` to this process once its parent is gone.

    parent: the pid of the parent at the fork; when it is gone already, this process
    ends at once. The death of the parent's *thread* counts: programs are started
    from the main thread only. Elsewhere than on Linux nothing happens.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(by))
        if os.getppid() != parent:
            os._exit(1)


class Word:
    """What programs wait for once they are loaded: `give` lets them begin, for good."""

    def __init__(self) -> None:
        """Keep who waits for it waiting."""
        self.reader, self._writer = os.pipe()
        self.is_given = False

    def give(self) -> None:
        """Let those who wait, and all who come later, begin."""
        if not self.is_given:
            self.is_given = True
            os.close(self._writer)


def wait_for_word() -> None:
    """Return once this program may begin: at once when nobody keeps it waiting.

    It loads meanwhile what it is made of, which takes longer than all it waits for.
    """
    reader = os.environ.pop(_WORD, "")
    if reader:
        with os.fdopen(int(reader), "rb") as word:
            word.read()  # nothing is written; it ends when the word is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to start, and how to know that it serves.

    dies_by: the signal Linux sends when the parent is gone. listeners: sockets the
    program gets under the same numbers. after: what it waits for before it begins.
    Instants in seconds.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    is_ready: Callable[[], bool]
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    dies_by: signal.Signals = signal.SIGKILL
    listeners: tuple[socket.socket, ...] = ()
    after: Word | None = None
    start_within: float = 90.0
    stop_within: float = 10.0


class Child:
    """One running program, in a session of its own.

    The own session keeps a terminal's Ctrl+C from reaching all children at once; the
    supervisor stops them in their order.
    """

    def __init__(self, program: Program) -> None:
        """Start the program; its output is appended to its log."""
        self.program = program
        self.started_at = time.monotonic()
        self._is_alone = False
        self._log_begins = _rotated(program.log)
        parent = os.getpid()
        environ = dict(program.environ)
        passed = [listener.fileno() for listener in program.listeners]
        if program.after is not None:
            environ[_WORD] = str(program.after.reader)
            passed.append(program.after.reader)
        with program.log.open("ab") as sink:
            self._process = subprocess.Popen(  # noqa: S603 - a command of our own
                program.command,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
                pass_fds=passed,
                preexec_fn=lambda: die_with_parent(program.dies_by, parent),
            )

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its session."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How the program ended, negative for a signal; None while it runs."""
        code = self._process.poll()
        if code is not None:
            self._end_family()
        return code

    def ran_for(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.started_at

    def stop(self) -> int:
        """Ask the program to end, insist after its time, return its exit code."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(self.program.stop_within)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._end_family()
        return self._process.returncode

    def _end_family(self) -> None:
        """Kill what the ended program left behind in its session, once.

        Later the number of the session may be that of a stranger.
        """
        if self._is_alone:
            return
        self._is_alone = True
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # nothing was left, which is the usual case

    def log_tail(self, lines: int = 25) -> str:
        """Return the last lines this start wrote."""
        with self.program.log.open("rb") as log:
            log.seek(self._log_begins)
            text = log.read().decode("utf-8", "replace")
        return "\n".join(text.splitlines()[-lines:])


def _rotated(log: Path) -> int:
    """Put a log that grew large aside, once; return where new lines will begin."""
    try:
        size = log.stat().st_size
    except FileNotFoundError:
        return 0
    if size < _LOG_KEPT_BYTES:
        return size
    log.replace(log.with_suffix(".log.1"))
    return 0
