"""The whole way with the real adapter and the stand-in: cards, messages, captures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import requests
from werkzeug.test import TestResponse

from flashsale.app import create_app
from flashsale.fakestripe.server import FakeStripe
from flashsale.fakestripe.standin import Arrangement
from flashsale.kernel.clock import FrozenClock
from flashsale.orders.models import InboxEvent
from flashsale.orders.payment_stripe import StripeDesk
from flashsale.runtime import Runtime
from tests.checkout_scene import Scene, words
from tests.factories import a_member
from tests.flows.payment_shop import (
    BANK_ASKS_CARD,
    GOOD_CARD,
    SECRET_KEY,
    WEBHOOK_SECRET,
    Inbox,
)
from tests.sign_in import sign_in

# Whatever is walked through here says no word over the network in a transaction.
pytestmark = pytest.mark.usefixtures("silent_transactions")

NO_FUNDS_CARD = "4000 0000 0000 9995"


@dataclass
class Till:
    """A member in front of the stand-in's page."""

    scene: Scene
    inbox: Inbox
    browser: requests.Session
    fake: FakeStripe

    def order(self) -> tuple[str, str]:
        """Order the basket; return the code and the address of the page."""
        answer = self.scene.client.post("/paiement", data=self.scene.checkout_form())
        assert answer.status_code == 303, answer.text
        assert answer.location is not None
        return self.scene.last_code(), answer.location

    def pay(self, page: str, number: str = GOOD_CARD) -> requests.Response:
        """Send the page's form with a card."""
        form = {
            "number": number,
            "expiry": "12/34",
            "cvc": "123",
            "name": "Camille Essai",
            "postal_code": "H2X 1Y4",
        }
        return self._post(page, form)

    def answer_bank(self, page: str, answer: str) -> requests.Response:
        """Answer the bank with "confirmer" or "refuser"."""
        return self._post(f"{page}/banque", {"reponse": answer})

    def deliver(self, count: int, *, times: int = 1) -> list[int]:
        """Hand the first messages to the house, the last one first."""
        messages = self.inbox.wait_for(count)[:count]
        return [
            self.scene.send(body, signature).status_code
            for body, signature in messages[::-1]
            for _ in range(times)
        ]

    def _post(self, url: str, form: dict[str, str]) -> requests.Response:
        return self.browser.post(url, form, allow_redirects=False, timeout=10)


@pytest.fixture
def till(runtime: Runtime, clock: FrozenClock, tmp_path: Path) -> Iterator[Till]:
    """Run the stand-in on the house's clock, and a house that pays with it."""
    inbox = Inbox()
    arrangement = Arrangement(
        data=tmp_path,
        secret_key=SECRET_KEY,
        webhook_secrets=(WEBHOOK_SECRET,),
        webhook_url=inbox.url,
    )
    with FakeStripe(arrangement, clock=clock) as fake, requests.Session() as browser:
        browser.trust_env = False
        desk = StripeDesk(
            secret_key=SECRET_KEY,
            webhook_secrets=(WEBHOOK_SECRET,),
            api_base=fake.url,
        )
        house = replace(runtime, payment_desk=desk)
        app = create_app(house)
        app.testing = True
        app.config["WTF_CSRF_ENABLED"] = False
        with house.work() as work:
            member = a_member(work, name="Camille Essai")
        client = app.test_client()
        sign_in(client, house, member)
        scene = Scene(house, desk, clock, app, client, member)  # type: ignore[arg-type]
        yield Till(scene, inbox, browser, fake)
    inbox.close()


def landed(till: Till, answer: requests.Response, code: str) -> TestResponse:
    """Follow the page's redirect back into the house."""
    assert answer.status_code == 303, answer.text
    location = answer.headers["Location"]
    assert location == f"http://localhost/paiement/retour/{code}"
    return till.scene.come_back(code)


def test_a_good_card_buys(till: Till) -> None:
    scene = till.scene
    lot = scene.a_lot()
    scene.hold(lot)
    code, page = till.order()
    answer = landed(till, till.pay(page), code)
    assert "C’est à vous" in answer.text
    assert "Visa, finissant par 4242" in words(answer.text)
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)
    assert len(scene.receipts()) == 1


