"""The desk of promotions: making a code, stopping it, reading who used it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from flashsale.members.roles import Role
from flashsale.promotions import reads
from flashsale.promotions.models import Promotion
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop
from tests.checkout_scene import filled_form, words
from tests.factories import a_drop, a_member
from tests.sign_in import sign_in

DESK = "/bureau/codes"


@pytest.fixture
def desk(app: Flask, runtime: Runtime) -> FlaskClient:
    client = app.test_client()
    with runtime.work() as work:
        boss = a_member(work, role=Role.ADMINISTRATOR, name="Odile Boss")
    sign_in(client, runtime, boss)
    return client


def form_of(desk: FlaskClient) -> dict[str, str]:
    form = filled_form(desk.get(f"{DESK}/nouveau").text, f"{DESK}/nouveau")
    return form | {"mot": "rentree-26", "titre": "Rentrée", "valeur": "12,5 %"}


def how_many(runtime: Runtime) -> int:
    with runtime.read() as work:
        return work.session.scalar(select(func.count()).select_from(Promotion)) or 0


def test_a_code_is_made_listed_and_stopped(runtime: Runtime, desk: FlaskClient) -> None:
    assert "Aucun code encore" in words(desk.get(DESK).text)
    answer = desk.post(f"{DESK}/nouveau", data=form_of(desk))
    assert answer.status_code == 303
    said = words(desk.get(answer.location).text)
    for wanted in (
        "RENTREE26",
        "en vigueur",
        "12,5 % de chaque article",
        "du 2026-11-26 00:00 au 2026-12-10 23:59",
        "Une fois par membre.",
        "Fait par Odile Boss",
        "Personne encore.",
    ):
        assert wanted in said
    assert "RENTREE26 en vigueur" in words(desk.get(DESK).text)
    stopped = desk.post(f"{answer.location}/arreter", follow_redirects=True)
    said = words(stopped.text)
    assert "Le code est arrêté." in said
    assert "Arrêté par Odile Boss" in said
    assert "Arrêter ce code" not in said
    again = desk.post(f"{answer.location}/arreter", follow_redirects=True)
    assert "Ce code était déjà arrêté." in words(again.text)


def test_all_its_terms_are_kept(runtime: Runtime, desk: FlaskClient) -> None:
    with runtime.work() as work:
        a_drop(work)
        drop = a_drop(work)
        slug = f"vente-{drop}"
        work.session.get_one(Drop, drop).slug = slug
    form = form_of(desk) | {
        "sorte": "montant",
        "valeur": "$5.00",
        "minimum": "25",
        "en_tout": "100",
        "par_membre": "2",
        "genres": ["book", "fanzine"],
        "ventes": f"http://localhost/ventes/{slug}\n{slug}",
        "titre_en": "Back to school",
    }
    answer = desk.post(f"{DESK}/nouveau", data=form)
    assert answer.status_code == 303, words(answer.text)
    with runtime.read() as work:
        (facts,) = reads.promotions(work, most=9)
    terms = facts.terms
    assert (terms.rate, terms.amount_cents, terms.minimum_cents) == (0, 5_00, 25_00)
    assert (terms.most_uses, terms.most_by_member) == (100, 2)
    assert {str(kind) for kind in terms.kinds} == {"book", "fanzine"}
    assert terms.drop_ids == {drop}
    said = words(desk.get(answer.location).text)
    assert "5,00 $ sur le panier" in said
    assert "Dès 25,00 $ d’articles. Seulement : Livres, Fanzines." in said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mot": ""}, "Ce champ est à remplir"),
        ({"mot": "été"}, "De 3 à 20 lettres sans accent"),
        ({"mot": "x" * 61}, "C’est trop long"),
        ({"titre": ""}, "Ce champ est à remplir"),
        ({"sorte": "autre"}, "Choisissez ce que le code donne"),
        ({"valeur": "beaucoup"}, "Écrivez un pourcentage"),
        ({"valeur": "100,001"}, "De 0,001 % à 100 %"),
        ({"valeur": "0"}, "De 0,001 % à 100 %"),
        ({"valeur": "-5"}, "Écrivez un pourcentage"),
        ({"sorte": "montant", "valeur": "5 €"}, "Écrivez un montant"),
        ({"sorte": "montant", "valeur": "1000,01"}, "De 0,001 % à 100 %"),
        ({"debut_jour": "demain"}, "Écrivez une date"),
        ({"fin_heure": "midi"}, "Écrivez une heure"),
        ({"fin_jour": "2026-11-25"}, "La fin vient avant le début"),
        ({"debut_jour": "2020-01-01", "fin_jour": "2020-01-02"}, "déjà passée"),
        ({"minimum": "rien"}, "Écrivez un montant"),
        ({"minimum": "10000,01"}, "L’achat minimum va de"),
        ({"en_tout": "0"}, "De 1 à 1 000 000 de fois"),
        ({"en_tout": "1,5"}, "Écrivez un nombre entier"),
        ({"par_membre": ""}, "Ce champ est à remplir"),
        ({"par_membre": "101"}, "de 1 à 100 fois par membre"),
        ({"genres": ["voiture"]}, "Choisissez parmi ces genres"),
        ({"ventes": "/ventes/inconnue"}, "Aucune vente n’a cette adresse : inconnue"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    runtime: Runtime, desk: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    answer = desk.post(f"{DESK}/nouveau", data=form_of(desk) | wrong)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert how_many(runtime) == 0


def test_all_faults_are_told_at_once(desk: FlaskClient) -> None:
    form = form_of(desk) | {"valeur": "?", "fin_heure": "?", "ventes": "x"}
    said = words(desk.post(f"{DESK}/nouveau", data=form).text)
    for wanted in (
        "Écrivez un pourcentage",
        "Écrivez une heure",
        "Aucune vente n’a cette adresse",
    ):
        assert wanted in said


def test_a_word_is_made_once(runtime: Runtime, desk: FlaskClient) -> None:
    form = form_of(desk)
    desk.post(f"{DESK}/nouveau", data=form)
    answer = desk.post(f"{DESK}/nouveau", data=form)
    assert answer.status_code == 422
    assert "Ce code existe déjà" in words(answer.text)
    assert how_many(runtime) == 1


@pytest.mark.parametrize("number", ["1", str(1 << 63), str(1 << 80)])
def test_an_unknown_code_has_no_page(desk: FlaskClient, number: str) -> None:
    assert desk.get(f"{DESK}/{number}").status_code == 404
    assert desk.post(f"{DESK}/{number}/arreter").status_code == 404
