"""Asking for an automatic purchase: what is shown, agreed to, and refused."""

import pytest
from sqlalchemy import select

from flashsale.mandates.models import Mandate
from tests.checkout_scene import Scene, scene, words
from tests.mandate_scene import Turn, a_turn, turn

__all__ = ["scene", "turn"]


def test_the_page_shows_the_total_the_card_and_the_words_agreed_to(turn: Turn) -> None:
    page = words(turn.scene.client.get(turn.path).text)
    assert "Achat automatique" in page
    assert "Visa finissant par 4242" in page
    assert "j’autorise la maison à l’acheter pour moi" in page
    assert "Par la poste : 12, rue Chabot, Montréal" in page
    assert "Total aujourd’hui 16,68 $" in page
    assert turn.form()["maximum"] == "16,68"


def test_it_is_kept_with_the_words_and_shown_on_the_lists(turn: Turn) -> None:
    lists = words(turn.scene.client.get("/listes-attente").text)
    assert "Acheter automatiquement à mon tour" in lists
    turn.agreed(maximum="20")
    with turn.scene.runtime.read() as work:
        row = work.session.scalars(select(Mandate)).one()
    assert (row.max_total_cents, row.delivery, row.language) == (2_000, "parcel", "fr")
    assert "Visa finissant par 4242" in row.consent_words
    lists = words(turn.scene.client.get("/listes-attente").text)
    assert "Achat automatique à votre tour : 20,00 $ au plus" in lists
    page = words(turn.scene.client.get(turn.path).text)
    assert "C’est demandé" in page
    turn.scene.client.set_cookie("langue", "en")
    lists = words(turn.scene.client.get("/listes-attente").text)
    assert "Automatic purchase when your turn comes: $20.00 at most" in lists
    assert "It is asked for" in words(turn.scene.client.get(turn.path).text)


def test_agreeing_again_takes_the_place_of_the_first(turn: Turn) -> None:
    turn.agreed(maximum="20")
    turn.agreed(maximum="25,50")
    with turn.scene.runtime.read() as work:
        rows = work.session.execute(
            select(Mandate.state, Mandate.max_total_cents).order_by(Mandate.id)
        ).all()
    assert [tuple(row) for row in rows] == [("withdrawn", 2_000), ("standing", 2_550)]


BAD = {
    "no yes": ({"accord": ""}, "Cochez cette case"),
    "no amount": ({"maximum": "beaucoup"}, "Écrivez un montant"),
    "below zero": ({"maximum": "-5"}, "Écrivez un montant"),
    "a fraction of a cent": ({"maximum": "20,001"}, "Écrivez un montant"),
    "huge": ({"maximum": "99999999"}, "Écrivez un montant"),
    "foreign": ({"maximum": "20 USD"}, "Écrivez un montant"),
    "under the total": ({"maximum": "16,67"}, "le total est de 16,68 $"),
    "no day": ({"jour": "demain"}, "Écrivez un jour"),
    "a day that is none": ({"jour": "2026-02-30"}, "Écrivez un jour"),
    "a past day": ({"jour": "2020-01-01"}, "Ce jour est passé"),
    "too late a day": ({"jour": "2199-01-01"}, "Plus rien ne peut être offert"),
    "no way": ({"facon": "drone"}, "Choisissez une livraison"),
    "another's point": ({"facon": "pickup-1"}, "Choisissez une livraison"),
}


@pytest.mark.parametrize(("changes", "said"), BAD.values(), ids=list(BAD))
def test_what_cannot_be_is_told_beside_its_field_and_kept_typed(
    turn: Turn, changes: dict[str, str], said: str
) -> None:
    answer = turn.agree(**changes)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert turn.state() == ""
    for name, value in changes.items():
        assert name in ("accord", "facon") or f'value="{value}"' in answer.text


@pytest.mark.parametrize("card", ["", "0", "12345", "-1", "un", "9" * 30])
def test_a_card_that_was_not_shown_is_refused(turn: Turn, card: str) -> None:
    answer = turn.agree(carte=card)
    assert (answer.status_code, answer.location) == (303, "/listes-attente")
    lists = words(turn.scene.client.get("/listes-attente").text)
    assert "Cette carte ne peut plus servir" in lists
    assert turn.state() == ""


def test_without_a_saved_card_the_page_says_how_to_get_one(scene: Scene) -> None:
    turn = a_turn(scene)
    page = scene.client.get(turn.path)
    assert "Il faut une carte gardée" in page.text
    assert 'name="accord"' not in page.text


def test_anothers_place_is_not_there(turn: Turn) -> None:
    stranger = turn.scene.browser_of(turn.scene.another_member())
    assert stranger.get(turn.path).status_code == 404
    assert stranger.post(turn.path, data=turn.form()).status_code == 404
    turn.agreed()
    stranger.post(f"{turn.path}/annuler")
    assert turn.state() == "standing"
    assert turn.scene.client.get("/attente/1/achat").status_code == 404


def test_once_the_turn_has_come_there_is_nothing_to_ask_for(turn: Turn) -> None:
    form = turn.form()
    turn.comes()
    answer = turn.scene.client.post(turn.path, data=form)
    assert (answer.status_code, answer.location) == (303, "/listes-attente")
    assert turn.state() == ""
