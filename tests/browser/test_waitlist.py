"""The waitlist in a browser: joining, the place, the offer, and its three ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from flashsale.kernel.ids import HoldId, MemberId
from flashsale.runtime import Runtime
from tests.browser.back_room import (
    A_LITTLE_LATER_MS,
    Sale,
    a_person,
    a_sale,
    end_offers,
    entered,
    keep_all,
    put_back,
)
from tests.browser.conftest import WIDTHS, OpenBrowser, listen
from tests.browser.test_opening import LOOKS, press_until
from tests.browser.test_pages import overflow, violations
from tests.journey import Demo

AN_HOUR_AGO = timedelta(hours=-1)
# What the page says, in each language: joining, the place, the offer, its ends.
WORDS = {
    "fr": {
        "join": "Rejoindre la file des mises de côté",
        "head": "Vous êtes en tête de la file",
        "turn": "C’est votre tour : un exemplaire vous attend",
        "take": "Prendre l’exemplaire gardé",
        "pass": "Passer mon tour",
        "taken": "C’est dans votre panier jusqu’à",
        "passed": "la personne suivante l’aura",
        "missed": "Votre tour est passé.",
        "leave": "Quitter la file",
        "left": "Vous avez quitté la file.",
    },
    "en": {
        "join": "Join the line for kept copies",
        "head": "You are at the head of the line",
        "turn": "It is your turn: a copy waits for you",
        "take": "Take the copy kept for you",
        "pass": "Pass my turn",
        "taken": "It is in your basket until",
        "passed": "the next person will have it",
        "missed": "Your turn has passed.",
        "leave": "Leave the line",
        "left": "You have left the line.",
    },
}


@pytest.fixture(scope="module")
def back_room(house: Demo) -> Iterator[Runtime]:
    """Open the stores of the running house."""
    with entered(house) as runtime:
        yield runtime


class Visit:
    """One member in front of a drop whose only copy somebody else holds."""

    def __init__(
        self,
        runtime: Runtime,
        open_browser: OpenBrowser,
        language: str = "fr",
        **device: object,
    ) -> None:
        self.sale: Sale = a_sale(runtime, opens_in=AN_HOUR_AGO, copies=1)
        self.other: tuple[MemberId, HoldId] = keep_all(self.sale, 1)
        self.words = WORDS[language]
        cookies = a_person(runtime, language).cookies(open_browser)
        context = open_browser(storage_state=cookies, **device)
        self.page: Page = context.new_page()
        self.has_scripts = device.get("java_script_enabled", True)
        self.complaints = listen(self.page)
        self.go()

    def go(self, path: str = "") -> None:
        self.page.goto(path or self.sale.path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=self.words[name]).first.click()

    def reads(self, name: str) -> None:
        # Spaces that do not break are spaces to who reads.
        words = re.escape(self.words[name]).replace(r"\ ", r"\s").replace(":", r"\s?:")
        expect(self.page.locator("body")).to_contain_text(re.compile(words))

    def join(self) -> None:
        self.press("join")
        self.reads("head")

    def free(self) -> None:
        """The other one puts the copy back; the page is read again a little later."""
        put_back(self.sale, *self.other)
        self.page.wait_for_timeout(A_LITTLE_LATER_MS)
        self.go()
        self.reads("turn")

    def looks(self) -> None:
        assert overflow(self.page) <= 0
        if self.has_scripts:
            assert violations(self.page) == []
        assert self.complaints == []


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_from_joining_to_the_basket(
    open_browser: OpenBrowser,
    back_room: Runtime,
    language: str,
    width: str,
    theme: str,
) -> None:
    visit = Visit(
        back_room,
        open_browser,
        language,
        viewport=WIDTHS[width],
        color_scheme=theme,
    )
    visit.looks()
    visit.join()
    visit.looks()
    visit.go("/listes-attente")
    visit.reads("head")
    visit.looks()
    visit.free()
    visit.looks()
    # It is told on every page, the lists too.
    visit.go("/listes-attente")
    visit.reads("turn")
    visit.looks()
    visit.go("/")
    expect(visit.page.locator("[data-offre]").first).to_be_visible()
    visit.go()
    visit.press("take")
    expect(visit.page).to_have_url(re.compile("/panier$"))
    visit.reads("taken")
    visit.looks()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", list(WIDTHS))
def test_the_same_without_scripts(
    open_browser: OpenBrowser, back_room: Runtime, language: str, width: str
) -> None:
    visit = Visit(
        back_room,
        open_browser,
        language,
        viewport=WIDTHS[width],
        java_script_enabled=False,
    )
    visit.join()
    visit.looks()
    visit.free()
    visit.looks()
    visit.press("take")
    visit.reads("taken")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_passing_gives_the_copy_to_the_next_one(
    open_browser: OpenBrowser, back_room: Runtime, has_scripts: bool
) -> None:
    first = Visit(back_room, open_browser, java_script_enabled=has_scripts)
    first.join()
    second = a_person(back_room)
    after = open_browser(storage_state=second.cookies(open_browser)).new_page()
    after.goto(first.sale.path)
    after.get_by_role("button", name=first.words["join"]).click()
    expect(after.locator("#attente")).to_contain_text("Votre rang dans la file, sur 2")
    first.free()
    first.press("pass")
    first.reads("passed")
    first.looks()
    after.wait_for_timeout(A_LITTLE_LATER_MS)
    after.goto(first.sale.path)
    expect(after.locator("#offre")).to_contain_text("C’est votre tour")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_offer_without_an_answer_is_over(
    open_browser: OpenBrowser, back_room: Runtime, language: str
) -> None:
    visit = Visit(back_room, open_browser, language, viewport=WIDTHS["phone"])
    visit.join()
    visit.free()
    end_offers(visit.sale)
    # The page was open all the while: its button finds nothing, and says so.
    visit.press("take")
    expect(visit.page.locator("#offre")).to_have_count(0)
    visit.looks()
    visit.go("/listes-attente")
    visit.reads("missed")
    visit.looks()


def test_leaving_gives_the_place_up(
    open_browser: OpenBrowser, back_room: Runtime
) -> None:
    visit = Visit(back_room, open_browser)
    visit.join()
    visit.press("leave")
    visit.reads("left")
    visit.page.wait_for_timeout(A_LITTLE_LATER_MS)
    visit.go()
    visit.reads("join")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_joining_and_taking_by_keyboard_alone(
    open_browser: OpenBrowser, back_room: Runtime, language: str
) -> None:
    visit = Visit(back_room, open_browser, language)
    press_until(visit.page, visit.words["join"])
    visit.reads("head")
    visit.free()
    press_until(visit.page, visit.words["take"])
    expect(visit.page).to_have_url(re.compile("/panier$"))
    visit.reads("taken")
