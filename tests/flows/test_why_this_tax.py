"""The page that says why a basket or an order has its taxes."""

import re

import pytest
from sqlalchemy import select

from flashsale.catalogue.models import Performance, Sku
from flashsale.kernel.kinds import Form, Kind
from flashsale.kernel.places import Province
from flashsale.orders.models import Order, OrderTax
from flashsale.sales.models import Lot
from tests.checkout_scene import Scene, scene, words

__all__ = ["scene"]

ISBN = "9782898730016"
HALIFAX = {"province": "NS", "postal_code": "B3H 1A1", "city": "Halifax"}
GATINEAU = {"province": "QC", "postal_code": "J8X 2E5", "city": "Gatineau"}
VANCOUVER = {"province": "BC", "postal_code": "V6B 1A1", "city": "Vancouver"}


@pytest.fixture
def shelf(scene: Scene) -> Scene:
    """Hold a novel at 24.95, a fanzine at 12.00 and an e-book at 14.99."""
    scene.hold(scene.a_lot(price_cents=24_95, kind=Kind.BOOK, gtin=ISBN))
    scene.hold(scene.a_lot(price_cents=12_00))
    scene.hold(scene.a_lot(price_cents=14_99, kind=Kind.BOOK, form=Form.EBOOK))
    return scene


def test_the_basket_says_why_for_the_place_asked_about(shelf: Scene) -> None:
    assert "/panier/taxes" in shelf.client.get("/panier").text
    said = words(shelf.client.get("/panier/taxes").text)
    for wanted in (
        "Livre imprimé avec ISBN",
        "Québec, c’est là que le colis va",
        "TVQ 0 % 0,00 $. Un livre imprimé qui a un ISBN est détaxé au Québec.",
        "Fanzine imprimé",
        "TVQ 9,975 %",
        "Livre numérique",
        "Québec, c’est là que l’acheteur habite",
        "Revenu Québec",
    ):
        assert wanted in said
    there = words(shelf.client.get("/panier/taxes?province=NS&code_postal=B3H1A1").text)
    assert "Nouvelle-Écosse, c’est là que le colis va" in there
    assert "GI-065" in there
    assert "TVH 14 %" in there


def test_the_checkout_leads_to_its_own_reasons(shelf: Scene) -> None:
    form = shelf.checkout_form(**HALIFAX, recalculer="1")
    page = shelf.client.post("/paiement", data=form).text
    (path,) = re.findall(r'href="(/panier/taxes[^"]*)"', page)
    said = words(shelf.client.get(path.replace("&amp;", "&")).text)
    assert "Nouvelle-Écosse, c’est là que le colis va" in said


@pytest.mark.parametrize("address", [HALIFAX, GATINEAU])
def test_an_order_keeps_what_it_owes_to_each_place(
    shelf: Scene, address: dict[str, str]
) -> None:
    code = shelf.order(**address)
    assert f"/commandes/{code}/taxes" in shelf.client.get(f"/commandes/{code}").text
    with shelf.runtime.read() as work:
        order = work.session.scalars(select(Order).where(Order.code == code)).one()
        rows = work.session.scalars(
            select(OrderTax).where(OrderTax.order_id == order.id)
        ).all()
    sums = {tax: sum(r.cents for r in rows if r.tax == tax) for tax in ("gst", "qst")}
    assert (sums["gst"], sums["qst"]) == (order.gst_cents, order.qst_cents)
    assert sum(r.cents for r in rows) == (
        order.gst_cents + order.qst_cents + order.hst_cents
    )
    assert {r.place for r in rows} == {address["province"]}
    said = words(shelf.client.get(f"/commandes/{code}/taxes").text)
    for row in rows:
        dollars = f"{row.cents // 100},{row.cents % 100:02} $"
        assert dollars in said
    assert "de livraison, qui suit la chose" in said


def test_a_show_bears_the_taxes_of_its_venue(scene: Scene) -> None:
    lot = scene.a_lot(price_cents=45_00, kind=Kind.TICKET, form=Form.ADMISSION)
    with scene.runtime.work() as work:
        work_id = work.session.scalar(
            select(Sku.work_id).join(Lot, Lot.sku_id == Sku.id).where(Lot.id == lot)
        )
        work.session.add(
            Performance(
                id=1,
                work_id=work_id,
                venue="Centre des arts",
                city="Ottawa",
                province=str(Province.ON),
                starts_at=work.now,
            )
        )
    scene.hold(lot)
    code = scene.order()
    said = words(scene.client.get(f"/commandes/{code}/taxes").text)
    assert "Ontario, c’est là que le spectacle a lieu" in said
    assert "TVH 13 % 5,85 $" in said


def test_a_tax_the_house_is_not_registered_for_is_said_and_not_charged(
    shelf: Scene,
) -> None:
    code = shelf.order(**VANCOUVER)
    said = words(shelf.client.get(f"/commandes/{code}/taxes").text)
    assert "TVP 0 % 0,00 $. La maison n’est pas inscrite pour cette taxe" in said


def test_what_may_not_be_printed_is_not(shelf: Scene) -> None:
    # Revenu Québec: neither 9.97, nor the sum of both rates, rounded or not.
    code = shelf.order()
    for path in ("/panier/taxes", f"/commandes/{code}", f"/commandes/{code}/taxes"):
        for language in ("fr", "en"):
            text = words(
                shelf.client.get(path, headers={"Accept-Language": language}).text
            )
            assert not re.search(r"\b(9[.,]97\b|14[.,]97)", text), path


def test_an_order_of_somebody_else_is_not_found(shelf: Scene) -> None:
    code = shelf.order()
    other = shelf.browser_of(shelf.another_member())
    assert other.get(f"/commandes/{code}/taxes").status_code == 404
    assert shelf.client.get("/commandes/XXXXXXXX/taxes").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["", "?province=ZZ", "?livraison=avion", "?code_postal=" + "9" * 400, "?code=%00"],
)
def test_an_empty_basket_and_odd_questions_are_answered(
    scene: Scene, query: str
) -> None:
    answer = scene.client.get(f"/panier/taxes{query}")
    assert answer.status_code == 200
    assert "Rien à taxer pour le moment" in words(answer.text)
