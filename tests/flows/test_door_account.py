"""The door shows no product; the account changes what is one's own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from flashsale.kernel.clock import FrozenClock
from flashsale.runtime import Runtime
from tests.factories import a_drop, a_lot
from tests.flows.door_steps import PASSWORD, a_person, sign_in, sign_in_by_link

NEW = "trois canots sur la Matapédia"


def test_the_door_tells_nothing_of_what_is_sold(
    client: FlaskClient, runtime: Runtime
) -> None:
    with runtime.work() as work:
        a_lot(work, a_drop(work))
    page = client.get("/porte")
    assert page.status_code == 200
    assert "Dépanneur mon amour" not in page.text
    assert "/oeuvres/" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/compte", "/inviter", "/bureau/courriels"])
def test_signed_out_one_is_shown_the_door(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert (answer.location or "").startswith("/porte")


def test_the_door_speaks_both_languages(client: FlaskClient) -> None:
    assert "Qui fait ça" in client.get("/porte").text
    client.set_cookie("langue", "en")
    page = client.get("/porte").text
    assert "Who does this" in page
    assert "Qui fait" not in page


def test_password_managers_find_their_fields(client: FlaskClient) -> None:
    page = client.get("/porte").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_name_and_language_change(client: FlaskClient, runtime: Runtime) -> None:
    a_person(runtime)
    sign_in(client)
    values = {"name": "Noémie G.", "language": "en"}
    page = client.post("/compte/identite", data=values, follow_redirects=True)
    assert 'value="Noémie G."' in page.text
    assert "Your account" in page.text
    refused = client.post("/compte/identite", data={"name": "", "language": "en"})
    assert refused.status_code == 422


def test_consents_are_given_and_taken_back(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    sign_in(client)
    assert "checked" not in client.get("/compte").text
    page = client.post(
        "/compte/consentements", data={"house_news": "y"}, follow_redirects=True
    )
    assert page.text.count("checked") == 1
    page = client.post("/compte/consentements", data={}, follow_redirects=True)
    assert "checked" not in page.text
    with runtime.database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM consent")).scalar() == 2


def test_a_new_password_needs_the_old_one(
    client: FlaskClient, app: Flask, runtime: Runtime, clock: FrozenClock
) -> None:
    a_person(runtime)
    sign_in(client)
    other = app.test_client()
    sign_in(other)
    clock.advance(minutes=10)
    wrong = client.post(
        "/compte/mot-de-passe", data={"current": "autre chose", "password": NEW}
    )
    assert wrong.status_code == 422
    assert "pas votre mot de passe actuel" in wrong.text
    weak = client.post(
        "/compte/mot-de-passe", data={"current": PASSWORD, "password": "court"}
    )
    assert "au moins 15" in weak.text
    done = client.post(
        "/compte/mot-de-passe", data={"current": PASSWORD, "password": NEW}
    )
    assert done.location == "/compte"
    assert client.get("/compte").status_code == 200
    assert other.get("/compte").status_code == 303
    assert sign_in(app.test_client()).status_code == 403
    assert sign_in(app.test_client(), password=NEW).status_code == 303


def test_who_forgot_it_comes_by_a_link_and_chooses_another(
    client: FlaskClient, app: Flask, runtime: Runtime
) -> None:
    sign_in_by_link(client, runtime, a_person(runtime))
    assert "actuel" not in client.get("/compte").text
    client.post("/compte/mot-de-passe", data={"password": NEW})
    assert sign_in(app.test_client(), password=NEW).status_code == 303


def test_devices_are_listed_and_signed_out(
    client: FlaskClient, app: Flask, runtime: Runtime
) -> None:
    a_person(runtime)
    sign_in(client)
    other = app.test_client()
    sign_in(other)
    page = client.get("/compte").text
    assert page.count("Faire sortir") == 1
    path = page.split('action="/compte/appareils/')[1].split('"')[0]
    assert client.post(f"/compte/appareils/{path}").location == "/compte"
    assert other.get("/compte").status_code == 303
    assert client.post("/compte/appareils/1/fermer").status_code == 404
    answer = client.post("/compte/appareils/tout-fermer")
    assert answer.location == "/porte"
    assert client.get("/compte").status_code == 303
