"""The floor on the very server of the house: the same processes, the same threads."""

import argparse
import os
import signal
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from flashsale.processes import die_with_parent
from flashsale.settings import load_settings


def main() -> None:
    """Serve the floor until it is told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    settings = load_settings(os.environ)
    server = Server(
        "bench.floor:application",
        address="127.0.0.1",
        port=options.port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=_Loader(os.getpid()))


class _Loader:
    """Loads the floor inside a worker process, bound to its server's life."""

    def __init__(self, server_pid: int) -> None:
        self._server_pid = server_pid

    def __call__(self, *ignored: object) -> Any:
        die_with_parent(signal.SIGKILL, self._server_pid)
        from bench.floor import application

        return application


if __name__ == "__main__":
    main()
