"""A member makes links, sees what became of them, takes one back."""

import re

from flask.testing import FlaskClient

from flashsale.runtime import Runtime
from tests.flows.door_steps import a_person, join_by, sign_in


def _link_in(page: str) -> str:
    found = re.search(r'<p class="code">http://localhost/i/([0-9a-f]{64})</p>', page)
    assert found is not None
    return found.group(1)


def _make(client: FlaskClient, label: str = "Pour Léa") -> str:
    page = client.post("/inviter", data={"label": label}, follow_redirects=True)
    return _link_in(page.text)


def test_a_link_is_shown_once_with_its_code(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    sign_in(client)
    empty = client.get("/inviter").text
    assert "Vous n’avez encore invité personne." in empty
    assert "Il vous reste cinq invitations" in empty
    page = client.post("/inviter", data={"label": "Pour Léa"}, follow_redirects=True)
    token = _link_in(page.text)
    assert 'aria-label="Code QR du lien d’invitation"' in page.text
    assert "Il vous reste quatre invitations" in page.text
    again = client.get("/inviter").text
    assert token not in again
    assert "Pour Léa" in again
    assert "En attente" in again


def test_the_list_says_who_came(client: FlaskClient, runtime: Runtime) -> None:
    a_person(runtime)
    sign_in(client)
    token = _make(client)
    join_by(client.application.test_client(), token)
    page = client.get("/inviter").text
    assert "A fait entrer Bibiane Roy" in page
    assert "Acceptée" in page
    assert "Il vous reste quatre invitations" in page


def test_a_link_taken_back_opens_nothing_and_its_place_returns(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    sign_in(client)
    token = _make(client)
    page = client.get("/inviter").text
    path = page.split('href="/inviter/')[1].split('"')[0]
    asked = client.get(f"/inviter/{path}")
    assert "Retirer cette invitation" in asked.text
    done = client.post(f"/inviter/{path}", follow_redirects=True)
    assert "Son lien n’ouvre plus" in done.text
    assert "Il vous reste cinq invitations" in done.text
    assert "Retirée" in done.text
    assert client.get(f"/inviter/{path}").status_code == 404
    assert join_by(client.application.test_client(), token).status_code == 404


def test_nobody_takes_back_anothers_invitation(
    client: FlaskClient, runtime: Runtime
) -> None:
    a_person(runtime)
    a_person(runtime, "felix@exemple.ca", name="Félix")
    sign_in(client)
    token = _make(client)
    path = client.get("/inviter").text.split('href="/inviter/')[1].split('"')[0]
    other = client.application.test_client()
    sign_in(other, "felix@exemple.ca")
    assert other.get(f"/inviter/{path}").status_code == 404
    assert other.post(f"/inviter/{path}").status_code == 404
    assert join_by(client.application.test_client(), token).status_code == 303


def test_the_sixth_invitation_is_refused(client: FlaskClient, runtime: Runtime) -> None:
    a_person(runtime)
    sign_in(client)
    for number in range(5):
        _make(client, f"Personne {number}")
    page = client.get("/inviter").text
    assert "Vos invitations sont parties" in page
    assert "Retirez-en une" in page
    answer = client.post("/inviter", data={"label": "Une de trop"})
    assert answer.status_code == 409
    assert "Il ne vous reste pas d’invitation." in answer.text
