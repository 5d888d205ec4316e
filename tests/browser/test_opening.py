"""The opening queue in a browser: every stage, any width, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from flashsale.runtime import Runtime
from flashsale.sales import drops
from flashsale.sales.models import Lot
from tests.browser.back_room import (
    A_LITTLE_LATER_MS,
    Person,
    Rush,
    a_person,
    a_rush_of,
    entered,
)
from tests.browser.conftest import WIDTHS, OpenBrowser, listen
from tests.browser.test_pages import overflow, violations
from tests.journey import Demo

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SCRIPTS = pytest.mark.parametrize(
    "has_scripts", [True, False], ids=["scripts", "no-scripts"]
)


@pytest.fixture(scope="module")
def back_room(house: Demo) -> Iterator[Runtime]:
    """Open the stores of the running house."""
    with entered(house) as runtime:
        yield runtime


@pytest.fixture
def person(back_room: Runtime) -> Person:
    return a_person(back_room)


def take_place(page: Page, rush: Rush) -> str:
    """Press the button of the queue's page and return the number of the place."""
    page.goto(f"{rush.path}/file")
    page.get_by_role("button", name="Prendre place dans la file d’ouverture").click()
    return number_of(page)


def number_of(page: Page) -> str:
    """Return the number under which a place is kept."""
    words = page.locator("#ma-place").inner_text()
    found = re.search(r"nº\s(\w+)", words)
    assert found, words
    return found.group(1)


def stage(page: Page) -> str:
    """Return the word of the stage the page shows."""
    return page.locator("[data-etape]").get_attribute("data-etape") or ""


def soon(runtime: Runtime, language: str) -> Rush:
    return a_rush_of(runtime, opens_in=60 * MINUTE)


def gathering(runtime: Runtime, language: str) -> Rush:
    return a_rush_of(runtime, opens_in=10 * MINUTE, people=12, language=language)


def ranked(runtime: Runtime, language: str = "fr") -> Rush:
    since = -30 * SECOND
    return a_rush_of(runtime, opens_in=since, per_minute=1, people=9, language=language)


def come(runtime: Runtime, language: str) -> Rush:
    return a_rush_of(
        runtime, opens_in=-2 * MINUTE, per_minute=600, people=3, language=language
    )


def gone(runtime: Runtime, language: str) -> Rush:
    rush = ranked(runtime, language)
    with runtime.work() as work:
        work.session.execute(
            update(Lot).where(Lot.id == rush.lot).values(held=2, sold=3)
        )
    return rush


def paused(runtime: Runtime, language: str) -> Rush:
    rush = ranked(runtime, language)
    with runtime.work() as work:
        drops.suspend(work, rush.drop)
    return rush


def over(runtime: Runtime, language: str) -> Rush:
    rush = a_rush_of(runtime, opens_in=-31 * MINUTE, people=3)
    # Seen once: whoever sees it first ends it, and reads that it goes on.
    rush.drawn(0)
    return rush


Make = Callable[[Runtime, str], Rush]
# The stage, how the drop comes there, and who looks: somebody without a place, a
# member who waits, or the last of those drawn.
STAGES: list[tuple[str, Make, str]] = [
    ("bientot", soon, "outside"),
    ("attente", gathering, "outside"),
    ("attente", gathering, "waiting"),
    ("rang", ranked, "drawn"),
    ("retard", ranked, "outside"),
    ("tour", come, "drawn"),
    ("pause", paused, "drawn"),
    ("pause", paused, "outside"),
    ("parti", gone, "drawn"),
    ("finie", over, "outside"),
]


def looks(rush: Rush, who: str, language: str) -> Person:
    """Return who looks at the queue."""
    if who == "drawn":
        return rush.drawn(-1)
    if who == "waiting":
        return Person(rush.runtime, rush.crowd[0])
    return a_person(rush.runtime, language)


# Every pair of a language, a width and a theme, in as few looks as there can be.
LOOKS = (
    ("fr", "phone", "light"),
    ("fr", "desktop", "dark"),
    ("en", "phone", "dark"),
    ("en", "desktop", "light"),
)


