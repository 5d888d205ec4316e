"""A tap that the bank wants to ask about: the payment page, with the card at hand."""

import pytest

from flashsale.orders.payment_desk import PaymentDeskUnreachable, PaymentState
from flashsale.orders.settlement import settle
from tests.card_scene import a_saved_card, cards, tap
from tests.checkout_scene import Scene, scene

__all__ = ["scene"]


def test_a_bank_that_asks_sends_to_the_page(scene: Scene) -> None:
    a_saved_card(scene)
    lot = scene.a_lot()
    scene.hold(lot)
    scene.desk.bank_says = "authentication_required"
    answer = tap(scene)
    code = scene.last_code()
    assert answer.location == "https://desk.test/cs_2"
    (_, charge) = list(scene.desk.charges.values())[-1]
    # Nobody can go on with the charge that the bank did not take.
    assert scene.desk.pages[charge].state is PaymentState.VOIDED
    assert scene.states(code) == ("pending", "open")
    scene.desk.pay("cs_2")
    scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)


def test_a_bank_that_asks_sends_to_the_page_though_its_message_came_first(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_saved_card(scene)
    scene.hold(scene.a_lot())
    scene.desk.bank_says = "authentication_required"
    give_up = scene.desk.void_stray

    def given_up_as_the_message_comes(intent_id: str) -> None:
        give_up(intent_id)
        monkeypatch.undo()
        # The worker finds a charge that is gone, and no word of why.
        settle(scene.runtime, scene.payment_id(scene.last_code()))

    monkeypatch.setattr(scene.desk, "void_stray", given_up_as_the_message_comes)
    answer = tap(scene)
    assert scene.desk.void_stray == give_up
    assert answer.location == "https://desk.test/cs_2"
    assert scene.states(scene.last_code()) == ("pending", "open")


def test_the_page_after_a_tap_offers_the_cards_that_are_kept(scene: Scene) -> None:
    a_saved_card(scene)
    assert scene.desk.requests["cs_1"].offers_cards_of == ""
    scene.hold(scene.a_lot())
    scene.desk.bank_says = "authentication_required"
    tap(scene)
    request = scene.desk.requests["cs_2"]
    (customer,) = scene.desk.customers.values()
    assert request.offers_cards_of == customer
    # Nothing is kept a second time: its member was not asked.
    assert request.customer_ref == ""


def test_a_card_taken_back_meanwhile_leaves_the_same_page_to_pay_on(
    scene: Scene,
) -> None:
    a_saved_card(scene)
    scene.hold(scene.a_lot())
    scene.desk.bank_says = "authentication_required"
    lost = PaymentDeskUnreachable("begin", "cut")
    scene.desk.will("begin", lost, after=True)
    tap(scene)
    code = scene.last_code()
    assert scene.states(code) == ("pending", "unknown")
    (card,) = cards(scene)
    scene.client.post(f"/compte/cartes/{card.id}/retirer")
    answer = scene.client.post(f"/commandes/{code}/payer")
    assert answer.location == "https://desk.test/cs_2"
    assert scene.states(code) == ("pending", "open")
