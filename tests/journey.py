"""A member's whole way through the house, over plain HTTP: invitation to receipt."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browsing import Browser, Page

ROOT = Path(__file__).parents[1]
READY_WITHIN = 60.0
GOOD_CARD = "4242424242424242"
REFUSED_CARD = "4000000000000002"
ASKING_CARD = "4000002760003184"
PASSWORD = "une-table-bien-mise-en-novembre"


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo house, as `flashsale demo --json` says it is."""

    url: str
    links: dict[str, str]
    invitation: str
    data: Path
    process: subprocess.Popen[str]


def without_services() -> dict[str, str]:
    """Return the environment without what would change where the house keeps things."""
    taken = {"DATABASE_URL", "REDIS_URL", "GATE_URL", "DATA_DIR", "EMAIL_URL", "MODE"}
    return {name: value for name, value in os.environ.items() if name not in taken}


@contextmanager
def demo(data: Path, *options: str) -> Iterator[Demo]:
    """Start the demo on a folder of its own and stop it afterwards."""
    command = [sys.executable, "-m", "flashsale.cli", "demo", "--json", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--data", str(data), *options],
        cwd=ROOT,
        env=without_services(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"the demo ended with {process.wait(5)}"
        said = json.loads(line)
        yield Demo(said["url"], said["links"], said["invitation"], data, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
        if process.stdout is not None:
            process.stdout.close()


def sign_in(browser: Browser, link: str) -> Page:
    """Use a one-time link: the page asks, the button signs in."""
    asked = browser.get(link)
    assert asked.status == 200, asked.words
    return browser.submit(asked.form("/entrer"))


def new_invitation(browser: Browser) -> str:
    """Make an invitation as the signed-in member and return its address."""
    made = browser.submit(browser.get("/inviter").form("/inviter"), label="")
    found = re.search(r"https?://[^\s\"<>]+/i/[\w-]+", made.text)
    assert found, made.words
    return found.group()


def join(browser: Browser, invitation: str, *, name: str, email: str) -> Page:
    """Accept an invitation and become a member."""
    invited = browser.get(invitation)
    assert invited.status == 200, invited.words
    assert "/i/" not in invited.url, "the token stayed in the address"
    return browser.submit(invited.form("/i"), name=name, email=email, password=PASSWORD)


def open_drops(browser: Browser) -> list[str]:
    """Return the addresses of the drops on today's table, in their order."""
    today = browser.get("/")
    assert today.status == 200
    return today.links("/ventes/")


def hold(browser: Browser, drop: str) -> Page:
    """Ask for one copy of the first format of a drop."""
    page = browser.get(drop)
    assert page.status == 200, page.words
    return browser.submit(page.form("/garder"))


def check_out(browser: Browser, *, province: str = "QC") -> Page:
    """Fill the checkout page and press the button; return the payment page."""
    page = browser.get("/paiement")
    assert page.status == 200, page.words
    codes = {"QC": ("Gatineau", "J8X 2K1"), "NS": ("Halifax", "B3H 1A1")}
    city, postal_code = codes[province]
    form = page.form("/paiement")
    form.values.pop("recalculer", None)
    address = {"name": "Bibiane Roy", "line1": "12, rue du Pont", "line2": ""}
    filled = address | {"city": city, "province": province, "postal_code": postal_code}
    sent = browser.submit(
        form, **{key: value for key, value in filled.items() if key in form.values}
    )
    if "/paiement" in sent.url and sent.url.startswith(browser.base_url):
        # Another province has another total: the page asks to agree to it first.
        again = sent.form("/paiement")
        again.values.pop("recalculer", None)
        sent = browser.submit(again)
    return sent


def pay(browser: Browser, payment: Page, *, card: str = GOOD_CARD) -> Page:
    """Give a card to the payment page; return where it leads."""
    assert "/pay/" in payment.url, f"{payment.url}: {payment.words[:400]}"
    return browser.submit(
        payment.form("/pay/"),
        number=card,
        expiry="12 / 31",
        cvc="123",
        name="Bibiane Roy",
        postal_code="J8X 2K1",
    )


# How the page of a paid order says so, in the language that its member reads.
PAID = ("C’est à vous", "It is yours")


def order_of(browser: Browser, page: Page, *, within: float = 20.0) -> Page:
    """Return the order's page once it says that it is paid."""
    code = re.search(r"/commandes/([A-Z0-9]+)|retour/([A-Z0-9]+)", page.url)
    assert code, f"{page.url}: {page.words[:400]}"
    deadline = time.monotonic() + within
    while True:
        order = browser.get(f"/commandes/{code.group(1) or code.group(2)}")
        assert order.status == 200, order.words
        if any(said in order.words for said in PAID):
            return order
        assert time.monotonic() < deadline, order.words
        time.sleep(0.2)
