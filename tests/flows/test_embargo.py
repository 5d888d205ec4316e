"""Before its opening a drop says its kind, its copies and its hour; no more."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from flashsale.catalogue.models import WorkRow
from flashsale.editorial.models import Note
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.models import Drop
from tests.factories import a_drop, a_lot, a_member, a_rush, a_work
from tests.sign_in import sign_in

TITLE, BYLINE, PRICE = "Fleuve de nuit", "Autrice Secrète", "42,42"
NOTE, HOOK, FILE = "Le mot secret", "Une phrase qu’on peut dire.", "oeuvres/abc.svg"
SECRETS = (TITLE, BYLINE, PRICE, NOTE, FILE, "Maison ")
SLUG = "feuille-close"


@pytest.fixture
def coming(runtime: Runtime) -> DropId:
    with runtime.work() as work:
        work_id = a_work(work, title=TITLE)
        row = work.session.get_one(WorkRow, work_id)
        row.byline, row.cover_file = BYLINE, FILE
        row.cover_width, row.cover_height = 300, 400
        row.facts = [{"fr": ["Pages", NOTE], "en": ["Pages", NOTE]}]
        drop = a_drop(work, opens_at=work.now + timedelta(hours=2), work_id=work_id)
        found = work.session.get_one(Drop, drop)
        found.title, found.slug = TITLE, SLUG
        a_lot(work, drop, price_cents=4_242, allotted=37)
        work.session.add(
            Note(
                id=work.ids.new(work.now),
                drop_id=drop,
                language="fr",
                hook=HOOK,
                body=NOTE,
                author_id=found.curator_id,
                updated_at=work.now,
            )
        )
    admission.keep(runtime, drop)
    return drop


def reader(app: Flask, runtime: Runtime, role: Role = Role.MEMBER) -> FlaskClient:
    with runtime.work() as work:
        member = a_member(work, role=role)
    client = app.test_client()
    sign_in(client, runtime, member)
    return client


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize(
    "path", ["/", "/a-venir", "/archives", f"/ventes/{SLUG}", f"/ventes/{SLUG}/direct"]
)
def test_nothing_names_a_drop_before_it_opens(
    app: Flask, runtime: Runtime, coming: DropId, path: str
) -> None:
    # Staff read first: nothing of theirs is left lying for who comes after.
    reader(app, runtime, Role.CURATOR).get(path)
    for language in ("fr", "en"):
        client = reader(app, runtime)
        client.set_cookie("langue", language)
        answer = client.get(path)
        assert answer.status_code == 200
        assert told(answer.text) == []


def test_who_asks_too_early_is_refused_without_the_title(
    app: Flask, runtime: Runtime, coming: DropId
) -> None:
    client = reader(app, runtime)
    with runtime.read() as work:
        lot = work.session.get_one(Drop, coming).lots[0].id
    fields = {"lot": lot, "quantity": "1", "token": "asked-early"}
    answer = client.post(f"/ventes/{SLUG}/garder", data=fields)
    assert answer.status_code == 403
    assert told(answer.text) == []


def test_its_page_says_what_the_week_says(
    app: Flask, runtime: Runtime, coming: DropId
) -> None:
    page = reader(app, runtime).get(f"/ventes/{SLUG}").text
    assert "37 exemplaires" in page
    assert "Fanzine" in page
    assert "Le titre attend l’heure d’ouverture." in page


def test_at_the_opening_all_is_told(
    app: Flask, runtime: Runtime, coming: DropId, clock: FrozenClock
) -> None:
    client = reader(app, runtime)
    client.get(f"/ventes/{SLUG}")
    clock.advance(hours=2)
    page = client.get(f"/ventes/{SLUG}").text
    assert told(page) == list(SECRETS)


def test_staff_see_it_as_it_will_be(
    app: Flask, runtime: Runtime, coming: DropId
) -> None:
    page = reader(app, runtime, Role.CURATOR).get(f"/ventes/{SLUG}").text
    assert TITLE in page
    assert PRICE in page
    assert NOTE in page


def test_a_queue_tells_what_it_is_for_once_one_may_join_it(
    app: Flask, runtime: Runtime, coming: DropId, clock: FrozenClock
) -> None:
    with runtime.work() as work:
        a_rush(work, coming)
    client = reader(app, runtime)
    pages = [f"/ventes/{SLUG}{below}" for below in ("", "/file", "/file/ma-place")]
    for page in pages:
        assert told(client.get(page).text) == []
    # The address would say it: the week names the hour of the queue, without a link.
    assert SLUG not in client.get("/a-venir").text
    clock.advance(hours=1, minutes=46)
    for page in pages[:2]:
        assert TITLE in client.get(page).text
    assert f"/ventes/{SLUG}/file" in client.get("/a-venir").text