@pytest.mark.parametrize(
    ("wanted", "make", "who"), STAGES, ids=[f"{name}-{who}" for name, _, who in STAGES]
)
def test_every_stage_is_sound_in_both_languages_themes_and_widths(
    open_browser: OpenBrowser,
    back_room: Runtime,
    wanted: str,
    make: Make,
    who: str,
) -> None:
    cookies = {}
    for language in ("fr", "en"):
        rush = make(back_room, language)
        person = looks(rush, who, language)
        cookies[language] = (rush, person.cookies(open_browser))
    for language, width, theme in LOOKS:
        rush, own = cookies[language]
        page = open_browser(
            viewport=WIDTHS[width], color_scheme=theme, storage_state=own
        ).new_page()
        complaints = listen(page)
        page.goto(f"{rush.path}/file")
        assert stage(page) == wanted
        assert page.locator("html").get_attribute("lang") == f"{language}-CA"
        look(page, complaints)
        assert page.evaluate(UNSEEN) == []
        # The draw as it will be checked, and as it can be.
        if (wanted, who) in {("attente", "outside"), ("rang", "drawn")}:
            page.goto(f"{rush.path}/tirage")
            look(page, complaints)


# A button drawn as an image: axe does not see one that has the colour of its box.
UNSEEN = """() => [...document.querySelectorAll('#ma-place .billet')].filter(one =>
    getComputedStyle(one).backgroundImage.includes(
        getComputedStyle(one.closest('.file-etat')).backgroundColor)
  ).map(one => one.textContent)"""


def look(page: Page, complaints: list[str]) -> None:
    """Assert that a page fits, that axe is silent and that it complains of nothing."""
    assert overflow(page) <= 0, page.url
    assert violations(page) == [], page.url
    assert complaints == []


@SCRIPTS
@pytest.mark.parametrize("width", list(WIDTHS))
def test_a_place_survives_a_reload_and_is_found_on_another_device(
    open_browser: OpenBrowser,
    back_room: Runtime,
    person: Person,
    width: str,
    has_scripts: bool,
) -> None:
    rush = a_rush_of(back_room, opens_in=10 * MINUTE, people=4)
    device: dict[str, object] = {
        "viewport": WIDTHS[width],
        "java_script_enabled": has_scripts,
    }
    cookies = person.cookies(open_browser)
    page = open_browser(**device, storage_state=cookies).new_page()
    number = take_place(page, rush)
    expect(page.locator("#ma-place")).to_contain_text("5 personnes attendent.")
    page.reload()
    assert number_of(page) == number
    other = open_browser(storage_state=person.cookies(open_browser)).new_page()
    other.goto(f"{rush.path}/file")
    assert number_of(other) == number
    # A second click on a page that was open before finds the same place.
    other.goto(rush.path)
    expect(other.locator("#geste")).to_contain_text("Votre place est prise.")
    expect(page.locator("#ma-place")).to_contain_text("5 personnes attendent.")


