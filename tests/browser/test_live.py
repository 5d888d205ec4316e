"""An open page follows the numbers of its drop in place, and says what changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from flashsale.assembly import build
from flashsale.kernel.ids import LotId
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop, Lot
from flashsale.settings import load_settings
from tests.browser.conftest import WIDTHS, OpenBrowser, listen
from tests.browser.test_pages import violations
from tests.factories import a_drop, a_lot
from tests.journey import Demo, without_services

SHIFTS = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, one) => sum + one.value, 0)
)).observe({type: 'layout-shift', buffered: true}) || setTimeout(done, 300, 0))"""
# Longer than any pause between two questions of a page that works.
A_TURN = 7_000


@pytest.fixture
def back_room(house: Demo) -> Iterator[Runtime]:
    """Open the database of the running house."""
    runtime = build(load_settings(without_services(), data_dir=house.data))
    yield runtime
    runtime.database.dispose()
    runtime.redis.close()


@pytest.fixture
def sale(back_room: Runtime) -> tuple[str, LotId]:
    with back_room.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=90)
        # The demo numbers its drops otherwise; the factory's are told apart by id.
        slug = f"suivie-{drop}"
        work.session.execute(update(Drop).where(Drop.id == drop).values(slug=slug))
    return f"/ventes/{slug}", lot


def counted(runtime: Runtime, lot: LotId, **counts: int) -> None:
    with runtime.work() as work:
        work.session.execute(update(Lot).where(Lot.id == lot).values(**counts))


def opened(page: Page, path: str) -> list[str]:
    """Open a page whose clock the test moves; return its complaints."""
    complaints = listen(page)
    page.clock.install()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return complaints


def told(page: Page) -> tuple[str, list[str]]:
    """Return the sentence and the squares of the page's own drop."""
    block = page.locator("[data-principal]")
    return block.locator("p").inner_text(), block.locator("path").evaluate_all(
        "all => all.map(one => one.outerHTML)"
    )


@pytest.mark.parametrize("width", list(WIDTHS))
def test_numbers_follow_without_a_word_and_states_with_one(
    open_browser: OpenBrowser,
    states: dict[str, str],
    back_room: Runtime,
    sale: tuple[str, LotId],
    width: str,
) -> None:
    path, lot = sale
    context = open_browser(viewport=WIDTHS[width], storage_state=states["member"])
    page = context.new_page()
    complaints = opened(page, path)
    counted(back_room, lot, held=11, sold=37)
    page.wait_for_timeout(2_100)
    page.clock.fast_forward(A_TURN)
    expect(page.locator("[data-phrase]").first).to_have_text(
        "Reste 42 exemplaires sur 90"
    )
    assert page.locator("#annonces").inner_text() == ""
    fresh = context.new_page()
    fresh.goto(path)
    assert told(page) == told(fresh)

    counted(back_room, lot, held=53, sold=37)
    page.wait_for_timeout(2_100)
    page.clock.fast_forward(A_TURN)
    expect(page.locator("#geste")).to_have_attribute("data-stand", "tous-gardes")
    expect(page.locator("#annonces")).to_contain_text("Tout est dans des paniers.")
    fresh.reload()
    assert told(page) == told(fresh)
    assert page.evaluate(SHIFTS) == 0
    assert violations(page) == []
    assert complaints == []


def test_a_page_out_of_sight_asks_nothing(
    open_browser: OpenBrowser, states: dict[str, str], sale: tuple[str, LotId]
) -> None:
    page = open_browser(storage_state=states["member"]).new_page()
    opened(page, sale[0])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        """() => { Object.defineProperty(document, 'hidden', {value: true});
           document.dispatchEvent(new Event('visibilitychange')); }"""
    )
    page.clock.fast_forward(5 * A_TURN)
    page.wait_for_timeout(200)
    assert [url for url in asked if url.endswith("/direct")] == []


def test_a_failing_house_is_asked_less_and_less(
    open_browser: OpenBrowser, states: dict[str, str], sale: tuple[str, LotId]
) -> None:
    page = open_browser(storage_state=states["member"]).new_page()
    asked: list[str] = []

    def fail(route: object) -> None:
        asked.append("")
        route.fulfill(status=503, body="")  # type: ignore[attr-defined]

    page.route("**/direct", fail)
    opened(page, sale[0])
    for _ in range(12):
        page.clock.run_for(A_TURN)
        page.wait_for_timeout(30)
    assert 2 <= len(asked) <= 6
