"""The two stores of a storm, each on a small disk: how it starts, falls, comes back."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import psycopg

from tests import postgres
from tests.faults.storm.disks import Disk, kill_all
from tests.faults.watching import descendants

DISK_MEGABYTES = 224
# A process that is killed loses nothing the kernel has; only a commit must get there.
KEEPS_COMMITS = ("synchronous_commit=on", "max_wal_size=64MB", "min_wal_size=32MB")


class Store(Protocol):
    """A database and its server, if it has one."""

    name: str
    disk: Disk

    @property
    def address(self) -> str | None:
        """Where a proxy finds it; None when it is a file."""
        ...

    def url(self, port: int | None = None) -> str:
        """Return its address, through a port of ours if one is given."""
        ...

    def start(self) -> None:
        """Start it and return once it serves."""
        ...

    def kill(self) -> None:
        """Kill every process it has."""
        ...

    def pids(self) -> Iterable[int]:
        """Return its processes."""
        ...

    def close(self) -> None:
        """Stop it and take its disk away."""
        ...


class SqliteStore:
    """A file; its writers are the programs of the house."""

    name = "sqlite"
    address = None

    def __init__(self, folder: Path) -> None:
        """Keep the file below `folder`, which exists."""
        self.disk = Disk(folder, DISK_MEGABYTES)
        self.file = folder / "house.sqlite3"

    def url(self, port: int | None = None) -> str:
        """Return the address of the file."""
        return f"sqlite:///{self.file}"

    def start(self) -> None:
        """Do nothing: a file has no server."""

    def kill(self) -> None:
        """Do nothing: a file has no server."""

    def pids(self) -> Iterable[int]:
        """Return nothing: a file has no server."""
        return ()

    def close(self) -> None:
        """Take the disk away."""
        self.disk.close()


class PostgresStore:
    """A server of our own, asked through proxies."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        """Make a cluster below `folder`, which exists."""
        self.disk = Disk(folder, DISK_MEGABYTES)
        self._server = postgres.Server(folder, KEEPS_COMMITS)

    @property
    def address(self) -> str:
        """The socket of the server."""
        return str(self._server.folder / ".s.PGSQL.5432")

    def url(self, port: int | None = None) -> str:
        """Return the address of the database, through `port` if it is given."""
        if port is None:
            return self._server.url
        # What comes before the start-up packet is of no use to a proxy.
        plain = "sslmode=disable&gssencmode=disable&connect_timeout=3"
        return f"postgresql://house@127.0.0.1:{port}/postgres?{plain}"

    def start(self) -> None:
        """Start the server and return once it takes connections."""
        self._server.start()

    def kill(self) -> None:
        """Kill the server and its children at once."""
        kill_all(self.pids())
        self._server.forget()

    def pids(self) -> list[int]:
        """Return the server and its children."""
        pid = self._server.pid
        return [*descendants(pid), pid] if pid else []

    def has_ended(self) -> bool:
        """Whether the server has stopped by itself."""
        try:
            self._server.is_ready()
        except postgres.Unavailable:
            self._server.forget()
            return True
        return False

    def set(self, name: str, value: str) -> None:
        """Set a parameter for the connections to come."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                f"ALTER SYSTEM SET {name} = '{value}'".encode()  # our own words
            )
            connection.execute("SELECT pg_reload_conf()")

    def close(self) -> None:
        """Stop the server and take the disk away."""
        self._server.remove()
        self.disk.close()


STORES: dict[str, type[SqliteStore] | type[PostgresStore]] = {
    "sqlite": SqliteStore,
    "postgresql": PostgresStore,
}
