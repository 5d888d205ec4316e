"""The web server of the house: Granian around `wsgi:application`."""

import argparse
import os
import signal
from importlib import import_module
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from flashsale.logs import log_to_stderr
from flashsale.processes import die_with_parent
from flashsale.settings import load_settings

_DRAINS_FOR = 8
_BACKLOG = 2048


def main() -> None:
    """Serve until SIGTERM or SIGINT; what is being answered is answered first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    settings = load_settings(os.environ)
    # Imported before the worker processes are forked: once, and its memory is shared.
    # It builds nothing; `wsgi` does, in each process.
    import_module("flashsale.app")
    server = Server(
        "wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        backlog=_BACKLOG,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_DRAINS_FOR,
        log_level=LogLevels(settings.log_level),
    )
    server.serve(target_loader=_Loader(os.getpid(), settings.log_level))


class _Loader:
    """Loads the application inside a worker process, bound to its server's life."""

    def __init__(self, server_pid: int, log_level: str) -> None:
        self._server_pid = server_pid
        self._log_level = log_level

    def __call__(self, *ignored: object) -> Any:
        die_with_parent(signal.SIGKILL, self._server_pid)
        log_to_stderr(self._log_level)
        from wsgi import application

        return application


if __name__ == "__main__":
    main()
