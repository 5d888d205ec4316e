"""What the programs of a house use: processor time and memory, as Linux tells it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> tuple[int, ...]:
    """Return a process and all that descend from it."""
    found = [pid]
    for task in PROC.glob(f"{pid}/task/*/children"):
        try:
            for child in task.read_text().split():
                found += family(int(child))
        except OSError:
            continue  # It ended meanwhile.
    return tuple(found)


def processor_seconds(pids: Iterable[int]) -> float:
    """Return how long processors worked for these processes since they began."""
    ticks = 0
    for pid in pids:
        try:
            said = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(said[11]) + int(said[12])
    return ticks / _TICKS


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes. resident: summed, what is shared counted each time; own: each shared
    page divided among those who share it."""

    resident: float
    own: float


def memory(pids: Iterable[int]) -> Memory:
    """Return what these processes keep in memory."""
    resident = own = 0
    for pid in pids:
        try:
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
        except OSError:
            continue
        told = {line.split(":")[0]: int(line.split()[1]) for line in lines}
        resident += told["Rss"]
        own += told["Pss"]
    return Memory(resident / 1024, own / 1024)
