"""A real browser on a running demo house; skipped with its reason where none is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journey import Demo, demo

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
WIDTHS = {"phone": PHONE, "desktop": DESKTOP}
OpenBrowser = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium without a screen."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set and there is no chromium on PATH")
        pytest.skip("no chromium on PATH: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*SWITCHES, "--lang=fr-CA"],
            env={**os.environ, "LANGUAGE": "fr_CA"},
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """Run the demo house; the browser is asked for first, so that it skips early."""
    with demo(tmp_path_factory.mktemp("club") / "data") as running:
        yield running


@pytest.fixture
def open_browser(chromium: Browser, house: Demo) -> Iterator[OpenBrowser]:
    """Give a function that opens a person's browser with some options."""
    contexts: list[BrowserContext] = []

    def opened(**options: object) -> BrowserContext:
        context = chromium.new_context(
            base_url=house.url,
            reduced_motion="reduce",
            **({"locale": "fr-CA", "viewport": DESKTOP} | options),  # type: ignore[arg-type]
        )
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def states(
    chromium: Browser, house: Demo, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Sign each role in once with its link; return files with their cookies."""
    kept: dict[str, str] = {}
    folder = tmp_path_factory.mktemp("cookies")
    for role, link in house.links.items():
        context = chromium.new_context(base_url=house.url, locale="fr-CA")
        page = context.new_page()
        page.goto(link)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/entrer" not in url)
        kept[role] = str(folder / f"{role}.json")
        context.storage_state(path=kept[role])
        context.close()
    return kept


def listen(page: Page) -> list[str]:
    """Return a list that fills with what the page complains about."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
