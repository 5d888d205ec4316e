"""The desk of orders, of what is due and of the books, in a real browser."""

from __future__ import annotations

import re

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
from tests.journey import GOOD_CARD


def buy(page: Page, drop: str) -> str:
    """Buy one copy with a card; return the code of the order."""
    hold(page, drop)
    page.goto("/paiement")
    fill_address(page)
    page.locator("form[action='/paiement'] button[type=submit]").last.click()
    page.wait_for_url(re.compile("/pay/"))
    pay_with(page, GOOD_CARD)
    page.wait_for_url(re.compile(r"/(commandes|paiement/retour)/"))
    expect(page.locator("h1")).to_contain_text("C’est à vous")
    found = re.search(r"/commandes/([0-9A-Z]+)", page.content())
    assert found
    return found[1]


def test_the_desk_refunds_and_notes_what_became_of_the_copies(
    open_browser: OpenBrowser, states: dict[str, str]
) -> None:
    member = open_browser(viewport=WIDTHS["phone"]).new_page()
    join(member, invitation(open_browser, states), has_scripts=True)
    code = buy(member, "deneiger-la-nuit")
    for width, size in WIDTHS.items():
        page = open_browser(storage_state=states["admin"], viewport=size).new_page()
        page.goto("/bureau/commandes")
        keep(page, f"desk-orders-{width}")
        page.goto(f"/bureau/commandes/{code}")
        keep(page, f"desk-order-{width}")
        look(page, has_scripts=True)
        page.locator("form[action$='/rembourser'] button[type=submit]").click()
        expect(page.locator("[role=alert]").first).to_be_visible()
        keep(page, f"desk-order-fault-{width}")
        look(page, has_scripts=True)
        page.goto(f"/bureau/commandes/{code}")
        page.locator("a[href^='/bureau/commandes/ventes/']").first.click()
        expect(page.locator("#annuler")).to_be_visible()
        page.locator("form[action$='/annuler'] button[type=submit]").click()
        expect(page.locator("[role=alert]").first).to_be_visible()
        keep(page, f"desk-call-off-{width}")
        look(page, has_scripts=True)
        page.goto("/bureau/echeances")
        keep(page, f"desk-deadlines-{width}")
        page.goto("/bureau/rapprochement")
        keep(page, f"desk-books-{width}")
        page.goto(f"/bureau/commandes/{code}")

    page.locator("input[name^=unites-]").first.fill("1")
    page.locator("input[name=raison]").fill("Coin plié à l’arrivée")
    page.locator("form[action$='/rembourser'] button[type=submit]").click()
    expect(page.locator("#confirmation")).to_contain_text("reviendront au membre")
    keep(page, "desk-refund-confirmation")
    look(page, has_scripts=True)
    page.locator("button[name=confirmer]").click()
    expect(page.locator("main")).to_contain_text("Tout est déjà remboursé")
    look(page, has_scripts=True)

    page.locator("input[name=sort][value=returned_b]").check()
    page.locator("form[action$='/exemplaires'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Coin plié")
    keep(page, "desk-order-done")
    look(page, has_scripts=True)

    member.goto(f"/commandes/{code}")
    keep(member, "order-refunded")
    look(member, has_scripts=True)
