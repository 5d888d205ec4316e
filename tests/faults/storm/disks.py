"""A small disk that can be full: a tmpfs of our own as root, a size limit otherwise."""

import ctypes
import os
import resource
import signal
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_CLONE_NEWNS = 0x00020000
_MS_REC_PRIVATE = 0x4000 | 0x40000
MEGABYTE = 1 << 20


@cache
def may_mount() -> bool:
    """Whether this process may mount; from then on its mounts are its own.

    They are seen by it and by the programs it starts, and go when the last of them
    ends, so that nothing is left even where we are killed.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    return (
        libc.unshare(_CLONE_NEWNS) == 0
        and libc.mount(b"none", b"/", None, _MS_REC_PRIVATE, None) == 0
    )


class Disk:
    """A folder with an end to it."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        """Give `folder`, which exists, a disk of its own where that is allowed."""
        self.folder = folder
        self._ballast = folder / "ballast"
        self._limited: list[int] = []
        self.is_mounted = False
        if may_mount():
            libc = ctypes.CDLL(None, use_errno=True)
            options = f"size={megabytes}m,mode=0755".encode()
            where = os.fsencode(folder)
            self.is_mounted = libc.mount(b"tmpfs", where, b"tmpfs", 0, options) == 0

    def fill(self, pids: Iterable[int]) -> None:
        """Leave no byte; without a disk of its own, let these processes write none."""
        if not self.is_mounted:
            for pid in pids:
                _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, most))
                self._limited.append(pid)
            return
        with self._ballast.open("wb", buffering=0) as ballast:
            for size in (MEGABYTE, 4096, 1):
                try:
                    while True:
                        ballast.write(b"\0" * size)
                except OSError:
                    continue

    def free(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)
        for pid in self._limited:
            try:
                _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
            except ProcessLookupError:
                continue
        self._limited.clear()

    def close(self) -> None:
        """Take the disk away; its programs have ended."""
        self.free()
        if self.is_mounted:
            libc = ctypes.CDLL(None, use_errno=True)
            for _ in range(50):
                if libc.umount(os.fsencode(self.folder)) == 0:
                    break
                time.sleep(0.05)
            self.is_mounted = False


def kill_all(pids: Iterable[int]) -> None:
    """Kill these, as the kernel does when memory is short."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
