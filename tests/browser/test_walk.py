"""The whole way, in a real browser: joining, holding, paying, and the desk."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, OpenBrowser
from tests.browser.test_pages import overflow, violations
from tests.journey import ASKING_CARD, PASSWORD, REFUSED_CARD

# One process: these tests share a house and a browser.

_numbers = count(1)
# Where pictures of the pages go, for who wants to look at them.
PICTURES = os.environ.get("PICTURES")
WORDS = {
    "fr": {
        "extended": "Prolongé",
        "refused": "Le paiement n’est pas passé",
        "yours": "C’est à vous",
        "change": "Changer d’avis",
        "cancelled": "Annulée, et remboursée",
    },
    "en": {
        "extended": "Extended",
        "refused": "The payment did not go through",
        "yours": "It is yours",
        "change": "Change your mind",
        "cancelled": "Cancelled, and refunded",
    },
}


def invitation(open_browser: OpenBrowser, states: dict[str, str]) -> str:
    """Make an invitation as the administrator."""
    page = open_browser(storage_state=states["admin"]).new_page()
    page.goto("/inviter")
    page.locator("form[action='/inviter'] button[type=submit]").click()
    # Shown once, on the page that follows.
    shown = page.get_by_text(re.compile(r"^https?://\S+/i/[\w-]+$")).first
    return shown.inner_text()


def keep(page: Page, name: str) -> None:
    """Keep a picture of a page where they are wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def join(page: Page, address: str, *, has_scripts: bool, language: str = "fr") -> None:
    """Fill the joining page."""
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", f"{language}-CA")
    assert "/i/" not in page.url
    page.fill("[name=name]", "Bibiane Roy")
    page.fill("[name=email]", f"bibiane-{next(_numbers)}@example.org")
    page.fill("[name=password]", PASSWORD)
    look(page, has_scripts=has_scripts)
    page.locator("form[action='/i'] button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/$"))


def hold(page: Page, drop: str) -> None:
    """Hold the first copy on offer, and wait until it is held."""
    page.goto(f"/ventes/{drop}")
    page.locator("form[action$='/garder'] button[type=submit]").first.click()
    # The address stays the same: what says that it is done is the clock at the top.
    expect(page.locator(".outil.panier [data-garde]")).to_be_attached()


def look(page: Page, *, has_scripts: bool) -> None:
    """Assert that a page is as sound as the others; axe itself needs scripts."""
    assert overflow(page) <= 0
    if has_scripts:
        assert violations(page) == []


def fill_address(page: Page) -> None:
    """Fill the checkout page."""
    page.fill("[name=name]", "Bibiane Roy")
    page.fill("[name=line1]", "12, rue du Pont")
    page.fill("[name=city]", "Gatineau")
    page.fill("[name=postal_code]", "J8X 2K1")


def pay_with(page: Page, card: str) -> None:
    """Fill the payment page."""
    page.fill("[name=number]", card)
    page.fill("[name=expiry]", "12 / 31")
    page.fill("[name=cvc]", "123")
    page.fill("[name=name]", "Bibiane Roy")
    page.fill("[name=postal_code]", "J8X 2K1")
    page.locator("form[action*='/pay/'] button[type=submit]").first.click()


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_from_an_invitation_to_a_receipt_and_back(
    open_browser: OpenBrowser,
    states: dict[str, str],
    width: str,
    has_scripts: bool,
    language: str,
) -> None:
    words = WORDS[language]
    name = f"{width}-{language}-{'js' if has_scripts else 'nojs'}"
    address = invitation(open_browser, states)
    # `evaluate` works without the page's scripts; the page itself runs none.
    page = open_browser(
        viewport=WIDTHS[width],
        java_script_enabled=has_scripts,
        locale="fr-CA" if language == "fr" else "en-CA",
    ).new_page()

    def see(step: str) -> None:
        expect(page.locator("html")).to_have_attribute("lang", f"{language}-CA")
        keep(page, f"{step}-{name}")
        look(page, has_scripts=has_scripts)

    join(page, address, has_scripts=has_scripts, language=language)
    hold(page, "chaleur-tournante")
    see("drop")

    page.goto("/panier")
    see("basket")
    page.locator("form[action$='/prolonger'] button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(words["extended"])

    page.goto("/paiement")
    see("checkout")
    fill_address(page)
    page.locator("form[action='/paiement'] button[type=submit]").last.click()
    page.wait_for_url(re.compile("/pay/"))
    see("pay")
    pay_with(page, REFUSED_CARD)
    expect(page.locator("#erreurs")).to_contain_text(words["refused"])
    see("refused")
    pay_with(page, ASKING_CARD)
    confirm = page.locator("button[value=confirmer]")
    expect(confirm).to_be_visible()
    see("bank")
    confirm.click()
    page.wait_for_url(re.compile(r"/(commandes|paiement/retour)/"))
    expect(page.locator("h1")).to_contain_text(words["yours"])
    see("order")

    page.locator("a[href$='/annulation']").click()
    expect(page.locator("h1")).to_have_text(words["change"])
    see("cancellation")
    page.locator("input[name=ligne]").uncheck()
    page.locator("form[action$='/annulation'] button[type=submit]").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    see("cancellation-fault")
    page.locator("input[name=ligne]").check()
    page.locator("form[action$='/annulation'] button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text(words["cancelled"])
    see("cancelled")


def test_a_wrong_field_is_told_and_takes_the_focus(
    open_browser: OpenBrowser, states: dict[str, str]
) -> None:
    page = open_browser(viewport=WIDTHS["phone"]).new_page()
    page.goto(invitation(open_browser, states))
    page.fill("[name=name]", "Bibiane Roy")
    page.fill("[name=email]", "pas une adresse")
    page.fill("[name=password]", "court")
    page.locator("form[action='/i'] button[type=submit]").click()
    expect(page).to_have_title(re.compile("^Erreur"))
    assert page.input_value("[name=name]") == "Bibiane Roy"
    assert page.input_value("[name=password]") == ""
    look(page, has_scripts=True)


@pytest.mark.parametrize("width", list(WIDTHS))
def test_the_timer_counts_with_the_servers_clock(
    open_browser: OpenBrowser, states: dict[str, str], width: str
) -> None:
    page = open_browser(viewport=WIDTHS[width]).new_page()
    join(page, invitation(open_browser, states), has_scripts=True)
    hold(page, "chaleur-tournante")
    expect(page.locator(".outil.panier [data-garde]")).to_have_text(
        re.compile(r"^(10:00|9:\d\d)$")
    )
    expect(page.locator(".outil.panier [data-garde]")).to_have_text(
        re.compile(r"^9:[0-5]\d$"), timeout=5_000
    )
