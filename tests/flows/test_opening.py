"""The opening queue through HTTP: every state, as members read it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from flashsale.app import create_app
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.runtime import Runtime
from flashsale.sales import drops
from flashsale.sales.models import Drop, Lot, QueuePlace, Rush
from tests.conftest import THURSDAY_NOON
from tests.factories import a_drop, a_lot, a_member, a_rush
from tests.queries import asked_of
from tests.sign_in import sign_in

OPENS = THURSDAY_NOON
JOINS = OPENS - timedelta(minutes=15)
_forms = count(1_000)
MICROSECOND, SECOND = timedelta(microseconds=1), timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@dataclass
class Shop:
    """A queued drop and the browsers in front of it."""

    app: Flask
    runtime: Runtime
    clock: FrozenClock
    drop: DropId
    lot: LotId
    slug: str

    def at(self, instant: datetime) -> "Shop":
        self.clock.move_to(instant)
        return self

    def someone(self, language: str = "fr") -> FlaskClient:
        with self.runtime.work() as work:
            member = a_member(work, language=language)
        return self.browser(member)

    def browser(self, member: MemberId) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.runtime, member)
        return client

    def page(self, client: FlaskClient, rest: str = "/file") -> str:
        answer = client.get(f"/ventes/{self.slug}{rest}")
        assert answer.status_code == 200, answer.status
        return answer.text

    def join(self, client: FlaskClient) -> str:
        answer = client.post(f"/ventes/{self.slug}/file")
        assert answer.status_code == 303
        return answer.location

    def hold(self, client: FlaskClient):
        token = f"form-{next(_forms)}"
        form = {"lot": self.lot, "quantity": "1", "token": token}
        return client.post(f"/ventes/{self.slug}/garder", data=form)

    def change(self, **values: object) -> None:
        with self.runtime.work() as work:
            work.session.execute(
                update(Drop).where(Drop.id == self.drop).values(**values)
            )

    def sell(self, *, held: int = 0, sold: int = 0) -> None:
        with self.runtime.work() as work:
            work.session.execute(
                update(Lot).where(Lot.id == self.lot).values(held=held, sold=sold)
            )


@pytest.fixture
def shop(app: Flask, runtime: Runtime, clock: FrozenClock) -> Shop:
    clock.move_to(OPENS - timedelta(hours=1))
    with runtime.work() as work:
        drop = a_drop(work, opens_at=OPENS)
        lot = a_lot(work, drop, allotted=5)
        a_rush(work, drop)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    return Shop(app, runtime, clock, drop, lot, str(slug))


def test_the_promise_is_published_before_the_queue_opens(shop: Shop) -> None:
    with shop.runtime.read() as work:
        rush = work.session.scalars(select(Rush)).one()
    client = shop.someone()
    for rest in ("", "/tirage"):
        page = shop.page(client, rest)
        assert rush.commitment in page
        assert rush.seed not in page
    assert shop.page(client, "/tirage.txt") == ""
    assert "La file ouvre aujourd’hui à 12" in shop.page(client)


def test_a_drop_made_this_second_offers_its_queue_at_once(shop: Shop) -> None:
    client = shop.at(JOINS + SECOND).someone()
    # What this process knows of the table, for two seconds more.
    assert client.get("/").status_code == 200
    with shop.runtime.work() as work:
        drop = a_drop(work, opens_at=OPENS)
        a_lot(work, drop, allotted=5)
        a_rush(work, drop)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    page = client.get(f"/ventes/{slug}").text
    assert "Prendre place" in page


@pytest.mark.parametrize("address", ["/", "/a-venir"])
def test_a_drop_to_come_leads_to_its_queue_once_it_may_be_joined(
    shop: Shop, address: str
) -> None:
    someone, link = shop.someone(), f'href="/ventes/{shop.slug}/file"'
    for at, is_led in ((JOINS - timedelta(minutes=1), False), (JOINS, True)):
        shop.clock.move_to(at)
        page = someone.get(address).text
        assert (link in page) is is_led
        assert "File d’ouverture dès 12\u00a0h\u00a015" in page


@pytest.mark.parametrize(
    ("at", "is_open"), [(JOINS - MICROSECOND, False), (JOINS, True)]
)
def test_the_queue_opens_a_quarter_of_an_hour_before(
    shop: Shop, at: datetime, is_open: bool
) -> None:
    client = shop.at(at).someone()
    assert ("Prendre place dans la file d’ouverture" in shop.page(client)) is is_open
    assert (
        "Prendre place dans la file d’ouverture" in shop.page(client, "")
    ) is is_open
    shop.join(client)
    page = shop.page(client)
    assert ("Votre place est prise" in page) is is_open
    assert ("La file n’est pas encore ouverte." in page) is not is_open


def test_a_place_survives_signing_out_and_another_device(shop: Shop) -> None:
    with shop.runtime.work() as work:
        member = a_member(work)
    phone = shop.at(JOINS).browser(member)
    assert shop.join(phone) == f"/ventes/{shop.slug}/file"
    phone.post("/sortir")
    laptop = shop.browser(member)
    assert "Votre place est prise" in shop.page(laptop)
    assert "Votre place est prise" in shop.page(laptop, "")
    shop.join(laptop)
    with shop.runtime.read() as work:
        assert len(work.session.scalars(select(QueuePlace)).all()) == 1


def test_those_who_wait_are_counted_and_told_when_the_draw_is(shop: Shop) -> None:
    shop.at(JOINS)
    crowd = [shop.someone() for _ in range(3)]
    for client in crowd:
        shop.join(client)
    shop.at(JOINS + 2 * SECOND)
    page = shop.page(crowd[0])
    assert "3 personnes attendent." in page
    assert "L’ordre sera tiré au sort à 12" in page
    english = shop.page(shop.someone("en"))
    assert "3 people are waiting." in english
    assert "Take a place in the opening queue" in english


def test_who_joins_through_another_process_is_counted_at_once(shop: Shop) -> None:
    other = create_app(shop.runtime)
    other.testing = True
    other.config["WTF_CSRF_ENABLED"] = False
    with shop.runtime.work() as work:
        member = a_member(work)
    shop.at(JOINS).join(shop.someone())
    here, there = shop.browser(member), other.test_client()
    sign_in(there, shop.runtime, member)
    assert "Une personne attend." in shop.page(here)
    there.post(f"/ventes/{shop.slug}/file")
    assert "2 personnes attendent." in shop.page(here)


def drawn(shop: Shop, people: int) -> list[FlaskClient]:
    """Let people join and the opening come; return them in the order of their turns."""
    shop.at(JOINS)
    crowd = {}
    for _ in range(people):
        with shop.runtime.work() as work:
            member = a_member(work)
        crowd[member] = shop.browser(member)
        shop.join(crowd[member])
    shop.at(OPENS + SECOND)
    shop.page(next(iter(crowd.values())))
    with shop.runtime.read() as work:
        order = work.session.scalars(
            select(QueuePlace.member_id).order_by(QueuePlace.turn)
        ).all()
    return [crowd[MemberId(member)] for member in order]


def test_the_order_is_drawn_by_whoever_looks_first(shop: Shop) -> None:
    first, second, third = drawn(shop, 3)
    assert "C’est votre tour" in shop.page(first)
    assert "Le tirage vous a donné le rang 3 sur 3." in shop.page(third)
    page = shop.at(OPENS + 2 * SECOND - MICROSECOND).page(third)
    assert "data-devant>0</b> <span data-devant-mot" in page
    assert "C’est votre tour" in shop.at(OPENS + 2 * SECOND).page(third)
    assert shop.hold(second).status_code == 303
    assert 'id="geste"' in shop.page(third, "")
    assert "En garder un" in shop.page(third, "") or "Garder" in shop.page(third, "")


def test_a_hold_before_ones_turn_is_refused_with_the_hour_of_it(shop: Shop) -> None:
    crowd = drawn(shop, 90)
    answer = shop.hold(crowd[-1])
    assert answer.status_code == 403
    assert "Ce n’est pas encore votre tour" in answer.text
    assert "Votre tour vient vers 12\u00a0h\u00a031" in answer.text
    assert "Voir ma place" in answer.text
    assert shop.hold(crowd[0]).status_code == 303
    outsider = shop.someone()
    answer = shop.hold(outsider)
    assert answer.status_code == 403
    assert "Garder ma place" in answer.text


def test_who_comes_later_goes_behind(shop: Shop) -> None:
    drawn(shop, 4)
    late = shop.someone()
    assert "La file avance" in shop.page(late)
    assert "La file avance" in shop.page(late, "")
    shop.join(late)
    page = shop.page(late)
    assert "Vous êtes arrivé après le tirage" in page
    assert "Votre tour n’est pas encore venu." in shop.page(late, "")
    assert "C’est votre tour" in shop.at(OPENS + 4 * SECOND).page(late)


def test_who_waits_is_told_when_all_is_gone(shop: Shop) -> None:
    crowd = drawn(shop, 4)
    shop.sell(held=2, sold=3)
    shop.at(OPENS + 3 * SECOND)
    assert "Plus rien de libre pour le moment" in shop.page(crowd[-1])
    assert "Tout est dans des paniers." in shop.page(crowd[-1], "")
    shop.sell(sold=5)
    shop.at(OPENS + 6 * SECOND)
    assert "Plus rien de libre pour le moment" in shop.page(shop.someone())


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("suspended", "La vente est en pause"),
        ("cancelled", "Cette vente est annulée"),
    ],
)
def test_a_drop_that_was_stopped_says_so(shop: Shop, state: str, said: str) -> None:
    crowd = drawn(shop, 2)
    shop.change(state=state)
    page = shop.at(OPENS + 4 * SECOND).page(crowd[1])
    assert said in page


def test_a_pause_is_told_to_who_has_a_place_and_to_who_has_none(shop: Shop) -> None:
    crowd = drawn(shop, 9)
    shop.at(OPENS + 2 * SECOND)
    with shop.runtime.work() as work:
        drops.suspend(work, shop.drop)
    shop.at(OPENS + 5 * MINUTE)
    assert "vous entrez dès que la vente reprend" in shop.page(crowd[0])
    assert "<b>6</b> <span>personnes avant vous" in shop.page(crowd[8])
    newcomer = shop.someone()
    page = shop.page(newcomer)
    assert "La vente est en pause" in page
    assert f'action="/ventes/{shop.slug}/file"' in page
    shop.join(newcomer)
    assert "Votre place est gardée" in shop.page(newcomer)
    with shop.runtime.work() as work:
        drops.schedule(work, shop.drop)
    shop.at(OPENS + 5 * MINUTE + 3 * SECOND)
    assert "C’est votre tour" in shop.page(crowd[5])
    last = shop.page(newcomer)
    assert "Votre tour vient vers 12\u00a0h\u00a035" in last
    compte = re.search(r'data-compte="([^"]+)"', last)
    assert compte
    assert datetime.fromisoformat(compte.group(1)) == OPENS + 5 * MINUTE - 2 * SECOND


def test_a_closed_drop_says_so_and_gives_no_place(shop: Shop) -> None:
    client = shop.at(OPENS + timedelta(days=1)).someone()
    assert "Cette vente est fermée" in shop.page(client)
    assert shop.join(client) == f"/ventes/{shop.slug}"


def test_once_the_queue_is_over_everybody_goes_in(shop: Shop) -> None:
    drawn(shop, 2)
    client = shop.at(OPENS + timedelta(minutes=30)).someone()
    assert "Il n’y a plus de file" in shop.page(client)
    shop.at(OPENS + timedelta(minutes=30, seconds=3))
    assert 'action="/ventes/' + shop.slug + '/garder"' in shop.page(client, "")
    assert shop.hold(client).status_code == 303


def test_an_ordinary_drop_has_no_pages_of_a_queue(shop: Shop) -> None:
    with shop.runtime.work() as work:
        plain = a_drop(work)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == plain))
    client = shop.someone()
    assert client.get(f"/ventes/{slug}/file").location == f"/ventes/{slug}"
    assert client.post(f"/ventes/{slug}/file").location == f"/ventes/{slug}"
    for rest in ("file/ma-place", "file/nombres", "tirage", "tirage.txt"):
        assert client.get(f"/ventes/{slug}/{rest}").status_code == 404
    assert client.post("/ventes/nowhere/file").status_code == 404


def test_anyone_can_do_the_draw_again(shop: Shop, tmp_path: Path) -> None:
    crowd = drawn(shop, 120)
    page = shop.page(crowd[2], "/tirage")
    assert "Le tirage est celui qui était promis" in page
    assert "<b>3</b>" in page
    assert "Page 1 sur 2" in page.replace("\u00a0", " ")
    (tmp_path / "tirage.txt").write_text(shop.page(crowd[2], "/tirage.txt"))
    found = re.search(r'<code id="programme">(.*?)</code>', page, re.DOTALL)
    assert found
    program = found.group(1).replace("&#34;", '"')
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert said.stdout == "120 places, in the order that was promised\n", said.stderr
    lines = (tmp_path / "tirage.txt").read_text().split()
    (tmp_path / "tirage.txt").write_text("\n".join(lines[::-1]))
    again = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert again.returncode != 0


def test_a_draw_that_was_tampered_with_says_so(shop: Shop) -> None:
    crowd = drawn(shop, 3)
    with shop.runtime.work() as work:
        work.session.execute(update(Rush).values(seed="00" * 32))
    page = shop.page(crowd[0], "/tirage")
    assert "Le tirage ne correspond pas" in page


@pytest.fixture
def statements(runtime: Runtime) -> Iterator[list[str]]:
    with asked_of(runtime.database.engine) as said:
        yield said


def test_an_open_page_that_asks_again_asks_nothing_of_sql(
    shop: Shop, statements: list[str]
) -> None:
    crowd = drawn(shop, 5)
    client = crowd[-1]
    for rest in ("/file/nombres", "/file/ma-place"):
        shop.page(client, rest)
    statements.clear()
    for rest in ("/file/nombres", "/file/ma-place", "/file"):
        shop.page(client, rest)
    assert statements == []


def test_the_numbers_are_the_same_for_all_and_told_once(shop: Shop) -> None:
    first, second = shop.at(JOINS).someone(), shop.someone()
    shop.join(first)
    shop.at(JOINS + 2 * SECOND)
    address = f"/ventes/{shop.slug}/file/nombres"
    answer = first.get(address)
    assert answer.json == {
        "state": "free",
        "left": 5,
        "waiting": 1,
        "drawn": False,
        "turns": 0,
        "over": False,
        "phase": "upcoming",
        "at": "2026-11-26T17:15:02Z",
    }
    assert answer.headers["Cache-Control"] == "private, max-age=2"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert second.get(address, headers=tag).status_code == 304
    shop.join(second)
    shop.at(JOINS + 4 * SECOND)
    assert second.get(address, headers=tag).json["waiting"] == 2
