"""How little memory a process keeps: what was freed goes back to the system."""

import ctypes
import sys

# Parameters of mallopt(3) in glibc.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_KEPT_FREE = 128 * 1024
_MAPPED_FROM = 64 * 1024
_ARENAS = 2


def keep_little() -> None:
    """Let the allocator of C give back what a crowd needed for a moment.

    Left to itself glibc keeps a heap for every thread, and grows what it keeps free
    after each burst. Called before any thread is started; elsewhere than on glibc it
    does nothing.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    mallopt(_ARENA_MAX, _ARENAS)
    mallopt(_TRIM_THRESHOLD, _KEPT_FREE)
    mallopt(_MMAP_THRESHOLD, _MAPPED_FROM)
