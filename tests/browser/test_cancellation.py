"""Changing one's mind after paying, and the desk that sees it, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, OpenBrowser
from tests.browser.test_saved_card import keep
from tests.browser.test_walk import hold, invitation, join, look, pay_with
from tests.journey import GOOD_CARD


def buy(page: Page, drop: str) -> str:
    """Buy one copy with a card; return the code of the order."""
    hold(page, drop)
    page.goto("/paiement")
    page.fill("[name=name]", "Bibiane Roy")
    page.fill("[name=line1]", "12, rue du Pont")
    page.fill("[name=city]", "Gatineau")
    page.fill("[name=postal_code]", "J8X 2K1")
    page.locator("form[action='/paiement'] button[type=submit]").last.click()
    page.wait_for_url(re.compile("/pay/"))
    pay_with(page, GOOD_CARD)
    page.wait_for_url(re.compile(r"/(commandes|paiement/retour)/"))
    expect(page.locator("h1")).to_contain_text("C’est à vous")
    found = re.search(r"/commandes/([0-9A-Z]+)", page.content())
    assert found
    return found[1]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_a_member_takes_an_order_back(
    open_browser: OpenBrowser, states: dict[str, str], width: str, has_scripts: bool
) -> None:
    name = f"{width}-{'js' if has_scripts else 'nojs'}"
    page = open_browser(
        viewport=WIDTHS[width], java_script_enabled=has_scripts
    ).new_page()
    join(page, invitation(open_browser, states), has_scripts=has_scripts)
    code = buy(page, "deneiger-la-nuit")

    page.goto(f"/commandes/{code}")
    look(page, has_scripts=has_scripts)
    keep(page, f"order-{name}")
    page.locator(f"a[href='/commandes/{code}/annulation']").click()
    expect(page.locator("h1")).to_have_text("Changer d’avis")
    look(page, has_scripts=has_scripts)
    keep(page, f"cancellation-{name}")

    boxes = page.locator("input[name=ligne]")
    expect(boxes).to_be_checked()
    boxes.uncheck()
    page.locator("form[action$='/annulation'] button[type=submit]").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    look(page, has_scripts=has_scripts)
    keep(page, f"cancellation-fault-{name}")

    page.locator("input[name=ligne]").check()
    page.locator("form[action$='/annulation'] button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("Annulée, et remboursée")
    look(page, has_scripts=has_scripts)
    keep(page, f"cancelled-{name}")


def test_the_desk_refunds_and_notes_what_became_of_the_copies(
    open_browser: OpenBrowser, states: dict[str, str]
) -> None:
    member = open_browser(viewport=WIDTHS["phone"]).new_page()
    join(member, invitation(open_browser, states), has_scripts=True)
    code = buy(member, "deneiger-la-nuit")
    for width, size in WIDTHS.items():
        page = open_browser(storage_state=states["admin"], viewport=size).new_page()
        page.goto("/bureau/commandes")
        look(page, has_scripts=True)
        keep(page, f"desk-orders-{width}")
        page.goto(f"/bureau/commandes/{code}")
        look(page, has_scripts=True)
        keep(page, f"desk-order-{width}")
        page.locator("form[action$='/rembourser'] button[type=submit]").click()
        expect(page.locator("[role=alert]").first).to_be_visible()
        look(page, has_scripts=True)
        keep(page, f"desk-order-fault-{width}")

    page.locator("input[name^=unites-]").first.fill("1")
    page.locator("input[name=raison]").fill("Coin plié à l’arrivée")
    page.locator("form[action$='/rembourser'] button[type=submit]").click()
    expect(page.locator("#confirmation")).to_contain_text("reviendront au membre")
    look(page, has_scripts=True)
    keep(page, "desk-refund-confirmation")
    page.locator("button[name=confirmer]").click()
    expect(page.locator("main")).to_contain_text("Tout est déjà remboursé")
    look(page, has_scripts=True)

    page.locator("input[name=sort][value=returned_b]").check()
    page.locator("form[action$='/exemplaires'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Coin plié")
    look(page, has_scripts=True)
    keep(page, "desk-order-done")

    member.goto(f"/commandes/{code}")
    look(member, has_scripts=True)
    keep(member, "order-refunded")
