"""The web server of the house: Granian around `wsgi:application`."""

import argparse
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

from flashsale.listening import BACKLOG, Listeners, open_listeners
from flashsale.logs import log_to_stderr
from flashsale.processes import die_with_parent, wait_for_word
from flashsale.settings import load_settings
from flashsale.thrift import keep_little

_DRAINS_FOR = 8
# How long a thread that computes may keep the others waiting. One that places a hold
# comes back ten times from the disk or from Redis, and may find another that computes
# each time: Python's own 5 ms would add up to what a member notices.
_SWITCHES_AFTER_S = 0.001
# Called with a socket's descriptor, whether it is a Unix one, and its backlog. The stub
# of Granian declares no constructor, so its type would refuse these arguments.
_HOLDER: Any = SocketHolder


class _Server(MPServer):
    """Granian on sockets that listen already, one for each of its processes.

    It opens its own otherwise, and has no word for those of another: the two steps
    of 2.8 in which it does are replaced here, and a test kills it.
    """

    def __init__(self, listeners: Listeners, **options: Any) -> None:
        self._listeners = listeners
        super().__init__("wsgi:application", **options)

    def _init_shared_socket(self) -> None:
        self._sso = None

    def _spawn_worker(
        self,
        idx: int,
        target: Callable[..., None],
        callback_loader: Callable[[], Any],
        *rest: Any,
    ) -> WorkerProcess:
        own = self._listeners[idx % len(self._listeners)]
        others = [listener for listener in self._listeners if listener is not own]

        def load() -> Any:
            # In the new process: a socket kept open here would look answered.
            for listener in others:
                listener.close()
            return callback_loader()

        self._shd = _HOLDER(own.fileno(), False, BACKLOG)
        spawned: WorkerProcess = super()._spawn_worker(idx, target, load, *rest)
        return spawned

    def _drop_shared_socket(self) -> None:
        for listener in self._listeners:
            listener.close()


def main() -> None:
    """Serve until SIGTERM or SIGINT; what is being answered is answered first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--listening", type=int, action="append", default=[])
    options = parser.parse_args()
    keep_little()
    settings = load_settings(os.environ)
    listeners = _given(options.listening) or open_listeners(
        options.host, options.port, settings.web_processes
    )
    # Imported before the worker processes are forked: once, and its memory is shared.
    # It builds nothing; `wsgi` does, in each process. What is imported is no garbage:
    # the collector neither looks at it meanwhile nor, later, unshares it.
    gc.disable()
    import_module("flashsale.app")
    gc.freeze()
    gc.enable()
    wait_for_word()
    server = _Server(
        listeners,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        backlog=BACKLOG,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_DRAINS_FOR,
        log_level=LogLevels(settings.log_level),
    )
    server.serve(target_loader=_Loader(os.getpid(), settings.log_level))


def _given(descriptors: Sequence[int]) -> Listeners:
    """Return the sockets a supervisor opened."""
    return tuple(socket.socket(fileno=descriptor) for descriptor in descriptors)


class _Loader:
    """Loads the application inside a worker process, bound to its server's life."""

    def __init__(self, server_pid: int, log_level: str) -> None:
        self._server_pid = server_pid
        self._log_level = log_level

    def __call__(self, *ignored: object) -> Any:
        die_with_parent(signal.SIGKILL, self._server_pid)
        sys.setswitchinterval(_SWITCHES_AFTER_S)
        log_to_stderr(self._log_level)
        from wsgi import application

        return application


if __name__ == "__main__":
    main()
