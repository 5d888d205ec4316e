"""A word without a space stays inside its page, wherever an editor's text is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from flashsale.assembly import build
from flashsale.catalogue.models import Producer, Sku, WorkRow
from flashsale.db import Work
from flashsale.editorial.models import Note
from flashsale.kernel.ids import DropId, MemberId
from flashsale.members.models import Member
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop, Lot
from flashsale.settings import load_settings
from tests.browser.conftest import OpenBrowser
from tests.browser.test_pages import overflow
from tests.browser.test_walk import hold
from tests.factories import a_drop, a_lot, a_member, a_rush, a_sku, a_work
from tests.journey import Demo, without_services

# One process: these tests share a house and a browser.

WIDTHS = (320, 390, 700, 900, 1100, 1440)
TITLE = "Anticonstitutionnellement" + "x" * 60
HOOK = "https://example.org/" + "a" * 140
BODY = "Voici le mot. " + "mot" * 1000


@dataclass(frozen=True, slots=True)
class Seeded:
    """Three drops full of long words: open, to come, and past."""

    open: int
    coming: int
    past: int
    work_id: int


@pytest.fixture(scope="module")
def back_room(house: Demo) -> Iterator[Runtime]:
    """Open the database of the running house."""
    runtime = build(load_settings(without_services(), data_dir=house.data))
    yield runtime
    runtime.database.dispose()
    runtime.redis.close()


def _drop(work: Work, name: str, curator: MemberId, opens_in: timedelta) -> DropId:
    drop = a_drop(
        work,
        opens_at=work.now + opens_in,
        work_id=a_work(work, title=TITLE),
        curator_id=curator,
    )
    row = work.session.get_one(Drop, drop)
    row.title, row.slug = TITLE, f"longs-mots-{name}"
    kept = work.session.get_one(WorkRow, row.work_id)
    kept.byline = "B" * 80
    kept.facts = [{"fr": ["É" * 40, "V" * 90], "en": ["L" * 40, "W" * 90]}]
    # The factory counts its names anew in each run; the demo's house has its own.
    kept.slug = f"longs-mots-{name}"
    maker = work.session.get_one(Producer, kept.producer_id)
    maker.name, maker.slug = "Maison" + "m" * 60, f"longs-mots-{name}"
    lot = a_lot(work, drop, sku_id=a_sku(work, kept.id), allotted=90)
    sold = work.session.get_one(Lot, lot)
    sold.regular_price_cents = 2_000
    sold.regular_price_proof = "Vu sur https://example.org/" + "p" * 200
    sold.regular_price_proof_en = "Seen at https://example.org/" + "e" * 200
    sku = work.session.get_one(Sku, sold.sku_id)
    sku.code, sku.label_fr, sku.label_en = f"LONG-{name}" + "9" * 40, "F" * 60, ""
    for language in ("fr", "en"):
        note = Note(id=work.ids.new(work.now), drop_id=drop, language=language)
        note.hook, note.body, note.author_id = HOOK, BODY, curator
        note.updated_at = work.now
        work.session.add(note)
    return drop


@pytest.fixture(scope="module")
def seeded(back_room: Runtime) -> Seeded:
    with back_room.work() as work:
        curator = a_member(work, role=Role.CURATOR, name="Curatrice" + "c" * 40)
        work.session.execute(
            update(Member)
            .where(Member.id == curator)
            .values(email="longs@example.org", email_as_typed="longs@example.org")
        )
        opened = _drop(work, "ouverte", curator, timedelta(minutes=-20))
        coming = _drop(work, "a-venir", curator, timedelta(days=2))
        a_rush(work, coming)
        past = _drop(work, "passee", curator, timedelta(days=-3))
        work_id = work.session.scalar(select(Drop.work_id).where(Drop.id == opened))
        assert work_id is not None
        return Seeded(opened, coming, past, work_id)


def _pages(seeded: Seeded) -> dict[str, list[str]]:
    desk = [
        f"/bureau/ventes/{drop}{page}"
        for drop in (seeded.open, seeded.coming)
        for page in ("", "/modifier", "/suspendre", "/annuler", "/attente", "/file")
    ]
    shop = [f"/ventes/longs-mots-{name}" for name in ("ouverte", "a-venir", "passee")]
    return {
        "member": [
            *("/", "/a-venir", "/archives", *shop, "/panier", "/paiement"),
            "/ventes/longs-mots-a-venir/file",
            "/listes-attente",
        ],
        "curator": [
            *("/bureau/ventes", "/bureau/ventes/nouvelle", "/bureau/catalogue"),
            f"/bureau/catalogue/{seeded.work_id}",
            f"/bureau/ventes/nouvelle?oeuvre={seeded.work_id}",
            *desk,
        ],
    }


@pytest.mark.parametrize("role", ["member", "curator"])
def test_long_words_stay_inside_every_page(
    open_browser: OpenBrowser, states: dict[str, str], seeded: Seeded, role: str
) -> None:
    page = open_browser(storage_state=states[role]).new_page()
    if role == "member":
        hold(page, "longs-mots-ouverte")
    wide = {}
    for path in _pages(seeded)[role]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            over = overflow(page)
            if over > 0:
                wide[path, width] = over
    assert wide == {}, wide


@pytest.mark.parametrize("width", [390, 1440])
def test_both_proofs_of_a_price_stand_under_each_other(
    open_browser: OpenBrowser, states: dict[str, str], seeded: Seeded, width: int
) -> None:
    page = open_browser(storage_state=states["curator"]).new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/bureau/ventes/{seeded.open}")
    places = page.locator("dl.details-lot").first.evaluate(
        "list => [...list.children].map(one => [one.tagName, one.offsetLeft])"
    )
    lefts = {tag: {left for name, left in places if name == tag} for tag, _ in places}
    assert len(lefts["DT"]) == 1
    assert len(lefts["DD"]) == 1
    assert min(lefts["DD"]) > min(lefts["DT"])
