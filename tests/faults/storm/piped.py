"""A program of the storm that is told what to do, one JSON line for one JSON line."""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flashsale.processes import die_with_parent

ROOT = Path(__file__).resolve().parents[3]
ANSWERS_WITHIN = 30.0


class Piped:
    """A Python module run as a program; it dies with us. Start from the main thread."""

    def __init__(
        self, module: str, log: Path, environ: Mapping[str, str] | None = None
    ) -> None:
        """Start `module`; what it says on its standard error goes to `log`."""
        self._log, parent = log, os.getpid()
        with log.open("ab") as sink:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module],
                cwd=ROOT,
                env=dict(environ or os.environ),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=sink,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGKILL, parent),
            )
        self._answers = selectors.DefaultSelector()
        assert self._process.stdout is not None
        self._answers.register(self._process.stdout, selectors.EVENT_READ)

    def tell(self, **order: object) -> None:
        """Give an order whose answer comes later; see `heard`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def heard(self, within: float = 0.0) -> dict[str, Any] | None:
        """Return the next answer, or None when there is none in so many seconds."""
        if not self._answers.select(within):
            return None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a program ended: {self._log.read_text()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, **order: object) -> dict[str, Any]:
        """Give an order and return its answer."""
        self.tell(**order)
        answer = self.heard(ANSWERS_WITHIN)
        if answer is None:
            raise RuntimeError(f"no answer to {order}")
        return answer

    def close(self) -> None:
        """End the program."""
        self._process.kill()
        self._process.wait()
        self._answers.close()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
