"""Saved cards: kept with consent only; one tap buys once; a refusal leads on."""

import re

import pytest
from lxml import html
from sqlalchemy import select

from flashsale.kernel.ids import HoldId, LotId
from flashsale.orders.models import Order, Payment, SavedCard
from flashsale.orders.payment_desk import PaymentDeskUnreachable, PaymentState
from tests.card_scene import a_saved_card, cards, tap, tap_form
from tests.checkout_scene import Scene, scene, words
from tests.paper_desk import Killed

__all__ = ["scene"]

CONSENT = "keep_card"


# Keeping one.


def test_the_box_is_off_and_then_nothing_is_kept(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    page = html.fromstring(scene.client.get("/paiement").text)
    (box,) = page.xpath(f"//input[@name='{CONSENT}']")
    assert "checked" not in box.attrib
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    assert cards(scene) == []
    assert scene.desk.customers == {}
    assert scene.desk.requests[scene.desk.only_page].customer_ref == ""


def test_a_card_is_kept_with_the_words_and_the_day(scene: Scene) -> None:
    a_saved_card(scene)
    (card,) = cards(scene)
    assert (card.brand, card.last4) == ("visa", "4242")
    assert "jamais la maison" in card.consent_words
    assert card.consent_language == "fr"
    assert card.consented_at == scene.clock.now()
    page = words(scene.client.get("/compte/cartes").text)
    assert "Visa finissant par 4242" in page
    assert "jamais la maison" in page
    assert "Vos cartes" in scene.client.get("/compte").text


def test_a_second_try_asks_for_the_very_same_page(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    lost = PaymentDeskUnreachable("begin", "cut")
    scene.desk.will("begin", lost, after=True)
    form = scene.checkout_form(keep_card="y")
    scene.client.post("/paiement", data=form)
    code = scene.last_code()
    scene.client.post(f"/commandes/{code}/payer")
    assert len(scene.desk.pages) == len(scene.desk.customers) == 1
    assert scene.states(code) == ("pending", "open")


def test_the_same_card_again_is_kept_once(scene: Scene) -> None:
    a_saved_card(scene)
    scene.clock.advance(minutes=1)
    a_saved_card(scene)
    kept = [card for card in cards(scene) if card.removed_at is None]
    assert len(kept) == 1
    assert len(cards(scene)) == 2


# One tap.


def test_without_a_card_no_tap_is_offered(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    assert "/panier/payer" not in scene.client.get("/panier").text


def test_one_tap_buys_for_the_total_that_was_shown(scene: Scene) -> None:
    a_saved_card(scene)
    lot = scene.a_lot()
    hold = scene.hold(lot)
    page = scene.client.get("/panier").text
    shown = words(page)
    assert "Visa finissant par 4242" in shown
    assert "Payer 16,68 $ maintenant" in shown.replace("\u00a0", " ")
    assert "12, rue Chabot" in shown
    answer = tap(scene)
    code = scene.last_code()
    assert (answer.status_code, answer.location) == (303, f"/commandes/{code}")
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)
    assert scene.hold_state(hold) == "bought"
    assert "C’est à vous" in scene.client.get(answer.location or "").text
    (_, charge) = list(scene.desk.charges.values())[-1]
    assert scene.desk.pages[charge].captured_cents == 1_668
    assert len(scene.receipts()) == 2


def test_a_tap_on_a_gift_card_promises_what_its_page_does(scene: Scene) -> None:
    a_saved_card(scene)
    card = {"montant": "50", "nom": "Bibiane", "courriel": "b@example.org"}
    scene.client.post("/cartes-cadeaux", data=card | {"langue": "fr"})
    shown = words(scene.client.get("/panier").text)
    assert "Payer 50,00 $ maintenant" in shown.replace("\u00a0", " ")
    assert "Une carte-cadeau part par courriel dès qu’elle est payée." in shown
    assert "Remis par courriel au plus tard" not in shown


def test_a_double_tap_is_one_order_and_one_charge(scene: Scene) -> None:
    a_saved_card(scene)
    scene.hold(scene.a_lot())
    form = tap_form(scene)
    answers = {
        (a.status_code, a.location)
        for a in (scene.client.post("/panier/payer", data=form) for _ in range(3))
    }
    assert answers == {(303, f"/commandes/{scene.last_code()}")}
    assert scene.how_many(Order) == 2
    assert len(scene.desk.charges) == 1
    assert len(scene.desk.captures) == 2


def test_a_refused_card_says_so_and_keeps_the_copies(scene: Scene) -> None:
    a_saved_card(scene)
    lot = scene.a_lot()
    scene.hold(lot)
    scene.desk.bank_says = "insufficient_funds"
    answer = tap(scene)
    code = scene.last_code()
    assert answer.location == f"/commandes/{code}"
    shown = words(scene.client.get(answer.location).text)
    assert "le solde ne suffit pas" in shown
    assert "payez sur la page" in shown
    assert scene.counts(lot) == (1, 0)
    again = scene.client.post(f"/commandes/{code}/payer")
    assert again.location == "https://desk.test/cs_2"


@pytest.mark.parametrize("after", [False, True])
def test_an_answer_lost_after_the_charge_is_found_again(
    scene: Scene, after: bool
) -> None:
    a_saved_card(scene)
    lot = scene.a_lot()
    scene.hold(lot)
    lost = PaymentDeskUnreachable("charge", "cut")
    scene.desk.will("charge", lost, after=after)
    tap(scene)
    code = scene.last_code()
    assert scene.states(code) == ("pending", "charging")
    assert "On attend le dernier mot" in scene.client.get(f"/commandes/{code}").text
    scene.sweep()
    assert scene.states(code) == ("paid", "captured")
    assert len(scene.desk.charges) == 1
    assert scene.counts(lot) == (0, 1)


@pytest.mark.parametrize("method", ["charge", "capture"])
@pytest.mark.parametrize("after", [False, True])
def test_a_tap_that_was_dropped_ends_as_one_order(
    scene: Scene, method: str, after: bool
) -> None:
    a_saved_card(scene)
    scene.hold(scene.a_lot())
    form = tap_form(scene)
    scene.desk.will(method, Killed(), after=after)
    with pytest.raises(Killed):
        scene.client.post("/panier/payer", data=form)
    scene.sweep()
    assert scene.states(scene.last_code()) == ("paid", "captured")
    assert len(scene.desk.charges) == 1


@pytest.mark.parametrize("acted", [False, True])
def test_a_desk_that_stays_silent_never_charges_late(scene: Scene, acted: bool) -> None:
    """After the hold nothing is sent any more: the list says whether anything was."""
    a_saved_card(scene)
    lot = scene.a_lot(allotted=1)
    scene.hold(lot)
    lost = PaymentDeskUnreachable("charge", "cut")
    scene.desk.will("charge", lost, after=acted)
    tap(scene)
    code = scene.last_code()
    scene.desk.calls.clear()
    scene.sweep(minutes=16)
    assert "charge" not in scene.desk.calls
    ends = ("paid", "captured") if acted else ("cancelled", "expired")
    assert scene.states(code) == ends


def test_another_amount_than_was_tapped_is_given_back(scene: Scene) -> None:
    from dataclasses import replace

    a_saved_card(scene)
    scene.hold(scene.a_lot())
    lost = PaymentDeskUnreachable("charge", "cut")
    scene.desk.will("charge", lost, after=True)
    tap(scene)
    (_, charge) = list(scene.desk.charges.values())[-1]
    scene.desk.pages[charge] = replace(scene.desk.pages[charge], amount_cents=1)
    scene.sweep()
    assert scene.states(scene.last_code()) == ("cancelled", "voided")
    assert scene.desk.pages[charge].state is PaymentState.VOIDED


# What is refused.


@pytest.mark.parametrize(
    "changes",
    [
        {"total": "1"},
        {"total": "-1668"},
        {"total": "16.68"},
        {"total": "9" * 30},
        {"due": "0"},
        {"token": ""},
        {"token": "x" * 64},
        {"token": "y" * 300},
        {"carte": "1"},
        {"carte": "-1"},
        {"carte": "٣"},
        {"carte": "9" * 40},
        {"delivery": "by swan"},
        {"delivery": "electronic"},
    ],
)
def test_what_was_tampered_with_buys_nothing(
    scene: Scene, changes: dict[str, str]
) -> None:
    a_saved_card(scene)
    lot = scene.a_lot()
    scene.hold(lot)
    before = scene.how_many(Order)
    answer = tap(scene, **changes)
    assert (answer.status_code, answer.location) == (303, "/panier")
    assert "Rien n’est débité" in words(scene.client.get("/panier").text)
    assert scene.how_many(Order) == before
    assert scene.counts(lot) == (1, 0)
    assert not scene.desk.charges


def test_nobody_taps_with_the_card_of_another(scene: Scene) -> None:
    a_saved_card(scene)
    (card,) = cards(scene)
    other = scene.another_member()
    scene.hold(scene.a_lot(), member=other)
    browser = scene.browser_of(other)
    token = re.search(r'name="token" value="(\w+)"', browser.get("/paiement").text)
    form = {
        "token": token.group(1) if token else "",
        "total": "1668",
        "due": "1668",
        "delivery": "parcel",
        "carte": str(card.id),
    }
    answer = browser.post("/panier/payer", data=form)
    assert answer.location == "/panier"
    assert not scene.desk.charges
    assert browser.post(f"/compte/cartes/{card.id}/retirer").status_code == 404


def test_the_limit_of_tries_holds_for_taps_too(scene: Scene) -> None:
    a_saved_card(scene)
    scene.desk.bank_says = "card_declined"
    statuses = []
    for _ in range(7):
        scene.hold(scene.a_lot())
        page = scene.client.get("/panier").text
        if "/panier/payer" in page:
            statuses.append(tap(scene).status_code)
        scene.client.post(f"/commandes/{scene.last_code()}/annuler")
    assert 429 in statuses


# Taking one back.


def test_a_removed_card_is_never_charged_and_then_forgotten(scene: Scene) -> None:
    a_saved_card(scene)
    (card,) = cards(scene)
    scene.hold(scene.a_lot())
    form = tap_form(scene)
    scene.desk.is_down = True
    answer = scene.client.post(f"/compte/cartes/{card.id}/retirer")
    assert answer.location == "/compte/cartes"
    assert "Aucune carte n’est gardée" in scene.client.get("/compte/cartes").text
    scene.desk.is_down = False
    assert scene.client.post("/panier/payer", data=form).location == "/panier"
    assert not scene.desk.charges
    assert scene.desk.attached
    from flashsale.orders.forgetting import forget_removed

    assert forget_removed(scene.runtime) == 1
    assert forget_removed(scene.runtime) == 0
    assert not scene.desk.attached
    assert scene.client.post(f"/compte/cartes/{card.id}/retirer").status_code == 404


def test_an_expired_card_is_not_offered(scene: Scene) -> None:
    a_saved_card(scene)
    with scene.runtime.work() as work:
        row = work.session.scalars(select(SavedCard)).one()
        row.expires_year, row.expires_month = 2026, 10
    scene.hold(scene.a_lot())
    assert "/panier/payer" not in scene.client.get("/panier").text
    assert "Expirée" in scene.client.get("/compte/cartes").text


def test_pages_are_in_english_too(scene: Scene) -> None:
    a_saved_card(scene)
    scene.hold(scene.a_lot())
    scene.client.set_cookie("langue", "en")
    basket = words(scene.client.get("/panier").text)
    listed = words(scene.client.get("/compte/cartes").text)
    assert "Pay $16.68 now" in basket
    assert "Visa ending in 4242" in listed


def held(scene: Scene) -> tuple[LotId, HoldId]:
    lot = scene.a_lot()
    return lot, scene.hold(lot)


def test_the_payment_of_a_tap_names_its_card(scene: Scene) -> None:
    a_saved_card(scene)
    held(scene)
    tap(scene)
    with scene.runtime.read() as work:
        payment = work.session.scalars(
            select(Payment).order_by(Payment.created_at.desc(), Payment.id.desc())
        ).first()
    assert payment is not None
    assert payment.saved_card_id == cards(scene)[0].id
    assert payment.session_ref is None
    assert payment.intent_ref == "pi_card_1"
