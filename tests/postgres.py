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


class Server:
    """A server on a folder of its own; it may be killed and started again.

    settings: besides ours, as `name=value`. parent: where its folder is made; short,
    for the path of a Unix socket holds about 100 bytes.
    """

    def __init__(
        self, parent: Path = Path("/tmp"), settings: tuple[str, ...] = ()
    ) -> None:
        """Make the folder and its cluster. Raises Unavailable where it cannot be."""
        self._programs, self._owner = binaries(), _owner()
        self._settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="house-pg-", dir=parent))
        if self._owner:
            os.chown(self.folder, *self._owner)
        self.log = self.folder / "log"
        self._running: subprocess.Popen[bytes] | None = None
        try:
            _initialise(self._programs, self.folder, self._owner)
        except BaseException:
            self.remove()
            raise

    @property
    def url(self) -> str:
        """The address of the superuser `house`, who may make databases."""
        return f"postgresql://house@/postgres?host={self.folder}"

    @property
    def pid(self) -> int:
        """The process all others of the server descend from; 0 when it is down."""
        return self._running.pid if self._running is not None else 0

    def start(self, *, waits: bool = True) -> None:
        """Start, and wait until connections are taken."""
        settings = (
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            *_HASTE,
            *_SIZES,
            *self._settings,
        )
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data")]
        for setting in settings:
            command += ["-c", setting]
        with self.log.open("ab") as sink:
            self._running = subprocess.Popen(
                command,
                stdout=sink,
                stderr=sink,
                cwd=self.folder,
                preexec_fn=_die_with_parent,
                **_as(self._owner),
            )
        if waits:
            _wait_until(self)

    def is_ready(self) -> bool:
        """Whether connections are taken; raises Unavailable when it has ended."""
        if self._running is None or self._running.poll() is not None:
            raise Unavailable(f"the server ended: {self.log.read_text()[-2000:]}")
        # The last line of this file tells the state; the socket exists before it.
        state = self.folder / "data" / "postmaster.pid"
        try:
            lines = state.read_text().split("\n")
        except OSError:
            return False  # not written yet
        return lines[0] == str(self.pid) and lines[-2].startswith("ready")

    def stop(self) -> None:
        """Stop; connections that are open are cut."""
        if self._running is None:
            return
        self._running.send_signal(signal.SIGINT)
        try:
            self._running.wait(20)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        self._running = None

    def forget(self) -> None:
        """Bury a server that others killed."""
        if self._running is not None:
            self._running.wait(20)
            self._running = None

    def remove(self) -> None:
        """Stop and delete the folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """Run a server for the length of the block and give its address; see `Server`."""
    own = Server()
    try:
        own.start()
        yield own.url
        own.is_ready()  # says what it logged when it ended by itself
    finally:
        own.remove()


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


def _wait_until(own: Server) -> None:
    deadline = time.monotonic() + START_WITHIN
    while not own.is_ready():
        if time.monotonic() > deadline:
            said = own.log.read_text()[-2000:]
            raise Unavailable(f"the server did not start: {said}")
        time.sleep(0.05)
