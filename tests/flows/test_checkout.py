"""The checkout: one page, one order per basket, amounts of the server alone."""

import pytest
from sqlalchemy import select

from flashsale.kernel.kinds import Form, Kind
from flashsale.orders.models import Order, OrderLine, Payment
from tests.checkout_scene import Scene, filled_form, scene, words

# Whatever is walked through here says no word over the network in a transaction.
pytestmark = pytest.mark.usefixtures("silent_transactions")

__all__ = ["scene"]


def test_the_page_says_all_that_the_law_wants_before_paying(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    page = scene.client.get("/paiement").text
    said = words(page)
    for wanted in (
        "Dépanneur mon amour",
        "Nom du vendeur",
        "TPS",
        "TVQ",
        "Total",
        "Posté par Postes Canada au plus tard le mardi 1er décembre",
        "Annulation",
        "Retours et échanges",
        "Dollars canadiens",
    ):
        assert wanted in said
    # 6.00 and 8.50 by the post, 0.73 of GST and 1.45 of QST.
    assert "Payer 16,68 $" in said.replace("\xa0", " ")


def test_the_page_has_eight_visible_fields_at_most(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    form = filled_form(scene.client.get("/paiement").text, "/paiement")
    hidden = {"token", "total", "due", "csrf_token"}
    assert len(form.keys() - hidden) <= 8


def test_an_order_goes_to_the_payment_page(scene: Scene) -> None:
    lot = scene.a_lot()
    hold = scene.hold(lot)
    answer = scene.client.post("/paiement", data=scene.checkout_form())
    assert answer.status_code == 303
    assert answer.location == f"https://desk.test/{scene.desk.only_page}"
    code = scene.last_code()
    assert scene.states(code) == ("pending", "open")
    assert scene.hold_state(hold) == "paying"
    assert scene.counts(lot) == (1, 0)
    request = scene.desk.requests[scene.desk.only_page]
    assert request.amount_cents == 1_668
    assert request.success_url == f"http://localhost/paiement/retour/{code}"
    assert request.cancel_url == f"http://localhost/commandes/{code}"


def test_the_order_keeps_the_words_and_amounts_of_the_moment(scene: Scene) -> None:
    scene.hold(scene.a_lot(kind=Kind.BOOK, gtin="9782923782584", price_cents=2_000))
    scene.hold(scene.a_lot(), quantity=2)
    scene.order(delivery="pickup")
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order)).one()
        lines = work.session.scalars(
            select(OrderLine).order_by(OrderLine.position)
        ).all()
    assert order.items_cents == 3_200
    assert (order.gst_cents, order.qst_cents) == (160, 120)
    assert order.total_cents == 3_480
    assert [line.qst_cents for line in lines] == [0, 120]
    assert lines[1].shown["label_fr"] == "Papier"
    assert order.address["postal_code"] == "H2X 1Y4"


