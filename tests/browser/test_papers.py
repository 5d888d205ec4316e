"""Invoices, their list and the page before paying, in a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, OpenBrowser
from tests.browser.test_pages import overflow, violations
from tests.browser.test_walk import hold
from tests.journey import Demo

SHOTS = os.environ.get("SHOTS")


def sound(page: Page, name: str) -> None:
    """Assert that axe is silent and that nothing is wider than the window."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    assert overflow(page) <= 0, name
    assert violations(page) == [], name


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_an_invoice_its_list_and_the_last_look_before_paying(
    open_browser: OpenBrowser,
    house: Demo,
    states: dict[str, str],
    width: str,
    language: str,
) -> None:
    staff = open_browser(viewport=WIDTHS[width], storage_state=states["admin"])
    member = open_browser(viewport=WIDTHS[width], storage_state=states["member"])
    for context in (staff, member):
        cookie = {"name": "langue", "value": language, "url": house.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
    desk = staff.new_page()
    desk.goto("/bureau/factures")
    assert desk.locator("tbody tr").count() > 5
    sound(desk, f"factures-{width}-{language}")
    desk.locator("tbody th a[href$='/facture']").first.click()
    expect(desk.locator("article h2").first).to_have_text("Facture et contrat")
    sound(desk, f"facture-{width}-{language}")
    file = desk.request.get(f"{desk.url}.pdf")
    assert file.headers["content-type"] == "application/pdf"
    assert file.body().startswith(b"%PDF")

    page = member.new_page()
    page.goto("/panier")
    if not page.locator("a[href='/paiement']").count():
        hold(page, "chaleur-tournante")
    page.goto("/paiement")
    assert page.locator("#relecture").count() == 1
    sound(page, f"paiement-{width}-{language}")
