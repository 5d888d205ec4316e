"""The pages of credit: a member's statement, and the administrator's side."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from flashsale.credit.models import CreditTransaction
from flashsale.kernel.ids import MemberId
from flashsale.members.directory import member_by_id
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from tests.checkout_scene import words
from tests.factories import a_member
from tests.sign_in import sign_in

DESK = "/bureau/credits"


@pytest.fixture
def member(runtime: Runtime) -> MemberId:
    with runtime.work() as work:
        return a_member(work, name="Camille Essai")


@pytest.fixture
def desk(app: Flask, runtime: Runtime) -> FlaskClient:
    client = app.test_client()
    with runtime.work() as work:
        boss = a_member(work, role=Role.ADMINISTRATOR, name="Odile Boss")
    sign_in(client, runtime, boss)
    return client


def address_of(runtime: Runtime, member: MemberId) -> str:
    with runtime.read() as work:
        return member_by_id(work, member).email


def form_of(desk: FlaskClient, email: str) -> dict[str, str]:
    page = desk.get(f"{DESK}?courriel={email}").text
    return filled_form_of_post(page)


def filled_form_of_post(page: str) -> dict[str, str]:
    form = next(f for f in html.fromstring(page).forms if f.method == "POST")
    return {name: value or "" for name, value in form.form_values()}


def how_many(runtime: Runtime) -> int:
    with runtime.read() as work:
        count = select(func.count()).select_from(CreditTransaction)
        return work.session.scalar(count) or 0


def test_a_grant_is_read_on_the_members_statement(
    app: Flask, runtime: Runtime, desk: FlaskClient, member: MemberId
) -> None:
    form = form_of(desk, address_of(runtime, member))
    form |= {"montant": "$12.50", "raison": "Colis en retard"}
    answer = desk.post(DESK, data=form, follow_redirects=True)
    said = words(answer.text)
    for wanted in ("C’est inscrit au registre", "Camille Essai", "Odile Boss"):
        assert wanted in said
    client = app.test_client()
    sign_in(client, runtime, member)
    said = words(client.get("/credits").text)
    assert "12,50 $, jusqu’au vendredi 26 novembre 2027 inclus" in said
    assert "Offert par la maison Colis en retard" in said


def test_the_same_form_gives_once(
    runtime: Runtime, desk: FlaskClient, member: MemberId
) -> None:
    form = form_of(desk, address_of(runtime, member))
    form |= {"montant": "10", "raison": "Bienvenue"}
    for _ in range(3):
        assert desk.post(DESK, data=form).status_code == 303
    assert how_many(runtime) == 1


def test_credit_is_taken_back_as_far_as_it_is_there(
    runtime: Runtime, desk: FlaskClient, member: MemberId
) -> None:
    email = address_of(runtime, member)
    desk.post(DESK, data=form_of(desk, email) | {"montant": "10", "raison": "Trop"})
    back = {"raison": "Erreur de frappe", "reprendre": "1"}
    answer = desk.post(DESK, data=form_of(desk, email) | back | {"montant": "10,01"})
    assert answer.status_code == 409
    assert "Il reste moins que cela" in words(answer.text)
    answer = desk.post(DESK, data=form_of(desk, email) | back | {"montant": "4"})
    assert answer.status_code == 303
    assert "Repris par la maison" in words(desk.get(answer.location).text)
    assert "6,00 $" in words(desk.get(answer.location).text)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"montant": "-5"}, "Écrivez un montant en dollars"),
        ({"montant": "12 €"}, "Écrivez un montant en dollars"),
        ({"montant": "12 USD"}, "Écrivez un montant en dollars"),
        ({"montant": "1.999"}, "Écrivez un montant en dollars"),
        ({"montant": "0"}, "Le montant va de 0,01 $ à 500,00 $"),
        ({"montant": "500,01"}, "Le montant va de 0,01 $ à 500,00 $"),
        ({"montant": "9" * 200}, "Écrivez un montant en dollars"),
        ({"raison": ""}, "Ce champ est à remplir"),
        ({"raison": "—"}, "Écrivez-le en une ligne"),
        ({"raison": "a\nb\x00"}, "Écrivez-le en une ligne"),
        ({"raison": "x" * 201}, "Pas plus de 200 caractères"),
        ({"courriel": "personne@example.org"}, "Personne n’a cette adresse"),
        ({"courriel": "pas une adresse"}, "Cette adresse est incomplète"),
        ({"jeton": ""}, "Ce formulaire a vieilli"),
        ({"jeton": "é" * 20}, "Ce formulaire a vieilli"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    runtime: Runtime,
    desk: FlaskClient,
    member: MemberId,
    wrong: dict[str, str],
    said: str,
) -> None:
    form = form_of(desk, address_of(runtime, member))
    form |= {"montant": "10", "raison": "Bienvenue"} | wrong
    answer = desk.post(DESK, data=form)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert how_many(runtime) == 0


def test_an_unknown_address_is_told(desk: FlaskClient) -> None:
    said = words(desk.get(f"{DESK}?courriel=personne@example.org").text)
    assert "Personne n’a cette adresse" in said


def test_a_curator_gives_no_credit(app: Flask, runtime: Runtime) -> None:
    client = app.test_client()
    with runtime.work() as work:
        curator = a_member(work, role=Role.CURATOR)
    sign_in(client, runtime, curator)
    assert client.post(DESK, data={"montant": "10"}).status_code == 403
    assert how_many(runtime) == 0


def test_the_statement_of_who_has_nothing(
    app: Flask, runtime: Runtime, member: MemberId
) -> None:
    client = app.test_client()
    sign_in(client, runtime, member)
    said = words(client.get("/credits").text)
    assert said.count("0,00 $") == 3
    assert "Rien encore" in said
