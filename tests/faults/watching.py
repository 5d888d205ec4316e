"""What the fault tests see of processes: who lives, who descends from whom."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 120.0


def until(holds: Callable[[], bool], otherwise: str = "it never came to hold") -> None:
    """Return once `holds` does; fail after a patience that no test rests on."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def lives(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet buried does not."""
    try:
        return _stat(pid)[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> dict[int, str]:
    """Return the command lines of all that descend from a process, by pid."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            children.setdefault(int(_stat(int(entry.name))[1]), []).append(
                int(entry.name)
            )
        except OSError:
            continue
    found, waiting = {}, [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            waiting.append(child)
            found[child] = command_line(child)
    return found


def command_line(pid: int) -> str:
    """Return how a process was called, or nothing when it is gone."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ""
    return raw.decode("utf-8", "replace").replace("\0", " ")


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
