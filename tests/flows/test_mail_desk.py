"""The administrator reads the demo's mailbox and revives dead letters."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from flashsale.kernel.language import Language
from flashsale.mail import outbox
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.smtp_box import Mailbox
from tests.flows.door_steps import a_person, sign_in_by_link


@pytest.fixture
def administrator(client: FlaskClient, runtime: Runtime) -> FlaskClient:
    """Open the desk."""
    sign_in_by_link(client, runtime, a_person(runtime, role=Role.ADMINISTRATOR))
    return client


def _arrive(runtime: Runtime, *, html: str = "<p>Bonjour</p>") -> str:
    message = EmailMessage()
    message["From"] = "La table <table@example.org>"
    message["To"] = "bibiane@exemple.ca"
    message["Subject"] = "Votre commande <K7PQ>"
    message.set_content("Bonjour <b>Bibiane</b>\nhttp://localhost/commandes/K7PQ\n")
    message.add_alternative(html, subtype="html")
    box = Mailbox(runtime.settings.data_dir / "mailbox")
    return box.keep(
        message.as_bytes(), "table@example.org", ["bibiane@exemple.ca"]
    ).stem


def test_an_empty_mailbox_says_what_will_come(administrator: FlaskClient) -> None:
    page = administrator.get("/bureau/courriels")
    assert page.status_code == 200
    assert "Aucune lettre n’est arrivée" in page.text
    assert "Aucune lettre dans cet état." in page.text


def test_a_message_is_read_as_text_and_shut_in_as_html(
    administrator: FlaskClient, runtime: Runtime
) -> None:
    name = _arrive(runtime, html="<p>Bonjour<script>alert(1)</script></p>")
    listed = administrator.get("/bureau/courriels").text
    assert "Votre commande &lt;K7PQ&gt;" in listed
    page = administrator.get(f"/bureau/courriels/{name}").text
    assert "Bonjour &lt;b&gt;Bibiane&lt;/b&gt;" in page
    assert '<a href="http://localhost/commandes/K7PQ"' in page
    letter = administrator.get(f"/bureau/courriels/{name}/html")
    assert letter.status_code == 200
    policy = letter.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize(
    "name", ["x", "..%2fsecret", "1234567890123-zzzzzzzz", "1234567890123-01234567"]
)
def test_no_other_file_is_read(administrator: FlaskClient, name: str) -> None:
    assert administrator.get(f"/bureau/courriels/{name}").status_code == 404


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CURATOR])
def test_letters_are_the_administrators_alone(
    client: FlaskClient, runtime: Runtime, role: Role
) -> None:
    sign_in_by_link(client, runtime, a_person(runtime, role=role))
    name = _arrive(runtime)
    for path in ("", f"/{name}", f"/{name}/html"):
        assert client.get(f"/bureau/courriels{path}").status_code == 403
    assert client.post("/bureau/courriels/1/reprendre").status_code == 403


def _dead(runtime: Runtime, key: str, message: str) -> int:
    with runtime.work() as work:
        outbox.write(
            work,
            key=key,
            message=message,
            to_address="bibiane@exemple.ca",
            language=Language.FR,
            values={"name": "Bibiane", "inviter": "Noémie", "token": "00"},
        )
    with runtime.database.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE outbox_mail SET state='dead', attempts=8, last_error='550 non'"
            )
        )
        found = connection.execute(
            text("SELECT id FROM outbox_mail WHERE key = :key"), {"key": key}
        )
        return int(found.scalar_one())


def test_a_dead_letter_is_sent_again(
    administrator: FlaskClient, runtime: Runtime
) -> None:
    mail_id = _dead(runtime, "welcome:1", "welcome")
    page = administrator.get("/bureau/courriels?etat=dead").text
    assert "550 non" in page
    assert "Renvoyer" in page
    path = f"/bureau/courriels/{mail_id}/reprendre"
    done = administrator.post(path, follow_redirects=True)
    assert "La lettre repart." in done.text
    assert "En attente · 1" in done.text
    assert (
        "ne peut pas repartir" in administrator.post(path, follow_redirects=True).text
    )


def test_a_forgotten_link_is_not_sent_again(
    administrator: FlaskClient, runtime: Runtime
) -> None:
    mail_id = _dead(runtime, "link:1", "sign_in_link")
    assert "Renvoyer" not in administrator.get("/bureau/courriels?etat=dead").text
    path = f"/bureau/courriels/{mail_id}/reprendre"
    assert (
        "ne peut pas repartir" in administrator.post(path, follow_redirects=True).text
    )


def test_the_mailbox_speaks_english(
    administrator: FlaskClient, runtime: Runtime
) -> None:
    _dead(runtime, "welcome:1", "welcome")
    administrator.set_cookie("langue", "en")
    page = administrator.get("/bureau/courriels?etat=dead").text
    assert "Given up · 1" in page
    assert "Send again" in page


def test_a_house_without_a_mailbox_folder_has_an_empty_one(
    administrator: FlaskClient, runtime: Runtime
) -> None:
    assert not Path(runtime.settings.data_dir / "mailbox").exists()
    assert administrator.get("/bureau/courriels").status_code == 200
