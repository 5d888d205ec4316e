"""Keeping a card and buying at one tap, in a real browser, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, OpenBrowser
from tests.browser.test_walk import (
    fill_address,
    hold,
    invitation,
    join,
    keep,
    look,
    pay_with,
)
from tests.journey import ASKING_CARD, GOOD_CARD


def buy_and_keep_card(page: Page, card: str, name: str) -> None:
    """Check out with the box checked, and pay on the page."""
    page.goto("/paiement")
    box = page.locator("[name=keep_card]")
    expect(box).not_to_be_checked()
    fill_address(page)
    box.check()
    keep(page, f"checkout-{name}")
    page.locator("form[action='/paiement'] button[type=submit]").last.click()
    page.wait_for_url(re.compile("/pay/"))
    pay_with(page, card)
    if card == ASKING_CARD:
        page.locator("button[value=confirmer]").click()
    page.wait_for_url(re.compile(r"/(commandes|paiement/retour)/"))
    expect(page.locator("h1")).to_contain_text("C’est à vous")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_one_tap_buys_what_is_held(
    open_browser: OpenBrowser,
    states: dict[str, str],
    width: str,
    has_scripts: bool,
) -> None:
    card = GOOD_CARD if has_scripts else ASKING_CARD
    name = f"{width}-{'js' if has_scripts else 'nojs'}"
    address = invitation(open_browser, states)
    page = open_browser(
        viewport=WIDTHS[width], java_script_enabled=has_scripts
    ).new_page()
    join(page, address, has_scripts=has_scripts)
    hold(page, "chaleur-tournante")
    buy_and_keep_card(page, card, name)

    hold(page, "depanneur-mon-amour-6")
    page.goto("/panier")
    look(page, has_scripts=has_scripts)
    keep(page, f"basket-{name}")
    page.locator("form[action='/panier/payer'] button[type=submit]").click()
    if card == ASKING_CARD:
        # This bank asks each time: only its page can put the question, and the payment
        # page has the same card at hand.
        page.wait_for_url(re.compile("/pay/"))
        expect(page.locator("[name=number]")).not_to_be_visible()
        keep(page, f"saved-{name}")
        page.locator("#gardee button[type=submit]").click()
        page.locator("button[value=confirmer]").click()
    page.wait_for_url(re.compile(r"/(commandes|paiement/retour)/"))
    expect(page.locator("h1")).to_contain_text("C’est à vous")

    page.goto("/compte/cartes")
    look(page, has_scripts=has_scripts)
    keep(page, f"cards-{name}")
    page.locator("form[action$='/retirer'] button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Aucune carte n’est gardée")
    look(page, has_scripts=has_scripts)


def test_payments_to_watch(open_browser: OpenBrowser, states: dict[str, str]) -> None:
    for width, size in WIDTHS.items():
        page = open_browser(storage_state=states["admin"], viewport=size).new_page()
        page.goto("/bureau/paiements")
        expect(page.locator("h1")).to_contain_text("Paiements à suivre")
        look(page, has_scripts=True)
        keep(page, f"watch-{width}")