def test_the_same_form_twice_is_one_order(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    form = scene.checkout_form()
    first = scene.client.post("/paiement", data=form)
    second = scene.client.post("/paiement", data=form)
    assert first.location == second.location
    assert scene.how_many(Order) == scene.how_many(Payment) == 1


def test_the_same_basket_with_another_address_is_refused(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    form = scene.checkout_form()
    scene.client.post("/paiement", data=form)
    answer = scene.client.post("/paiement", data=form | {"line1": "14, rue Chabot"})
    assert answer.status_code == 409
    assert scene.last_code() in answer.text
    assert scene.how_many(Order) == 1


def test_the_total_of_the_page_is_agreed_to_and_never_charged(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    answer = scene.client.post("/paiement", data=scene.checkout_form(total="1"))
    assert answer.status_code == 409
    assert "Le total a changé" in answer.text
    assert scene.how_many(Order) == 0
    again = filled_form(answer.text, "/paiement")
    assert again["total"] == "1668"
    assert scene.client.post("/paiement", data=again).status_code == 303


def test_another_province_is_agreed_to_before_it_is_charged(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    form = scene.checkout_form(province="ON", postal_code="M5V 2T6", city="Toronto")
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 409
    # 6.00 and 11.90 to Ontario, 2.33 of HST.
    assert "TVH" in answer.text
    again = filled_form(answer.text, "/paiement")
    assert again["total"] == str(600 + 1_190 + 233)
    assert scene.client.post("/paiement", data=again).status_code == 303
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order)).one()
    assert (order.hst_cents, order.gst_cents, order.qst_cents) == (233, 0, 0)


def test_the_total_can_be_made_again_without_ordering(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    form = scene.checkout_form(delivery="pickup", recalculer="1", name="")
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 200
    assert filled_form(answer.text, "/paiement")["total"] == "690"
    assert "Erreur" not in answer.text
    assert scene.how_many(Order) == 0


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Ce champ est à remplir."),
        ("name", "…", "Écrivez-le avec des lettres ou des chiffres."),
        ("line1", " ", "Ce champ est à remplir."),
        ("city", "x" * 121, "C’est trop long."),
        ("postal_code", "12345", "Un code postal s’écrit comme ceci"),
        ("postal_code", "M5V 2T6", "n’est pas de la province choisie"),
        ("province", "ZZ", "Choisissez une province ou un territoire."),
        ("delivery", "digital", "Choisissez comment vous le recevez."),
        ("delivery", "pigeon", "Choisissez comment vous le recevez."),
    ],
)
def test_a_wrong_field_keeps_the_rest_and_says_what_to_do(
    scene: Scene, field: str, value: str, said: str
) -> None:
    scene.hold(scene.a_lot())
    form = scene.checkout_form(line2="bureau 3") | {field: value}
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 422
    assert said in words(answer.text).replace("\xa0", " ")
    assert "Erreur" in answer.text.split("</title>")[0]
    assert "bureau 3" in answer.text
    assert "data-foyer" in answer.text
    assert scene.how_many(Order) == 0


def test_errors_are_in_the_readers_language(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    scene.client.set_cookie("langue", "en")
    answer = scene.client.post("/paiement", data=scene.checkout_form(name=""))
    assert "Please fill in this field." in answer.text


def test_a_basket_that_changed_is_shown_again_first(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    form = scene.checkout_form()
    scene.hold(scene.a_lot())
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 409
    assert "Votre panier a changé" in answer.text
    assert scene.how_many(Order) == 0


def test_a_hold_that_ended_before_the_button_orders_nothing(scene: Scene) -> None:
    lot = scene.a_lot()
    scene.hold(lot)
    form = scene.checkout_form()
    scene.clock.advance(minutes=10)
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 409
    assert scene.how_many(Order) == 0
    assert not scene.desk.calls


def test_a_basket_under_payment_is_not_ordered_twice(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.hold(scene.a_lot())
    page = scene.client.get("/paiement")
    assert page.location == f"/commandes/{code}"


def test_an_empty_basket_leads_back_to_it(scene: Scene) -> None:
    assert scene.client.get("/paiement").location == "/panier"


def test_files_alone_offer_no_parcel(scene: Scene) -> None:
    scene.hold(scene.a_lot(form=Form.PDF, price_cents=300))
    form = scene.checkout_form()
    assert form["delivery"] == "digital"
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 303
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order)).one()
    assert (order.delivery, order.shipping_cents, order.total_cents) == (
        "digital",
        0,
        345,
    )


def test_the_last_address_is_offered_again(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    scene.order()
    scene.hold(scene.a_lot())
    scene.client.post(f"/commandes/{scene.last_code()}/annuler")
    assert 'value="12, rue Chabot"' in scene.client.get("/paiement").text


def test_a_production_house_that_does_not_say_who_it_is_sells_nothing(
    scene: Scene,
) -> None:
    from dataclasses import replace

    scene.hold(scene.a_lot())
    settings = replace(scene.runtime.settings, mode="production")
    scene.app.extensions["flashsale"] = replace(scene.runtime, settings=settings)
    answer = scene.client.post("/paiement", data={})
    assert answer.status_code == 503
    assert "La caisse est fermée" in answer.text
