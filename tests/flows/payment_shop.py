"""A small shop that pays through the real SDK against the stand-in, over loopback."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from flashsale.fakestripe.server import FakeStripe
from flashsale.fakestripe.standin import Arrangement
from flashsale.kernel.clock import FrozenClock
from flashsale.orders.payment_desk import (
    PaymentPage,
    PaymentRequest,
    page_expires_at,
)
from flashsale.orders.payment_stripe import StripeDesk

NOON = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
SECRET_KEY = "sk_test_shop"
WEBHOOK_SECRET = "whsec_shop"
GOOD_CARD = "4242 4242 4242 4242"
BANK_ASKS_CARD = "4000 0027 6000 3184"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Shop:
    """What a test pays with."""

    fake: FakeStripe
    desk: StripeDesk
    clock: FrozenClock
    browser: requests.Session

    def request(self) -> PaymentRequest:
        """Return a request of its own order and key."""
        number = next(_numbers)
        return PaymentRequest(
            order_code=f"ORDER{number}",
            amount_cents=4655,
            idempotency_key=f"order-{number}-1",
            email="camille@example.org",
            language="fr",
            description="Dépanneur mon amour",
            success_url="http://shop.example/retour?page={CHECKOUT_SESSION_ID}",
            cancel_url="http://shop.example/panier",
            expires_at=page_expires_at(self.clock.now()),
        )

    def begin(self, **changes: object) -> PaymentPage:
        """Open a page."""
        return self.desk.begin(replace(self.request(), **changes))

    def pay(self, page: PaymentPage, number: str = GOOD_CARD) -> requests.Response:
        """Send the form of the page with a card, as a browser without JavaScript."""
        form = {
            "number": number,
            "expiry": "12/34",
            "cvc": "123",
            "name": "Camille Essai",
            "postal_code": "H2X 1Y4",
        }
        return self.post(page.url, form)

    def answer_bank(self, page: PaymentPage, answer: str) -> requests.Response:
        """Answer the bank's question with "confirmer" or "refuser"."""
        return self.post(f"{page.url}/banque", {"reponse": answer})

    def post(self, url: str, form: dict[str, str]) -> requests.Response:
        """Send a form and do not follow where it leads."""
        return self.browser.post(url, form, allow_redirects=False, timeout=10)

    def plan(self, **faults: object) -> None:
        """Put faults in force."""
        answer = self.browser.post(
            f"{self.fake.url}/_faults",
            json=faults,
            headers={"Authorization": f"Bearer {SECRET_KEY}"},
            timeout=10,
        )
        assert answer.status_code == 200, answer.text


@contextmanager
def open_shop(folder: Path, webhook_url: str | None = None) -> Iterator[Shop]:
    """Run a stand-in on a frozen clock, and a desk that speaks with it."""
    clock = FrozenClock(NOON)
    arrangement = Arrangement(
        data=folder,
        secret_key=SECRET_KEY,
        webhook_secrets=(WEBHOOK_SECRET,),
        webhook_url=webhook_url,
    )
    with FakeStripe(arrangement, clock=clock) as fake, requests.Session() as browser:
        browser.trust_env = False
        desk = StripeDesk(
            secret_key=SECRET_KEY,
            webhook_secrets=(WEBHOOK_SECRET,),
            api_base=fake.url,
        )
        yield Shop(fake, desk, clock, browser)


class Inbox:
    """A webhook endpoint that keeps what it gets and answers as it is told."""

    def __init__(self) -> None:
        """Listen on a free port; answers 200."""
        self.received: list[tuple[bytes, str]] = []
        self.answer: Callable[[int], int] = lambda _count: 200
        self._changed = threading.Condition()
        inbox = self

        class Endpoint(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                count = inbox._keep(body, self.headers["Stripe-Signature"])
                self.send_response(inbox.answer(count))
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
        self.url = f"http://127.0.0.1:{self._server.server_port}/crochets"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def _keep(self, body: bytes, signature: str) -> int:
        with self._changed:
            self.received.append((body, signature))
            self._changed.notify_all()
            return len(self.received)

    def wait_for(self, count: int) -> list[tuple[bytes, str]]:
        """Return the messages once there are `count`; fails after 20 s."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.received) >= count, 20)
            assert came, f"{len(self.received)} of {count} messages came"
            return list(self.received)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
