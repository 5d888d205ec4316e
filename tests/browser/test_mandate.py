"""Automatic purchase in a browser: agreed to, bought by the worker, or told why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from flashsale.runtime import Runtime
from tests.browser.back_room import a_sale, entered, keep_all, put_back
from tests.browser.conftest import WIDTHS, OpenBrowser
from tests.browser.test_saved_card import buy_and_keep_card
from tests.browser.test_walk import hold, invitation, join, keep, look
from tests.journey import GOOD_CARD, Demo

SCRIPTS = pytest.mark.parametrize(
    "has_scripts", [True, False], ids=["scripts", "no-scripts"]
)
AN_HOUR_AGO = timedelta(hours=-1)


@pytest.fixture(scope="module")
def back_room(house: Demo) -> Iterator[Runtime]:
    """Open the stores of the running house."""
    with entered(house) as runtime:
        yield runtime


def wait_in(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("form[action$='/attente'] button[type=submit]").first.click()
    expect(page.locator("#attente")).to_contain_text("Vous êtes en tête de la file")


def ask_for_purchase(page: Page) -> None:
    page.locator("#attente a[href$='/achat']").click()
    expect(page.locator("h1")).to_have_text("Achat automatique")


@SCRIPTS
@pytest.mark.parametrize("width", list(WIDTHS))
def test_what_was_agreed_to_is_bought_when_the_turn_comes(
    open_browser: OpenBrowser,
    back_room: Runtime,
    states: dict[str, str],
    width: str,
    has_scripts: bool,
) -> None:
    name = f"{width}-{'js' if has_scripts else 'nojs'}"
    address = invitation(open_browser, states)
    page = open_browser(
        viewport=WIDTHS[width],
        java_script_enabled=has_scripts,
        color_scheme="dark" if has_scripts else "light",
    ).new_page()
    join(page, address, has_scripts=has_scripts)
    sale = a_sale(back_room, opens_in=AN_HOUR_AGO, copies=1)
    other = keep_all(sale, 1)
    wait_in(page, sale.path)
    ask_for_purchase(page)
    expect(page.locator("main")).to_contain_text("Il faut une carte gardée")
    look(page, has_scripts=has_scripts)

    hold(page, "chaleur-tournante")
    buy_and_keep_card(page, GOOD_CARD, f"mandate-{name}")
    page.goto(sale.path)
    ask_for_purchase(page)
    look(page, has_scripts=has_scripts)
    keep(page, f"mandate-{name}")
    # Nothing is agreed to without the box.
    submit = page.locator("form[action$='/achat'] button[type=submit]")
    submit.click()
    expect(page.locator("[role=alert]")).to_contain_text("Cochez cette case")
    look(page, has_scripts=has_scripts)
    page.locator("[name=accord]").check()
    submit.click()
    expect(page.locator("main")).to_contain_text("on l’achète pour vous")
    expect(page.locator("main")).to_contain_text("Achat automatique à votre tour")
    look(page, has_scripts=has_scripts)
    keep(page, f"lists-mandate-{name}")

    put_back(sale, *other)
    orders = page.locator("main a[href^='/commandes/']")
    for _ in range(40):
        page.goto("/mes-achats")
        if orders.count() > 1:
            break
        page.wait_for_timeout(500)
    orders.first.click()
    # The order stands before its card is charged.
    for _ in range(40):
        if "C’est à vous" in page.locator("h1").inner_text():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("h1")).to_contain_text("C’est à vous")
    expect(page.locator("main")).to_contain_text("4242")
    page.goto("/listes-attente")
    expect(page.locator("main")).to_contain_text("Vous n’attendez rien")


def test_it_is_taken_back_in_english_on_a_phone(
    open_browser: OpenBrowser, back_room: Runtime, states: dict[str, str]
) -> None:
    page = open_browser(viewport=WIDTHS["phone"]).new_page()
    join(page, invitation(open_browser, states), has_scripts=True)
    hold(page, "chaleur-tournante")
    buy_and_keep_card(page, GOOD_CARD, "mandate-english")
    sale = a_sale(back_room, opens_in=AN_HOUR_AGO, copies=1)
    keep_all(sale, 1)
    wait_in(page, sale.path)
    page.context.add_cookies(
        [{"name": "langue", "value": "en", "url": page.url.split("/ventes")[0]}]
    )
    page.goto(sale.path)
    page.locator("#attente a[href$='/achat']").click()
    expect(page.locator("h1")).to_have_text("Automatic purchase")
    page.locator("[name=accord]").check()
    page.locator("form[action$='/achat'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("we buy it for you")
    page.get_by_role("link", name="Change or cancel the automatic purchase").click()
    expect(page.locator("main")).to_contain_text("It is asked for")
    look(page, has_scripts=True)
    keep(page, "mandate-standing-english")
    page.get_by_role("button", name="Cancel the automatic purchase").click()
    expect(page.locator("main")).to_contain_text("The automatic purchase is cancelled")
