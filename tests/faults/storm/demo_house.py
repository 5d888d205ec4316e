"""The demo of the house as a storm sees it: kept by its own supervisor, on one address.

Only what a stage asks of an estate is here; what falls is started again by the demo.
"""

import os
import signal
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis

from flashsale import valkey
from flashsale.assembly import build
from flashsale.settings import load_settings
from tests.faults.storm.estate import WEBS, Estate, Span
from tests.faults.watching import descendants, until
from tests.journey import Demo, without_services


class DemoEstate(Estate):
    """A running demo. Its one address bears the names of both webs of a storm."""

    def __init__(self, house: Demo, folder: Path) -> None:
        """Open the back door of `house`; journals go to `folder`, which exists."""
        self.house, self.folder, self.home = house, folder, house.data
        self.runtime = build(load_settings(without_services(), data_dir=house.data))
        port = urlsplit(house.url).port
        assert port is not None
        self.ports = dict.fromkeys(WEBS, port)
        self.spans: list[Span] = []
        self.kept = {}

    def redis(self) -> Redis:
        """Return a client of the demo's Valkey."""
        return Redis.from_url(valkey.url_of(self.home), socket_timeout=5)

    def pids(self, name: str) -> list[int]:
        """Return the processes of the demo in whose command `name` stands."""
        found = descendants(self.house.process.pid)
        return sorted(pid for pid, line in found.items() if name in line)

    def signal_valkey(self, number: signal.Signals) -> None:
        """Send the demo's Valkey a signal, once it is there."""
        until(lambda: bool(self.pids("valkey-server")))
        for pid in self.pids("valkey-server"):
            os.kill(pid, number)

    def close(self) -> None:
        """Close the back door."""
        self.runtime.database.dispose()
        self.runtime.redis.close()
