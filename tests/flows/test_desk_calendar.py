"""The calendar of drops at the desk, and who may see the desk at all."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import SkuId, WorkId
from flashsale.runtime import Runtime
from tests.desk_scene import form_of_work, words_of
from tests.factories import a_drop, a_lot
from tests.queries import asked_of


def test_the_calendar_shows_each_drop_once_in_the_grid_and_once_in_the_list(
    runtime: Runtime, curator: FlaskClient, clock: FrozenClock
) -> None:
    with runtime.work() as work:
        for days, state in [(0, "scheduled"), (1, "draft"), (2, "cancelled")]:
            opens_at = clock.now() - timedelta(minutes=30) + timedelta(days=days)
            a_lot(work, a_drop(work, state=state, opens_at=opens_at))
    page = curator.get("/bureau/ventes")
    assert page.text.count('class="bloc ') == 6
    assert 'class="bloc ' in curator.get("/bureau/ventes?vue=liste").text
    assert "<table" not in curator.get("/bureau/ventes?vue=liste").text
    drafts = curator.get("/bureau/ventes?statut=brouillon")
    assert drafts.text.count('class="bloc ') == 2
    later = curator.get("/bureau/ventes?du=2027-03-01")
    assert 'class="bloc ' not in later.text
    for odd in (
        "du=9999-99-99",
        "du=0001-01-01",
        "statut=x",
        "vue=%00",
        "du=9999-12-31",
    ):
        assert curator.get(f"/bureau/ventes?{odd}").status_code == 200


def test_an_empty_cell_leads_to_a_form_with_its_day_and_place(
    curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    page = curator.get("/bureau/ventes").text
    assert "/bureau/ventes/nouvelle?jour=2026-11-28&amp;place=3" in page
    # Nothing can open any more on a day whose hour is past.
    assert "nouvelle?jour=2026-11-26&amp;" not in page


def test_the_calendar_asks_as_many_questions_for_many_drops_as_for_few(
    runtime: Runtime, curator: FlaskClient
) -> None:
    def asked() -> int:
        with asked_of(runtime.database.engine) as statements:
            assert curator.get("/bureau/ventes").status_code == 200
        return len(statements)

    with runtime.work() as work:
        a_lot(work, a_drop(work))
    few = asked()
    with runtime.work() as work:
        for _ in range(25):
            a_lot(work, a_drop(work))
    assert asked() == few


@pytest.mark.parametrize(
    "path",
    [
        "/bureau",
        "/bureau/ventes",
        "/bureau/ventes/nouvelle",
        "/bureau/ventes/1",
        "/bureau/ventes/1/modifier",
        "/bureau/mot",
        "/bureau/catalogue",
        "/bureau/catalogue/1",
    ],
)
def test_the_desk_is_for_the_team_alone(
    client: FlaskClient, member: FlaskClient, path: str
) -> None:
    assert member.get(path).status_code == 403
    assert client.get(path).status_code == 303


@pytest.mark.parametrize("number", ["0", "1", str(2**63 - 1), str(2**63), "9" * 60])
def test_a_drop_that_is_not_has_no_page(curator: FlaskClient, number: str) -> None:
    for tail in ("", "/modifier", "/annuler"):
        assert curator.get(f"/bureau/ventes/{number}{tail}").status_code == 404
    assert curator.get(f"/bureau/catalogue/{number}").status_code == 404
    assert curator.post(f"/bureau/ventes/{number}/programmer").status_code == 404
    asked = curator.get(f"/bureau/ventes/nouvelle?oeuvre={number}")
    assert asked.status_code == 200
    assert (
        curator.post("/bureau/ventes/nouvelle", data={"oeuvre": number}).status_code
        == 422
    )


def test_the_desk_speaks_english(
    curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    curator.set_cookie("langue", "en")
    path, fields = form_of_work(curator, work_and_sku[0])
    page = words_of(curator.post(path, data=fields | {"limite": "0"}))
    assert "The limit goes from 1 to 100 copies." in page
    assert "Opening day" in page
