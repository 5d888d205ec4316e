"""A NUL in an address or a form: dropped or not found, never a broken page."""

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.members.roles import Role
from flashsale.orders.models import Order
from flashsale.sales.models import Drop, Lot
from tests.checkout_scene import Scene, scene, words
from tests.factories import a_member

__all__ = ["scene"]


def test_a_query_loses_it(app: Flask) -> None:
    with app.test_request_context("/?q=a%00b&q=c"):
        assert request.args.getlist("q") == ["ab", "c"]


def test_no_page_has_it_in_its_address(scene: Scene) -> None:
    client: FlaskClient = scene.client
    for path in ("/commandes/A%00B", "/ventes/a%00b", "/i/%00"):
        assert client.get(path).status_code == 404, path


def test_a_form_too_heavy_is_told_so_and_not_that_the_page_is_old(scene: Scene) -> None:
    scene.client.application.config["WTF_CSRF_ENABLED"] = True
    answer = scene.client.post("/panier/1/prix", data={"prix": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "C’est trop lourd" in answer.text


NUL = "\0"


def test_a_form_whose_token_holds_it_is_none_of_ours(scene: Scene) -> None:
    lot = scene.a_lot()
    with scene.runtime.read() as work:
        slug = work.session.scalar(
            select(Drop.slug).join(Lot, Lot.drop_id == Drop.id).where(Lot.id == lot)
        )
    wish = {"lot": str(lot), "quantity": "1", "token": NUL * 32}
    answer = scene.client.post(f"/ventes/{slug}/garder", data=wish)
    assert answer.status_code == 422
    assert scene.counts(lot) == (0, 0)
    hold = scene.hold(lot)
    form = scene.checkout_form()
    for changes in ({"token": NUL * 64}, {"code": NUL}, {"name": f"A{NUL}B"}):
        scene.client.post("/paiement", data=form | changes)
    tap = {"token": NUL * 64, "carte": "1", "delivery": "parcel"}
    assert scene.client.post("/panier/payer", data=tap).status_code == 303
    retry = scene.client.post(f"/panier/{hold}/reprendre", data={"token": NUL * 32})
    assert retry.status_code == 422
    # A code of nothing else is no code: that form ordered, and nothing else did.
    assert scene.how_many(Order) == 1


def test_a_note_of_an_invitation_is_one_line_of_text(scene: Scene) -> None:
    for label in (NUL, f"a{NUL}b"):
        answer = scene.client.post("/inviter", data={"label": label})
        assert answer.status_code == 422
        assert "Écrivez-le en une ligne, avec des mots." in words(answer.text)


def test_no_sale_of_a_promotion_has_it(scene: Scene) -> None:
    with scene.runtime.work() as work:
        boss = a_member(work, role=Role.ADMINISTRATOR)
    desk = scene.browser_of(boss)
    for typed in (NUL, f"a{NUL}b"):
        answer = desk.post("/bureau/codes/nouveau", data={"ventes": typed})
        assert answer.status_code == 422
