"""Signing in and out, with a password or a link, and what ends a session."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from flashsale.kernel.clock import FrozenClock
from flashsale.members import login, people
from flashsale.members.limits import SETTING
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from tests.flows.door_steps import (
    PASSWORD,
    a_person,
    csrf_of,
    sign_in,
    sign_in_by_link,
)


def test_a_member_signs_in_and_out(client: FlaskClient, runtime: Runtime) -> None:
    a_person(runtime)
    assert client.get("/compte").location == "/porte?suite=/compte"
    assert sign_in(client, "Noemie@Exemple.CA").location == "/"
    assert client.get("/compte").status_code == 200
    assert client.get("/porte").location == "/"

    out = client.post("/sortir")
    assert out.location == "/porte"
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/compte").status_code == 303


def test_a_stolen_cookie_is_dead_after_signing_out(
    app: Flask, client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    sign_in(client)
    cookie = client.get_cookie("house")
    assert cookie is not None
    client.post("/sortir")
    thief = app.test_client()
    thief.set_cookie("house", cookie.value)
    assert thief.get("/compte").status_code == 303


def test_signing_in_changes_every_token(client: FlaskClient, runtime: Runtime) -> None:
    a_person(runtime)
    before = csrf_of(client.get("/porte").text)
    sign_in(client)
    first = client.get_cookie("house")
    sign_in(client)
    second = client.get_cookie("house")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert csrf_of(client.get("/compte").text) != before
    with runtime.database.engine.connect() as connection:
        rows = connection.execute(text("SELECT count(*) FROM member_session"))
        assert rows.scalar_one() == 1


def test_one_goes_back_to_the_page_one_came_for(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    door = client.get("/porte?suite=/inviter")
    assert 'value="/inviter"' in door.text
    values = {"email": "noemie@exemple.ca", "password": PASSWORD}
    answer = client.post("/porte/entrer", data={**values, "suite": "/inviter"})
    assert answer.location == "/inviter"
    client.post("/sortir")
    answer = client.post("/porte/entrer", data={**values, "suite": "//mal.example"})
    assert answer.location == "/"


def test_unknown_and_known_addresses_get_the_same_answer(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime, "noemie@exemple.ca")
    a_person(runtime, "sansmp@exemple.ca", password=None)
    answers = [
        sign_in(client, email, "ce n’est pas cela du tout")
        for email in ("noemie@exemple.ca", "nobody@exemple.ca", "sansmp@exemple.ca")
    ]
    assert {answer.status_code for answer in answers} == {403}
    for answer in answers:
        assert "ne vont pas ensemble" in answer.text
    assert len({len(answer.text) for answer in answers}) == 1


def test_five_wrong_tries_close_one_account_for_one_place(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    a_person(runtime, "felix@exemple.ca", name="Félix")
    for _ in range(5):
        assert sign_in(client, password="un mauvais mot de passe").status_code == 403
    refused = sign_in(client)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Revenez à" in refused.text
    assert sign_in(client, "felix@exemple.ca").status_code == 303
    elsewhere = client.post(
        "/porte/entrer",
        data={"email": "noemie@exemple.ca", "password": PASSWORD},
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert elsewhere.status_code == 303


def test_a_success_gives_the_tries_back(client: FlaskClient, runtime: Runtime) -> None:
    a_person(runtime)
    for _ in range(8):
        assert sign_in(client).status_code == 303


def test_neighbours_of_one_ipv6_network_count_as_one_place(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    for number in range(6):
        answer = client.post(
            "/porte/entrer",
            data={"email": "noemie@exemple.ca", "password": "pas le bon du tout"},
            environ_overrides={"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"},
        )
    assert answer.status_code == 429


def test_the_limits_hold_while_redis_is_away(
    app: Flask, runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    from redis import Redis

    from flashsale.members import limits

    a_person(runtime)
    nowhere = Redis.from_url("unix:///nonexistent/valkey.sock")
    limits.register(app, nowhere)
    client = app.test_client()
    for _ in range(5):
        assert sign_in(client, password="un mauvais mot de passe").status_code == 403
    assert sign_in(client).status_code == 429
    nowhere.close()


def test_limits_are_a_setting_of_the_application(app: Flask, runtime: Runtime) -> None:
    a_person(runtime)
    app.config[SETTING] = {"sign_in": ""}
    login.register(app)
    client = app.test_client()
    for _ in range(7):
        assert sign_in(client, password="un mauvais mot de passe").status_code == 403


def test_a_link_signs_in_once_and_opening_it_is_harmless(
    app: Flask, client: FlaskClient, runtime: Runtime
) -> None:
    member = a_person(runtime)
    with runtime.work() as work:
        from flashsale.members import sign_in_links

        token = sign_in_links.make(work, member)
    for _ in range(3):
        page = client.get(f"/entrer/{token}")
        assert page.status_code == 200
    assert "Bonjour, Noémie Garant" in page.text
    assert client.post(f"/entrer/{token}").location == "/"
    assert client.get("/compte").status_code == 200
    again = app.test_client().post(f"/entrer/{token}")
    assert again.status_code == 404
    assert "Ce lien ne sert plus" in again.text


def test_a_link_is_written_to_members_only_and_nobody_can_tell(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    answers = [
        client.post("/porte/lien", data={"email": email}, follow_redirects=True)
        for email in ("noemie@exemple.ca", "inconnue@exemple.ca")
    ]
    assert "un lien vient d’y partir" in answers[0].text
    assert len(answers[0].text) == len(answers[1].text)
    with runtime.database.engine.connect() as connection:
        rows = connection.execute(text("SELECT to_address FROM outbox_mail")).all()
    assert [row[0] for row in rows] == ["noemie@exemple.ca"]


def test_a_disabled_member_is_out(client: FlaskClient, runtime: Runtime) -> None:
    member = a_person(runtime)
    sign_in(client)
    with runtime.database.engine.begin() as connection:
        connection.execute(text("UPDATE member SET disabled_at = joined_at"))
    assert client.get("/compte").status_code == 303
    assert sign_in(client).status_code == 403
    assert member


def test_the_role_is_read_on_each_request(
    client: FlaskClient, runtime: Runtime
) -> None:
    member = a_person(runtime, role=Role.ADMINISTRATOR)
    sign_in(client)
    assert client.get("/bureau/courriels").status_code == 200
    with runtime.database.engine.begin() as connection:
        connection.execute(text("UPDATE member SET role = 'member'"))
    assert client.get("/bureau/courriels").status_code == 403
    with runtime.work() as work:
        people.set_role(work, member, Role.ADMINISTRATOR)
    assert client.get("/bureau/courriels").status_code == 303


def test_staff_is_signed_out_after_half_an_hour_away(
    client: FlaskClient, runtime: Runtime, clock: FrozenClock
) -> None:
    sign_in_by_link(client, runtime, a_person(runtime, role=Role.CURATOR))
    for _ in range(4):
        clock.advance(minutes=20)
        assert client.get("/compte").status_code == 200
    clock.advance(minutes=30)
    assert client.get("/compte").status_code == 303
