"""The returns shelf: what came back spoilt or was lost, by drop, for curators."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.members.roles import Role
from flashsale.orders.restitution_models import LineReturn
from tests.checkout_scene import Scene, scene, words
from tests.factories import a_member
from tests.flows.test_desk_queries import statements
from tests.flows.test_orders_desk import DESK, lines_of, paid, refund, staff
from tests.sign_in import sign_in

__all__ = ["scene"]

SHELF = "/bureau/retours"


@pytest.fixture
def curator(scene: Scene) -> FlaskClient:
    return staff(scene, Role.CURATOR)


def hands(scene: Scene, name: str = "Josée Roy") -> FlaskClient:
    with scene.runtime.work() as work:
        member = a_member(work, role=Role.ADMINISTRATOR, name=name)
    client = scene.app.test_client()
    sign_in(client, scene.runtime, member)
    return client


def note(
    desk: FlaskClient, code: str, line: int, kind: str, units: int = 1, why: str = ""
) -> int:
    form = {"ligne": str(line), "combien": str(units), "sort": kind, "pourquoi": why}
    return desk.post(f"{DESK}/{code}/exemplaires", data=form).status_code


def test_an_empty_shelf_says_so(scene: Scene, curator: FlaskClient) -> None:
    page = curator.get(SHELF)
    assert page.status_code == 200
    assert "Rien n’est revenu abîmé, rien n’est perdu." in words(page.text)
    assert "Rien de plus ancien." in words(curator.get(f"{SHELF}?avant=1").text)
    for odd in ("x", "9" * 30, "-1", "\0"):
        assert curator.get(SHELF, query_string={"avant": odd}).status_code == 200


def test_what_is_spoilt_or_lost_stands_on_it_and_nothing_else(
    scene: Scene, curator: FlaskClient
) -> None:
    desk = hands(scene)
    code, other = paid(scene, quantity=2), paid(scene, quantity=2)
    (line,), (second,) = lines_of(scene, code), lines_of(scene, other)
    assert note(desk, code, line.id, "returned_b", 1, "Coin  plié") == 303
    assert note(desk, other, second.id, "returned_a", 1) == 303
    scene.clock.advance(minutes=5)
    assert note(desk, other, second.id, "lost", 1) == 303
    page = words(curator.get(SHELF).text)
    assert "1 exemplaire revenu abîmé, 1 perdu en tout." in page
    assert f"{code} Coin plié" in page
    assert f"{other} rien d’écrit" in page
    assert page.count("par Josée Roy") == 2
    # The latest first.
    assert page.index(other) < page.index(code)
    assert "Coin plié" in words(desk.get(f"{DESK}/{code}").text)


def test_the_reason_of_the_money_stands_in_where_none_was_noted(
    scene: Scene, curator: FlaskClient
) -> None:
    desk = hands(scene)
    code = paid(scene)
    (line,) = lines_of(scene, code)
    refund(scene, desk, code, {line.id: "1"})
    assert note(desk, code, line.id, "lost") == 303
    assert f"{code} Jamais arrivé" in words(curator.get(SHELF).text)


def test_one_sale_has_one_table(scene: Scene, curator: FlaskClient) -> None:
    desk = hands(scene)
    lot = scene.a_lot(price_cents=19_99)
    codes = []
    for _ in range(2):
        scene.hold(lot)
        code = scene.order()
        scene.desk.pay(list(scene.desk.pages)[-1])
        scene.come_back(code)
        codes.append(code)
    codes.append(paid(scene))
    for code in codes:
        (line,) = lines_of(scene, code)
        assert note(desk, code, line.id, "returned_b") == 303
    page = curator.get(SHELF).text
    assert page.count("<table") == 2
    assert page.count("<tbody><tr>") == 2
    assert all(code in page for code in codes)


def test_a_reason_too_long_is_told(scene: Scene) -> None:
    desk = hands(scene)
    code = paid(scene)
    (line,) = lines_of(scene, code)
    assert note(desk, code, line.id, "lost", 1, "x" * 201) == 422
    assert note(desk, code, line.id, "lost", 1, "x\0" + "y" * 199) == 303
    with scene.runtime.read() as work:
        assert work.session.scalar(select(LineReturn.reason)) == "x" + "y" * 199


def test_the_shelf_goes_on(
    scene: Scene, curator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flashsale.orders.returns_desk.MOST_LISTED", 1)
    desk = hands(scene)
    first, second = paid(scene), paid(scene)
    for code in (first, second):
        (line,) = lines_of(scene, code)
        assert note(desk, code, line.id, "lost") == 303
        scene.clock.advance(minutes=1)
    page = curator.get(SHELF).text
    assert (first in page, second in page) == (False, True)
    # What is told in all is of all of it.
    assert "2 perdus en tout." in words(page)
    older = page.split('href="?')[1].split('"')[0]
    page = curator.get(f"{SHELF}?{older}").text
    assert (first in page, second in page) == (True, False)
    assert "Plus anciens" not in page


def test_who_chooses_and_who_runs_the_house_come_here(
    scene: Scene, curator: FlaskClient
) -> None:
    desk = hands(scene)
    code = paid(scene)
    (line,) = lines_of(scene, code)
    note(desk, code, line.id, "lost")
    # A curator opens no order: the code is told, and leads nowhere.
    assert f'href="{DESK}/{code}"' not in curator.get(SHELF).text
    assert f'href="{DESK}/{code}"' in desk.get(SHELF).text
    for client, pages in (
        (curator, ("/bureau/ventes",)),
        (desk, ("/bureau/ventes", DESK, f"{DESK}/{code}")),
    ):
        for page in pages:
            assert f'href="{SHELF}"' in client.get(page).text, page
    for role in (Role.SUPPORT, Role.FULFILMENT):
        person = staff(scene, role)
        assert person.get(SHELF).status_code == 403
        assert f'href="{SHELF}"' not in person.get(DESK).text
        assert f'href="{SHELF}"' not in person.get(f"{DESK}/{code}").text
    assert scene.client.get(SHELF).status_code == 403


def test_it_asks_as_often_for_much_as_for_little(
    scene: Scene, curator: FlaskClient
) -> None:
    def spoil(people: int) -> None:
        for number in range(people):
            code = paid(scene)
            (line,) = lines_of(scene, code)
            note(hands(scene, f"Main {number}"), code, line.id, "returned_b")

    page: Callable[[], object] = lambda: curator.get(SHELF)  # noqa: E731 - a deed
    spoil(1)
    few = statements(scene, page)
    spoil(3)
    assert statements(scene, page) == few
