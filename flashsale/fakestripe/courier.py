"""Delivers events as signed webhooks, again and again until they are taken.

What is on its way is in the file, so a restart goes on with it.
"""

import hashlib
import hmac
import http.client
import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from flashsale.fakestripe.records import Event
from flashsale.fakestripe.shapes import event_json
from flashsale.fakestripe.standin import Standin
from flashsale.fakestripe.store import Delivery

log = logging.getLogger(__name__)

# Seconds until the next try; quicker than Stripe, which takes up to three days in
# all (docs.stripe.com/webhooks): a demo that restarts should not wait for hours.
BACK_OFF = (1, 2, 5, 15, 60, 300, 900, 3600) + (3 * 3600,) * 22
ANSWER_WITHIN_SECONDS = 10
AT_ONCE = 4
SWEEP_EVERY_SECONDS = 0.5


def sign(body: str, secrets: tuple[str, ...], at: int) -> str:
    """Return the `Stripe-Signature` of a body signed at an instant."""
    signed = f"{at}.{body}".encode()
    marks = [
        hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        for secret in secrets
    ]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


def post(url: str, body: str, signature: str) -> int:
    """Return the status answered to one message; redirects are not followed.

    Raises OSError or http.client.HTTPException when there is no answer.
    """
    parts = urlsplit(url)
    kind = (
        http.client.HTTPSConnection
        if parts.scheme == "https"
        else http.client.HTTPConnection
    )
    connection = kind(parts.netloc, timeout=ANSWER_WITHIN_SECONDS)
    try:
        connection.request(
            "POST",
            parts.path or "/",
            body.encode(),
            {
                "Content-Type": "application/json; charset=utf-8",
                "Stripe-Signature": signature,
                "User-Agent": "Stripe/1.0 (flashsale stand-in)",
            },
        )
        return connection.getresponse().status
    finally:
        connection.close()


class Courier:
    """The thread that delivers."""

    def __init__(self, standin: Standin) -> None:
        """Deliver for one stand-in, once started."""
        self._standin = standin
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the messages under way."""
        self._stopped.set()
        self._standin.stirred.set()
        self._thread.join()

    def _run(self) -> None:
        with ThreadPoolExecutor(AT_ONCE, "delivery") as pool:
            while not self._stopped.is_set():
                self._standin.stirred.wait(SWEEP_EVERY_SECONDS)
                self._standin.stirred.clear()
                self._standin.sweep()
                while not self._stopped.is_set() and self.deliver_due(pool):
                    pass

    def deliver_due(self, pool: ThreadPoolExecutor) -> bool:
        """Try each message whose time has come; say whether there was one."""
        if self._standin.arrangement.webhook_url is None:
            return False
        now = self._standin.clock.now().timestamp()
        with self._standin.store.transaction() as ledger:
            due = ledger.due_deliveries(now, AT_ONCE)
        list(pool.map(self._deliver, due))
        return bool(due)

    def _deliver(self, delivery: Delivery) -> None:
        arrangement = self._standin.arrangement
        now = self._standin.clock.now().timestamp()
        with self._standin.store.transaction() as ledger:
            event = ledger.get(Event, delivery.event)
        taken = False
        if event is not None and arrangement.webhook_url is not None:
            body = json.dumps(event_json(event), ensure_ascii=False)
            signature = sign(body, arrangement.webhook_secrets, int(now))
            try:
                taken = 200 <= post(arrangement.webhook_url, body, signature) < 300
            except (OSError, http.client.HTTPException) as error:
                log.info("event %s was not taken: %s", delivery.event, error)
        state, due_at = "done", now
        if not taken:
            last = delivery.tries >= len(BACK_OFF)
            state = "given_up" if last else "pending"
            due_at = now if last else now + BACK_OFF[delivery.tries]
        with self._standin.store.transaction() as ledger:
            ledger.settle(delivery, state, due_at)
