"""A member keeps a copy on a phone in the middle of a rush while the demo's Valkey is
emptied, killed, or stands still: no page breaks, no copy too many is promised."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect
from redis.exceptions import RedisError
from sqlalchemy import func, select

from flashsale.kernel.ids import LotId
from flashsale.sales.gate import keys_of
from flashsale.sales.models import Drop, Hold, Lot
from tests.browser.conftest import PHONE, listen
from tests.faults.storm.buyer import Habits, Person
from tests.faults.storm.demo_house import DemoEstate
from tests.faults.storm.faults_redis import unwell
from tests.faults.storm.journal import Deed
from tests.faults.storm.people import signed_in
from tests.faults.storm.stage import Company, Scene, Stage
from tests.faults.storm.table import Table
from tests.faults.watching import PATIENCE
from tests.journey import Demo, demo

# Two lots that the crowd fights for, and one that only the phone asks for.
ALLOTMENTS = (70, 50, 9)
HABITS = Habits(pays=0.7, releases=0.1, slow=0.2)
# Time for two phones to open the page before the sale does.
OPENS_IN_S = 6.0
# By itself, from the end of what befell it.
COMES_BACK_WITHIN_S = 5.0
LOOKS_EVERY_S = 0.02
PATIENCE_MS = PATIENCE * 1000
# What a browser logs of an answer that refuses; anything else is a complaint.
REFUSED = re.compile(r"status of (403|409|429)")
Deeds = Callable[[DemoEstate], None]


class Phone:
    """A member's phone, and what it was told."""

    def __init__(self, browser: Browser, house: Demo, person: Person) -> None:
        """Sign in."""
        self.person = person
        self._context = browser.new_context(
            base_url=house.url,
            locale="fr-CA",
            viewport=PHONE,
            reduced_motion="reduce",
        )
        self._context.add_cookies(
            [{"name": person.cookie_name, "value": person.cookie, "url": house.url}]
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self._logged = listen(self.page)
        self._broken: list[str] = []
        self.page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        if answer.status >= 500:
            self._broken.append(f"{answer.status} of {answer.url}")

    def complaints(self) -> list[str]:
        """Return the pages that broke, and what scripts complained about."""
        return self._broken + [
            said for said in self._logged if not REFUSED.search(said)
        ]

    def look(self, slug: str) -> None:
        """Open the page of a drop."""
        self.page.goto(f"/ventes/{slug}")

    def keep(self, lot: LotId) -> Deed:
        """Press the button for a format, again where a crowd is before us."""
        form = self.page.locator("form#geste")
        wanted = self.page.locator(f"input[name=lot][value='{lot}']")
        form.locator("label", has=wanted).click()
        token = form.locator("input[name=token]").get_attribute("value")
        sent, button = time.time(), form.get_by_role("button")
        while button.count():
            with self.page.expect_navigation():
                button.click()
            button = self.page.get_by_role("button", name="Essayer de nouveau")
        expect(self.page.locator("#geste")).to_have_attribute(
            "data-stand", "gardee", timeout=PATIENCE_MS
        )
        return Deed(
            number=0,
            who=self.person.member,
            what="hold",
            web="web-1",
            sent=sent,
            key=str(token),
            lot=lot,
            units=1,
            ended=time.time(),
            says="held",
        )

    def close(self) -> None:
        """Put it away."""
        self._context.close()


class Rush(Stage):
    """A sale whose last lot the crowd leaves to the phone."""

    def bring(self, phone: Phone, watcher: Phone, shots: Path) -> None:
        """Bring who keeps a copy, and who only looks on from the beginning.

        shots: the folder for what is on the phones at each step.
        """
        self.phone, self.watcher, self._shots = phone, watcher, shots
        self.back_after_s, self.hurt_at_units = 0.0, 0
        self._kept: list[Deed] = []

    def _let_the_crowd_in(self, table: Table) -> None:
        for phone in (self.phone, self.watcher):
            phone.look(table.slug)
        self.shoot(self.phone, "1-before")
        super()._let_the_crowd_in(table)

    def sale(self, table: Table) -> dict[str, object]:
        """Tell the crowd of the lots that are its own."""
        return super().sale(table) | {"lots": list(table.lots[:-1])}

    def _look(self, now: float) -> None:
        """Look at every invariant, but not as the doors open: the fault comes first."""
        if self.hurt_at_units or now < self.opens_at - OPENS_IN_S / 2:
            super()._look(now)

    def _probe(self) -> None:
        super()._probe()
        self._probes += self._kept

    def shoot(self, phone: Phone, name: str) -> None:
        """Keep what is on a phone now."""
        path = self._shots / f"{self.scene.name}-{name}.png"
        phone.page.screenshot(path=path)

    def taken(self) -> int:
        """Return how many units are held or sold."""
        with self.estate.runtime.read() as work:
            asked = select(func.sum(Lot.held + Lot.sold))
            asked = asked.where(Lot.drop_id == self.table.drop_id)
            return int(work.session.scalar(asked) or 0)

    def left(self) -> int:
        """Return how many units nobody has a claim on.

        Who paid too late, where the crowd was slow, is offered one of them first.
        """
        with self.estate.runtime.read() as work:
            asked = select(func.sum(Lot.available))
            asked = asked.where(Lot.drop_id == self.table.drop_id)
            return int(work.session.scalar(asked) or 0)

    def keep_one(self) -> None:
        """Have the phone keep a copy, and find it in SQL."""
        lot = self.table.lots[-1]
        self._kept.append(self.phone.keep(lot))
        with self.estate.runtime.read() as work:
            asked = select(func.sum(Hold.quantity)).where(Hold.lot_id == lot)
            assert work.session.scalar(asked) == 1

    def gate_stands(self) -> bool:
        """Whether Redis answers and knows the drop under the epoch that SQL has."""
        drop = self.table.drop_id
        with self.estate.runtime.read() as work:
            epoch = work.session.scalar(select(Drop.epoch).where(Drop.id == drop))
        assert epoch is not None
        try:
            with self.estate.redis() as redis:
                return bool(redis.exists(keys_of(drop, epoch)[0]))
        except RedisError:
            return False


def in_the_rush(hurt: Deeds, heal: Deeds) -> Callable[[Stage], Iterator[float]]:
    """Return a fault: the rush begins, Redis is hurt, a copy is kept, Redis heals."""

    def fault(stage: Stage) -> Iterator[float]:
        assert isinstance(stage, Rush)
        estate = stage.estate
        assert isinstance(estate, DemoEstate)
        yield 0.0
        # Without giving way: the very moment counts.
        while stage.taken() < sum(ALLOTMENTS) // 4:
            time.sleep(LOOKS_EVERY_S)
        with unwell(stage):
            hurt(estate)
            stage.hurt_at_units = stage.taken()
            stage.keep_one()
            stage.shoot(stage.phone, "2-kept")
            stage.phone.look(stage.table.slug)
            stage.shoot(stage.phone, "3-seen")
            heal(estate)
        healed = time.monotonic()
        while not stage.gate_stands():
            yield LOOKS_EVERY_S
        stage.back_after_s = time.monotonic() - healed

    return fault


def emptied(estate: DemoEstate) -> None:
    """Empty it, functions and all that RQ knows too."""
    with estate.redis() as redis:
        redis.flushall()
        redis.execute_command("FUNCTION", "FLUSH")


def nothing(_: DemoEstate) -> None:
    """Do nothing: the house heals by itself."""


def sending(number: signal.Signals) -> Deeds:
    """Return what sends the demo's Valkey a signal."""
    return lambda estate: estate.signal_valkey(number)


FAULTS = {
    "emptied": (emptied, nothing),
    "killed": (sending(signal.SIGKILL), nothing),
    "stopped": (sending(signal.SIGSTOP), sending(signal.SIGCONT)),
}


@pytest.fixture(scope="module")
def company(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """Open the demo to a crowd; the browser is asked for first, so it skips early."""
    folder = tmp_path_factory.mktemp("rush")
    with (
        demo(folder / "data") as house,
        closing(DemoEstate(house, folder)) as estate,
        closing(Company(estate)) as company,
    ):
        yield company


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_copy_is_kept_on_a_phone_while_redis_is(
    company: Company, chromium: Browser, tmp_path: Path, name: str
) -> None:
    estate = company.estate
    assert isinstance(estate, DemoEstate)
    scene = Scene(
        name=name,
        faults=("F24", "F26"),
        fault=in_the_rush(*FAULTS[name]),
        allotments=ALLOTMENTS,
        habits=HABITS,
        opens_in_s=OPENS_IN_S,
    )
    buyer, watcher = (
        Phone(chromium, estate.house, person) for person in signed_in(estate.runtime, 2)
    )
    with closing(buyer), closing(watcher):
        rush = Rush(company, scene, seed=1)
        rush.bring(buyer, watcher, tmp_path)
        rush.play()
        assert rush.hurt_at_units < sum(ALLOTMENTS[:-1]), "the rush was over"
        told = (
            f"{name} at {rush.hurt_at_units} units, back in {rush.back_after_s:.2f} s"
        )
        print(told)
        assert rush.back_after_s <= COMES_BACK_WITHIN_S + rush.late_s
        # Never loaded again, the page has followed the sale through all of it.
        phrase = watcher.page.locator("[data-principal] [data-phrase]")
        left = f"Reste {rush.left()} exemplaires"
        expect(phrase).to_contain_text(left, timeout=PATIENCE_MS)
        expect(watcher.page.locator(".fiche .echeance")).to_contain_text("Ferme")
        rush.shoot(watcher, "4-after")
        assert buyer.complaints() == []
        assert watcher.complaints() == []
