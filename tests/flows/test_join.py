"""Joining: from the link to the table."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from flashsale.invites import invitations, ledger
from flashsale.kernel.clock import FrozenClock
from flashsale.members.directory import member_by_email
from flashsale.runtime import Runtime
from tests.flows.door_steps import (
    JOINING,
    a_person,
    an_invitation,
    csrf_of,
    join_by,
    sign_in,
)


def _count(runtime: Runtime, table: str) -> int:
    with runtime.database.engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608


def test_an_invited_person_joins_and_is_in(
    client: FlaskClient, runtime: Runtime
) -> None:
    inviter = a_person(runtime)
    made = an_invitation(runtime, inviter)

    link = client.get(f"/i/{made.token}")
    assert (link.status_code, link.location) == (303, "/i")
    assert link.headers["Referrer-Policy"] == "no-referrer"
    page = client.get("/i")
    assert page.status_code == 200
    assert "Noémie Garant vous fait une place à la table" in page.text
    assert made.token not in page.text
    assert "checked" not in page.text

    joined = client.post("/i", data=JOINING)
    assert (joined.status_code, joined.location) == (303, "/")
    assert client.get("/compte").status_code == 200

    with runtime.read() as work:
        member = member_by_email(work, "bibiane@exemple.ca")
        assert member is not None
        assert (member.name, member.write_to) == ("Bibiane Roy", "Bibiane@exemple.ca")
        assert ledger.inviter_of(work, member.id) == inviter
        (line,) = ledger.invitations_of(work, inviter)
    assert line.joined == ("Bibiane Roy",)
    assert _count(runtime, "consent") == 0
    assert _count(runtime, "outbox_mail") == 1


def test_consents_are_kept_with_their_words(
    client: FlaskClient, runtime: Runtime
) -> None:
    made = an_invitation(runtime, a_person(runtime))
    join_by(client, made.token, {**JOINING, "daily_letter": "y"})
    with runtime.database.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT purpose, is_given, wording, language FROM consent")
        ).all()
    ((purpose, is_given, wording, language),) = rows
    assert (purpose, bool(is_given), language) == ("daily_letter", True, "fr")
    assert wording.startswith("Je veux recevoir la lettre du jour")


def test_a_plain_script_joins_with_the_form_token(app: Flask, runtime: Runtime) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    made = an_invitation(runtime, a_person(runtime))
    page = client.get(f"/i/{made.token}", follow_redirects=True)
    assert client.post("/i", data=JOINING).status_code == 400
    values = {**JOINING, "csrf_token": csrf_of(page.text)}
    assert client.post("/i", data=values).location == "/"


@pytest.mark.parametrize("why", ["unknown", "used", "expired", "revoked", "none"])
def test_an_invitation_that_opens_nothing_never_says_why(
    why: str, client: FlaskClient, runtime: Runtime, clock: FrozenClock, app: Flask
) -> None:
    inviter = a_person(runtime)
    made = an_invitation(runtime, inviter)
    token = made.token
    if why == "unknown":
        token = "f" * 64
    elif why == "used":
        join_by(app.test_client(), token)
    elif why == "expired":
        clock.move_to(made.expires_at)
    elif why == "revoked":
        with runtime.work() as work:
            assert invitations.revoke(work, inviter, made.invitation_id)
    if why != "none":
        client.get(f"/i/{token}")
    shown = client.get("/i")
    sent = client.post("/i", data={**JOINING, "email": "autre@exemple.ca"})
    assert (shown.status_code, sent.status_code) == (404, 404)
    assert "Cette invitation n’ouvre plus" in shown.text
    known = app.test_client()
    known.get(f"/i/{'0' * 64}")
    reference = known.get("/i")
    assert abs(len(shown.text) - len(reference.text)) < 40


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "", "Ce champ est à remplir."),
        ("name", "a\nb", "Écrivez votre nom"),
        ("email", "bibiane", "Cette adresse est incomplète"),
        ("password", "trop court", "au moins 15"),
        ("password", "motdepassemotdepasse", "tout le monde"),
        ("password", "Bibiane Roy 1984!", "à votre nom"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_lost(
    field: str, value: str, told: str, client: FlaskClient, runtime: Runtime
) -> None:
    made = an_invitation(runtime, a_person(runtime))
    answer = join_by(client, made.token, {**JOINING, field: value})
    assert answer.status_code == 422
    assert "<title>Erreur" in answer.text
    assert f'href="#{field}"' in answer.text
    assert told in answer.text
    kept = JOINING["name"] if field != "name" else JOINING["email"]
    assert kept in answer.text
    assert JOINING["password"] not in answer.text
    assert client.post("/i", data=JOINING).location == "/"


def test_every_fault_is_told_at_once(client: FlaskClient, runtime: Runtime) -> None:
    made = an_invitation(runtime, a_person(runtime))
    wrong = {"name": "", "email": "bibiane", "password": "trop court"}
    answer = join_by(client, made.token, {**JOINING, **wrong})
    assert answer.status_code == 422
    for field in wrong:
        assert f'href="#{field}"' in answer.text


def test_faults_are_told_in_english_too(client: FlaskClient, runtime: Runtime) -> None:
    made = an_invitation(runtime, a_person(runtime))
    client.set_cookie("langue", "en")
    answer = join_by(client, made.token, {**JOINING, "password": "short"})
    assert "At least 15 characters are needed" in answer.text
    assert "makes room for you" in answer.text


def test_a_members_address_does_not_use_the_invitation_up(
    client: FlaskClient, runtime: Runtime
) -> None:
    made = an_invitation(runtime, a_person(runtime))
    answer = join_by(client, made.token, {**JOINING, "email": "NOEMIE@exemple.ca"})
    assert answer.status_code == 422
    assert "entrez par la porte" in answer.text
    assert _count(runtime, "member") == 1
    assert client.post("/i", data=JOINING).location == "/"


def test_a_bound_invitation_serves_its_address_only(
    client: FlaskClient, runtime: Runtime
) -> None:
    made = an_invitation(runtime, a_person(runtime), bound="Bibiane@exemple.ca")
    answer = join_by(client, made.token, {**JOINING, "email": "autre@exemple.ca"})
    assert answer.status_code == 422
    assert "pour une autre adresse" in answer.text
    assert "bibiane@exemple.ca" not in answer.text.lower()
    assert client.post("/i", data=JOINING).location == "/"


def test_a_member_does_not_join_twice(client: FlaskClient, runtime: Runtime) -> None:
    inviter = a_person(runtime)
    made = an_invitation(runtime, inviter)
    sign_in(client)
    page = client.get(f"/i/{made.token}", follow_redirects=True)
    assert "Vous êtes déjà membre" in page.text
    assert client.post("/i", data=JOINING).location == "/i"
    assert _count(runtime, "member") == 1


def test_ten_wrong_invitations_close_the_door_for_a_while(
    client: FlaskClient, runtime: Runtime
) -> None:
    made = an_invitation(runtime, a_person(runtime))
    for number in range(10):
        assert join_by(client, f"{number:064x}").status_code == 404
    answer = join_by(client, made.token)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many tries" in answer.text


def test_many_good_invitations_are_not_guessing(app: Flask, runtime: Runtime) -> None:
    inviter = a_person(runtime)
    for number in range(12):
        made = an_invitation(runtime, inviter)
        values = {**JOINING, "email": f"membre{number}@exemple.ca"}
        assert join_by(app.test_client(), made.token, values).location == "/"


def test_an_invitation_lasts_thirty_days(runtime: Runtime, clock: FrozenClock) -> None:
    made = an_invitation(runtime, a_person(runtime))
    assert made.expires_at == clock.now() + timedelta(days=30)


def test_a_code_pasted_at_the_door_opens_the_invitation(
    client: FlaskClient, runtime: Runtime
) -> None:
    made = an_invitation(runtime, a_person(runtime))
    code = f" http://localhost/i/{made.token}\n"
    page = client.post("/i/code", data={"code": code}, follow_redirects=True)
    assert "vous fait une place" in page.text
    refused = client.post("/i/code", data={"code": "allo"}, follow_redirects=True)
    assert refused.status_code == 404