def test_a_refused_card_then_a_good_one_buys(till: Till) -> None:
    scene = till.scene
    scene.hold(scene.a_lot())
    code, page = till.order()
    till.pay(page, NO_FUNDS_CARD)
    answer = scene.come_back(code)
    assert "le solde ne suffit pas" in words(answer.text)
    landed(till, till.pay(page), code)
    assert scene.states(code) == ("paid", "captured")


@pytest.mark.parametrize(
    ("answer", "ends"),
    [("confirmer", ("paid", "captured")), ("refuser", ("pending", "refused"))],
)
def test_a_bank_that_asks_is_listened_to(
    till: Till, answer: str, ends: tuple[str, str]
) -> None:
    scene = till.scene
    scene.hold(scene.a_lot())
    code, page = till.order()
    till.pay(page, BANK_ASKS_CARD)
    scene.come_back(code)
    assert scene.states(code) == ("pending", "open")
    till.answer_bank(page, answer)
    scene.come_back(code)
    assert scene.states(code) == ends


def test_signed_messages_alone_settle_it_late_twice_and_backwards(till: Till) -> None:
    scene = till.scene
    lot = scene.a_lot()
    scene.hold(lot)
    code, page = till.order()
    till.pay(page)
    assert set(till.deliver(1, times=3)) == {200}
    assert scene.states(code) == ("paid", "captured")
    # The capture caused more of them.
    assert set(till.deliver(3, times=2)) == {200}
    assert scene.states(code) == ("paid", "captured")
    assert scene.how_many(InboxEvent) == 3
    assert scene.counts(lot) == (0, 1)
    assert len(scene.receipts()) == 1


def test_cancelling_closes_the_page(till: Till) -> None:
    scene = till.scene
    hold = scene.hold(scene.a_lot())
    code, page = till.order()
    assert scene.client.post(f"/commandes/{code}/annuler").location == "/panier"
    assert scene.states(code) == ("cancelled", "expired")
    assert scene.hold_state(hold) == "active"
    assert till.pay(page).status_code != 303


def test_the_sweep_closes_the_page_of_who_left(till: Till) -> None:
    scene = till.scene
    scene.hold(scene.a_lot())
    code, page = till.order()
    assert scene.sweep(minutes=15) == 1
    assert scene.states(code) == ("cancelled", "expired")
    assert till.pay(page).status_code != 303


def test_a_waiting_order_leads_to_where_the_page_is_now(
    till: Till, tmp_path: Path, clock: FrozenClock
) -> None:
    scene = till.scene
    scene.hold(scene.a_lot())
    code, page = till.order()
    asked = scene.client.post(f"/commandes/{code}/payer")
    assert asked.location == page
    # The same file served from another port: what a restart of the stand-in may do.
    till.fake.stop()
    moved = FakeStripe(till.fake.standin.arrangement, clock=clock)
    with moved:
        desk = StripeDesk(
            secret_key=SECRET_KEY,
            webhook_secrets=(WEBHOOK_SECRET,),
            api_base=moved.url,
        )
        scene.app.extensions["flashsale"] = replace(scene.runtime, payment_desk=desk)
        asked = scene.client.post(f"/commandes/{code}/payer")
        assert asked.location is not None
        assert asked.location.startswith(f"{moved.url}/pay/")
        landed(till, till.pay(asked.location), code)
    assert scene.states(code) == ("paid", "captured")


def test_a_desk_that_is_down_is_told_on_the_order_and_tried_again(till: Till) -> None:
    scene = till.scene
    scene.hold(scene.a_lot())
    code, _ = till.order()
    till.fake.stop()
    asked = scene.client.post(f"/commandes/{code}/payer", follow_redirects=True)
    assert asked.status_code == 200
    assert asked.request.path == f"/commandes/{code}"
    assert "Le service de paiement ne répond pas" in words(asked.text)
    assert f'action="/commandes/{code}/payer"' in asked.text


def test_who_paid_already_is_shown_the_order_and_pays_once(till: Till) -> None:
    scene = till.scene
    scene.hold(scene.a_lot())
    code, page = till.order()
    till.pay(page)
    asked = scene.client.post(f"/commandes/{code}/payer", follow_redirects=True)
    assert asked.request.path == f"/commandes/{code}"
    assert scene.states(code) == ("paid", "captured")
