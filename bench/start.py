"""How soon the demo can be used: from the command to the line that says where it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.house import ROOT

STARTS = 3


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds. first: on an empty folder, the demo club is written on the way.
    again: on a folder that has it; the median of several."""

    first: float
    again: float


def starts() -> Start:
    """Start the demo on a new folder, and again on the same."""
    with TemporaryDirectory(prefix="flashsale-demo-") as folder:
        first = _once(Path(folder))
        return Start(first, median(_once(Path(folder)) for _ in range(STARTS)))


def _once(folder: Path) -> float:
    taken = {"DATABASE_URL", "REDIS_URL", "GATE_URL", "DATA_DIR", "EMAIL_URL", "MODE"}
    environ = {name: text for name, text in os.environ.items() if name not in taken}
    begun = time.perf_counter()
    command = [sys.executable, "-m", "flashsale.cli", "demo", "--json", "--port", "0"]
    with subprocess.Popen(
        [*command, "--data", str(folder)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        said = demo.stdout.readline()
        ready = time.perf_counter() - begun
        demo.send_signal(signal.SIGTERM)
        demo.stdout.read()
    if not said:
        raise RuntimeError(f"the demo ended with {demo.returncode}")
    return ready
