"""The floor on the very server of the house: the same processes, the same threads."""

import argparse
import os

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from flashsale.settings import load_settings


def main() -> None:
    """Serve the floor until it is told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    settings = load_settings(os.environ)
    Server(
        "bench.floor:application",
        address="127.0.0.1",
        port=options.port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
