"""`flashsale invite` and `flashsale member`, on a house that may be running."""

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from flashsale.cli import main
from flashsale.invites import ledger
from flashsale.kernel.clock import FrozenClock, SystemClock
from flashsale.members.directory import member_by_email
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from tests.flows.door_steps import JOINING, join_by

Run = Callable[..., Result]


@pytest.fixture
def run(
    environment: dict[str, str],
    runtime: Runtime,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run commands with the settings of the house under test, at its hour.

    Commands read the machine's clock: the house is put at the same instant.
    """
    clock.move_to(SystemClock().now())
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return call


def _token(result: Result, folder: str) -> str:
    assert result.exit_code == 0, result.output
    found = re.fullmatch(
        rf"http://localhost/{folder}/([0-9a-f]{{64}})\n", result.output
    )
    assert found is not None, result.output
    return found.group(1)


def test_the_first_administrator_gets_in_and_invites(
    run: Run, client: FlaskClient, runtime: Runtime
) -> None:
    none = run("invite")
    assert none.exit_code == 1
    assert "there is no administrator yet" in none.output
    added = run(
        "member", "add", "Ada@Exemple.ca", "--name", "Ada", "--role", "administrator"
    )
    token = _token(added, "entrer")
    assert client.post(f"/entrer/{token}").location == "/"
    assert client.get("/bureau/courriels").status_code == 200

    invitation = _token(run("invite", "--uses", "2", "--label", "Amis"), "i")
    other = client.application.test_client()
    assert join_by(other, invitation).location == "/"
    with runtime.read() as work:
        ada = member_by_email(work, "ada@exemple.ca")
        assert ada is not None
        (line,) = ledger.invitations_of(work, ada.id)
    assert (line.label, line.uses, line.max_uses) == ("Amis", 1, 2)


def test_a_bound_invitation_is_for_one_address(run: Run, client: FlaskClient) -> None:
    run("member", "add", "ada@exemple.ca", "--name", "Ada")
    made = run("invite", "--by", "ada@exemple.ca", "--for", "autre@exemple.ca")
    assert join_by(client, _token(made, "i")).status_code == 422


def test_a_link_and_a_role_are_given_on_the_command_line(
    run: Run, client: FlaskClient, runtime: Runtime
) -> None:
    run("member", "add", "ada@exemple.ca", "--name", "Ada", "--language", "en")
    token = _token(run("member", "sign-in-link", "ada@exemple.ca"), "entrer")
    client.post(f"/entrer/{token}")
    assert client.get("/compte").status_code == 200
    assert run("member", "role", "ada@exemple.ca", "curator").exit_code == 0
    assert client.get("/compte").status_code == 303
    with runtime.read() as work:
        ada = member_by_email(work, "ada@exemple.ca")
    assert ada is not None
    assert ada.role is Role.CURATOR


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("member", "add", "ada", "--name", "Ada"), "not an address"),
        (("member", "add", "a@exemple.ca", "--name", " "), "a name has letters"),
        (("member", "role", "a@exemple.ca", "curator"), "no member has"),
        (("member", "sign-in-link", "a@exemple.ca"), "no member has"),
        (("invite", "--by", "a@exemple.ca"), "no member has"),
        (("invite", "--for", "ada"), "not an address"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    run: Run, words: tuple[str, ...], told: str
) -> None:
    result = run(*words)
    assert result.exit_code != 0
    assert told in result.output
    assert "Traceback" not in result.output


def test_an_address_is_added_once(run: Run) -> None:
    run("member", "add", JOINING["email"], "--name", "Bibiane")
    again = run("member", "add", JOINING["email"].upper(), "--name", "Bibiane")
    assert again.exit_code == 1
    assert "already" in again.output
