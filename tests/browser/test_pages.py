"""Every page of the house: axe is silent, nothing overflows, nothing complains."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, OpenBrowser, listen
from tests.journey import Demo

# One process: these tests share a house and a browser.

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_WIDTHS = (320, 390, 768, 1024, 1280, 1440, 1920)

DOOR = ("/porte", "/confidentialite", "/accessibilite", "/nous-joindre", "/livraison")
MEMBER = (
    "/",
    "/a-venir",
    "/archives",
    "/ventes/depanneur-mon-amour-6",
    "/ventes/chaleur-tournante",
    "/ventes/grand-bal-des-sous-sols",
    "/panier",
    "/panier/taxes",
    "/mes-achats",
    "/inviter",
    "/compte",
)
CURATOR = (
    "/bureau/ventes",
    "/bureau/ventes/nouvelle",
    "/bureau/catalogue",
    "/bureau/catalogue/import",
    "/bureau/retours",
)
ADMIN = (
    "/bureau/courriels",
    "/bureau/commandes",
    "/bureau/echeances",
    "/bureau/rapprochement",
    "/bureau/taxes",
    "/bureau/taxes/lieux/NS",
    "/bureau/taxes/taux",
    "/bureau/taxes/inscription",
    "/bureau/taxes/rapport?du=2026-01-01&au=2026-12-31",
    "/bureau/livraison",
    "/bureau/livraison/prix",
    "/bureau/livraison/zones",
    "/bureau/livraison/points/nouveau",
    "/bureau/expeditions",
)
PAGES = [
    *(("", path) for path in DOOR),
    *(("member", path) for path in MEMBER),
    *(("curator", path) for path in CURATOR),
    *(("admin", path) for path in ADMIN),
]


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page, each with the element it is about.

    The window is made as tall as the page: a bar that sticks to its bottom covers
    whatever is there at one scroll position, and nothing at another.
    """
    size = page.viewport_size
    assert size is not None
    tall = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": tall + 200})
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})"
        ".then(r => r.violations)",
        RULES,
    )
    page.set_viewport_size(size)
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(
        page.evaluate(
            "(root => root.scrollWidth - root.clientWidth)(document.documentElement)"
        )
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", list(WIDTHS))
@pytest.mark.parametrize(("role", "path"), PAGES)
def test_axe_is_silent(
    open_browser: OpenBrowser,
    states: dict[str, str],
    role: str,
    path: str,
    width: str,
    theme: str,
) -> None:
    context = open_browser(
        viewport=WIDTHS[width],
        color_scheme=theme,
        storage_state=states.get(role),
    )
    page = context.new_page()
    complaints = listen(page)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    assert violations(page) == []
    assert complaints == []


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_nothing_overflows_at_any_width(
    open_browser: OpenBrowser, states: dict[str, str], role: str, path: str
) -> None:
    page = open_browser(storage_state=states.get(role)).new_page()
    page.goto(path)
    wide = {}
    for width in ALL_WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = overflow(page)
    assert {width: by for width, by in wide.items() if by > 0} == {}


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_targets_are_large_enough(
    open_browser: OpenBrowser, states: dict[str, str], role: str, path: str
) -> None:
    page = open_browser(
        viewport=WIDTHS["phone"], storage_state=states.get(role)
    ).new_page()
    page.goto(path)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
             'a[href], button, input:not([type=hidden]), select, textarea, summary')]
           .filter(e => !e.closest('p, .note, .sr') && e.checkVisibility())
           .filter(e => !e.labels || ![...e.labels].some(
             l => l.getBoundingClientRect().height >= 24))
           .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
           .filter(([, r]) => r.width > 1 && r.height > 1)
           .filter(([, r]) => r.height < 24 || r.width < 24)
           .map(([h]) => h)"""
    )
    assert small == []


def test_english_pages_say_so(
    open_browser: OpenBrowser, states: dict[str, str], house: Demo
) -> None:
    context = open_browser(storage_state=states["member"])
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="English version").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-CA")
    page.get_by_role("link", name="Version française").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr-CA")