def test_an_open_page_goes_from_waiting_to_the_turn_by_itself(
    open_browser: OpenBrowser, back_room: Runtime, person: Person
) -> None:
    """The draw takes place before one's eyes; nothing is clicked until the turn."""
    rush = a_rush_of(back_room, opens_in=12 * SECOND, per_minute=120, people=8)
    cookies = person.cookies(open_browser)
    page = open_browser(storage_state=cookies).new_page()
    complaints = listen(page)
    take_place(page, rush)
    assert stage(page) == "attente"
    visits: list[str] = []
    page.on("framenavigated", lambda frame: visits.append(frame.url))
    turn = page.locator("[data-etape=tour]")
    expect(turn).to_be_visible(timeout=40_000)
    expect(page.locator("#annonces")).to_have_text("C’est votre tour")
    assert visits == []
    page.get_by_role("link", name="Entrer dans la vente").click()
    page.locator("form[action$='/garder'] button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("C’est gardé pour vous")
    assert complaints == []
    page.goto(f"{rush.path}/tirage")
    expect(page.locator("#verdict")).to_contain_text("celui qui était promis")
    expect(page.locator(".file-places .mienne")).to_contain_text("la vôtre")


def test_without_scripts_a_link_shows_the_rank_and_the_turn(
    open_browser: OpenBrowser, back_room: Runtime, person: Person
) -> None:
    rush = a_rush_of(back_room, opens_in=6 * SECOND, per_minute=20, people=3)
    cookies = person.cookies(open_browser)
    page = open_browser(storage_state=cookies, java_script_enabled=False).new_page()
    number = take_place(page, rush)
    seen = []
    for _ in range(40):
        page.get_by_role("link", name="Voir ma place").click()
        seen.append(stage(page))
        if seen[-1] == "tour":
            break
        assert number_of(page) == number
        page.wait_for_timeout(700)
    assert seen[-1] == "tour", seen
    assert [s for s in seen if s not in ("attente", "tirage", "rang", "tour")] == []
    page.get_by_role("link", name="Entrer dans la vente").click()
    page.locator("form[action$='/garder'] button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("C’est gardé pour vous")


def press_until(page: Page, words: str, *, most: int = 60) -> None:
    """Press Tab until the element with these words has the focus, then Enter."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate("() => document.activeElement.textContent.trim()")
        if said.startswith(words):
            outline = page.evaluate(
                "() => getComputedStyle(document.activeElement).outlineStyle"
            )
            assert outline != "none", f"{words}: the focus is not seen"
            page.keyboard.press("Enter")
            return
    raise AssertionError(
        f"no Tab leads to {words}: {page.locator('main').inner_text()}"
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_whole_way_by_keyboard(
    open_browser: OpenBrowser, back_room: Runtime, language: str
) -> None:
    words = {
        "fr": ("Prendre place dans la file", "Entrer dans la vente", "vérifier le"),
        "en": ("Take a place in the opening", "Go into the sale", "check the"),
    }[language]
    person = a_person(back_room, language)
    rush = a_rush_of(back_room, opens_in=6 * SECOND, per_minute=600, people=3)
    context = open_browser(storage_state=person.cookies(open_browser))
    page = context.new_page()
    page.goto(rush.path)
    press_until(page, words[0])
    expect(page).to_have_url(re.compile(f"{rush.path}/file$"))
    expect(page.locator("[data-etape=tour]")).to_be_visible(timeout=30_000)
    press_until(page, words[1])
    expect(page).to_have_url(re.compile(f"{rush.path}#geste$"))
    page.goto(f"{rush.path}/file")
    press_until(page, words[2])
    expect(page).to_have_url(re.compile(f"{rush.path}/tirage$"))
    program = page.locator(".file-code")
    program.focus()
    expect(program).to_be_focused()


def test_the_focus_stays_where_it_was_when_the_turn_comes(
    open_browser: OpenBrowser, back_room: Runtime, person: Person
) -> None:
    rush = a_rush_of(back_room, opens_in=8 * SECOND, per_minute=600, people=3)
    page = open_browser(storage_state=person.cookies(open_browser)).new_page()
    page.goto(f"{rush.path}/file")
    page.locator("#prendre").click()
    link = page.get_by_role("link", name="vérifier le tirage")
    link.focus()
    expect(page.locator("[data-etape=tour]")).to_be_visible(timeout=30_000)
    expect(link).to_be_focused()


def test_a_pause_stops_the_page_and_its_end_starts_it(
    open_browser: OpenBrowser, back_room: Runtime
) -> None:
    rush = ranked(back_room)
    cookies = rush.drawn(-1).cookies(open_browser)
    page = open_browser(storage_state=cookies).new_page()
    page.clock.install()
    page.goto(f"{rush.path}/file")
    assert stage(page) == "rang"
    with back_room.work() as work:
        drops.suspend(work, rush.drop)
    page.wait_for_timeout(A_LITTLE_LATER_MS)
    page.clock.fast_forward(60_000)
    expect(page.locator("[data-etape=pause]")).to_contain_text("les tours attendent")
    expect(page.locator("#annonces")).to_have_text("La vente est en pause")
    with back_room.work() as work:
        drops.schedule(work, rush.drop)
    page.wait_for_timeout(A_LITTLE_LATER_MS)
    page.clock.fast_forward(60_000)
    expect(page.locator("[data-etape=rang]")).to_be_visible()


def test_a_member_of_another_device_is_not_shown_the_place(
    open_browser: OpenBrowser, back_room: Runtime, person: Person
) -> None:
    rush = a_rush_of(back_room, opens_in=10 * MINUTE, people=2)
    mine: BrowserContext = open_browser(storage_state=person.cookies(open_browser))
    number = take_place(mine.new_page(), rush)
    stranger = a_person(back_room)
    theirs = open_browser(storage_state=stranger.cookies(open_browser)).new_page()
    theirs.goto(f"{rush.path}/file")
    assert number not in theirs.content()
