"""An own PostgreSQL for tests, campaigns and figures: in a temporary folder, on a Unix
socket, gone with its owner. Standard library only."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_WITHIN = 30.0
_PR_SET_PDEATHSIG = 1
# What is thrown away afterwards need not survive a power cut.
_HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SIZES = ("max_connections=200", "shared_buffers=64MB")


class Unavailable(Exception):
    """No PostgreSQL can be had here; the message says why."""


def binaries() -> Path:
    """Return the folder of initdb and postgres: on PATH, or Debian's newest."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).parent
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda initdb: float(initdb.parts[-3]),
    )
    if not found:
        raise Unavailable(
            "there is none on PATH nor in /usr/lib/postgresql, and DATABASE_URL "
            "names none"
        )
    return found[-1].parent


def _owner() -> tuple[int, int] | None:
    """Return whom the server runs as, or None for ourselves: it refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise Unavailable("PostgreSQL refuses root, and there is no user to run it as")


def _die_with_parent() -> None:
    # A fast stop when we are killed; set after the change of user, which clears it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _as(owner: tuple[int, int] | None) -> dict[str, object]:
    if owner is None:
        return {}
    return {"user": owner[0], "group": owner[1], "extra_groups": []}


@contextmanager
def server() -> Iterator[str]:
    """Run a server for the length of the block and give its address.

    The address names the superuser `house`, who may make databases. Raises
    Unavailable when there is no PostgreSQL or it does not start.
    """
    programs, owner = binaries(), _owner()
    # /tmp and not TMPDIR: the path of a Unix socket holds about 100 bytes.
    folder = Path(tempfile.mkdtemp(prefix="house-pg-", dir="/tmp"))
    if owner:
        os.chown(folder, *owner)
    try:
        _initialise(programs, folder, owner)
        yield from _serve(programs, folder, owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(programs: Path, folder: Path, owner: tuple[int, int] | None) -> None:
    made = subprocess.run(
        [
            programs / "initdb",
            f"--pgdata={folder / 'data'}",
            "--username=house",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        **_as(owner),
    )
    if made.returncode:
        raise Unavailable(f"initdb failed: {made.stderr.strip()}")


def _serve(
    programs: Path, folder: Path, owner: tuple[int, int] | None
) -> Iterator[str]:
    settings = (
        "listen_addresses=",
        f"unix_socket_directories={folder}",
        *_HASTE,
        *_SIZES,
    )
    command = [str(programs / "postgres"), "-D", str(folder / "data")]
    for setting in settings:
        command += ["-c", setting]
    log = folder / "log"
    with log.open("wb") as sink:
        running = subprocess.Popen(
            command,
            stdout=sink,
            stderr=sink,
            cwd=folder,
            preexec_fn=_die_with_parent,
            **_as(owner),
        )
    try:
        _wait_until_it_listens(running, folder, log)
        yield f"postgresql://house@/postgres?host={folder}"
    finally:
        if running.poll() is not None and log.exists():
            print(f"PostgreSQL ended by itself: {log.read_text()[-4000:]}")
        running.send_signal(signal.SIGINT)
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _wait_until_it_listens(
    running: subprocess.Popen[bytes], folder: Path, log: Path
) -> None:
    deadline = time.monotonic() + START_WITHIN
    while running.poll() is None and time.monotonic() < deadline:
        # The last line of this file tells the state; the socket exists before it.
        state = folder / "data" / "postmaster.pid"
        try:
            if state.read_text().rstrip().endswith("ready"):
                return
        except OSError:
            pass  # not written yet
        time.sleep(0.05)
    raise Unavailable(f"the server did not start: {log.read_text()[-2000:]}")
