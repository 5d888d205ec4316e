"""The command `python -m flashsale.fakestripe`: serve until SIGINT or SIGTERM."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from flashsale.fakestripe.server import FakeStripe
from flashsale.fakestripe.standin import Arrangement


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m flashsale.fakestripe",
        description="A stand-in for Stripe. No money moves.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--data", type=Path, required=True, help="folder of its file")
    parser.add_argument("--webhook-url", help="where events are sent")
    parser.add_argument(
        "--webhook-secret",
        action="append",
        help="signs events; twice while rotating; default STRIPE_WEBHOOK_SECRETS",
    )
    parser.add_argument("--secret-key", help="default STRIPE_SECRET_KEY")
    parser.add_argument("--base-url", default="", help="where browsers reach it")
    parser.add_argument("--seed", type=int, default=0, help="of the planned faults")
    options = parser.parse_args(words)
    # The environment keeps secrets out of the list of processes.
    secrets = os.environ.get("STRIPE_WEBHOOK_SECRETS", "").split(",")
    options.webhook_secret = options.webhook_secret or [s for s in secrets if s]
    options.secret_key = options.secret_key or os.environ.get("STRIPE_SECRET_KEY")
    if not options.secret_key or not options.webhook_secret:
        parser.error("a secret key and a webhook secret are needed")
    return options


def main(words: list[str] | None = None) -> int:
    """Serve until told to stop; write the address on one line when ready."""
    options = _arguments(words)
    told_to_stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: told_to_stop.set())
    arrangement = Arrangement(
        data=options.data,
        secret_key=options.secret_key,
        webhook_secrets=tuple(options.webhook_secret),
        webhook_url=options.webhook_url,
        base_url=options.base_url,
        seed=options.seed,
    )
    with FakeStripe(arrangement, host=options.host, port=options.port) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        told_to_stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
