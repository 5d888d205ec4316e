"""From the order to the money: every way a payment may go, and where each ends."""

from itertools import permutations

import pytest
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from flashsale.orders import messages
from flashsale.orders.models import InboxEvent, Order, Payment
from flashsale.orders.payment_desk import PaymentDeskRefusedRequest, PaymentState
from flashsale.orders.settlement import settle
from flashsale.sales import releases
from tests.checkout_scene import Scene, scene, words

__all__ = ["scene"]


def test_a_paid_order_is_captured_and_has_one_receipt(scene: Scene) -> None:
    lot = scene.a_lot()
    hold = scene.hold(lot)
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    answer = scene.come_back(code)
    assert "C’est à vous" in answer.text
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)
    assert scene.hold_state(hold) == "bought"
    (receipt,) = scene.receipts()
    assert receipt.values["total_cents"] == 1_668
    assert receipt.values["card_last4"] == "4242"
    assert receipt.language == "fr"


def test_a_refused_card_then_another_one_is_one_paid_order(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.refuse(page, "insufficient_funds")
    answer = scene.come_back(code)
    assert "le solde ne suffit pas" in words(answer.text)
    assert scene.states(code) == ("pending", "refused")
    again = scene.client.post(f"/commandes/{code}/payer")
    assert again.location == f"https://desk.test/{page}"
    scene.desk.pay(page)
    scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")


def test_a_bank_that_asks_leaves_the_order_waiting(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.come_back(code)
    assert scene.states(code) == ("pending", "open")
    assert scene.sweep() == 1
    assert scene.states(code) == ("pending", "open")
    scene.desk.pay(scene.desk.only_page)
    scene.sweep()
    assert scene.states(code) == ("paid", "captured")


def test_without_any_webhook_the_sweep_finishes(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    scene.sweep()
    assert scene.states(code) == ("paid", "captured")
    assert scene.sweep() == 0


def test_a_member_cancels_and_pays_the_same_basket_anew(scene: Scene) -> None:
    lot = scene.a_lot()
    hold = scene.hold(lot)
    code = scene.order()
    answer = scene.client.post(f"/commandes/{code}/annuler")
    assert answer.location == "/panier"
    assert scene.states(code) == ("cancelled", "expired")
    assert scene.desk.pages[scene.desk.only_page].state is PaymentState.EXPIRED
    assert scene.hold_state(hold) == "active"
    second = scene.order()
    assert second != code
    scene.desk.pay("cs_2")
    scene.come_back(second)
    assert scene.states(second) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)


def test_a_page_that_closed_cancels_the_order(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.close(scene.desk.only_page)
    answer = scene.come_back(code)
    assert scene.states(code) == ("cancelled", "expired")
    assert "n’a pas été fait à temps" in answer.text


def test_too_late_to_cancel_what_was_paid(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    answer = scene.client.post(f"/commandes/{code}/annuler")
    assert answer.location == f"/commandes/{code}"
    assert scene.states(code) == ("paid", "captured")


def test_nothing_is_cancelled_while_the_desk_is_silent(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.is_down = True
    scene.client.post(f"/commandes/{code}/annuler")
    assert scene.states(code) == ("pending", "open")


def test_a_desk_down_at_checkout_loses_nothing(scene: Scene) -> None:
    hold = scene.hold(scene.a_lot())
    scene.desk.is_down = True
    form = scene.checkout_form()
    answer = scene.client.post("/paiement", data=form, follow_redirects=True)
    code = scene.last_code()
    assert "La page de paiement n’a pas pu s’ouvrir" in answer.text
    assert scene.states(code) == ("pending", "unknown")
    assert scene.hold_state(hold) == "paying"
    assert scene.client.post(f"/commandes/{code}/payer").status_code == 303
    scene.desk.is_down = False
    scene.clock.advance(minutes=3)
    answer = scene.client.post(f"/commandes/{code}/payer")
    assert answer.location == f"https://desk.test/{scene.desk.only_page}"
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")


def test_an_answer_lost_on_the_way_is_found_again(scene: Scene) -> None:
    from flashsale.orders.payment_desk import PaymentDeskUnreachable

    scene.hold(scene.a_lot())
    lost = PaymentDeskUnreachable("begin", "cut")
    scene.desk.will("begin", lost, after=True)
    scene.client.post("/paiement", data=scene.checkout_form())
    code = scene.last_code()
    scene.clock.advance(minutes=5)
    scene.client.post(f"/commandes/{code}/payer")
    assert len(scene.desk.pages) == 1
    assert scene.states(code) == ("pending", "open")


def test_an_order_that_never_got_a_page_ends_with_its_time(scene: Scene) -> None:
    hold = scene.hold(scene.a_lot())
    scene.desk.is_down = True
    scene.client.post("/paiement", data=scene.checkout_form())
    code = scene.last_code()
    assert scene.sweep(minutes=14) == 1
    assert scene.states(code) == ("pending", "unknown")
    scene.sweep(minutes=1)
    assert scene.states(code) == ("cancelled", "expired")
    assert scene.hold_state(hold) == "active"


def test_a_request_that_the_desk_refuses_cancels_the_order(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    scene.desk.will("begin", PaymentDeskRefusedRequest("begin", "wrong"))
    answer = scene.client.post(
        "/paiement", data=scene.checkout_form(), follow_redirects=True
    )
    assert "n’a pas pu ouvrir sa page" in answer.text
    assert scene.states(scene.last_code()) == ("cancelled", "expired")


def test_the_page_is_closed_when_the_stock_is_no_longer_kept(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.sweep(minutes=15)
    assert scene.desk.pages[scene.desk.only_page].state is PaymentState.EXPIRED
    assert scene.states(code) == ("cancelled", "expired")


def test_a_page_that_cannot_be_closed_keeps_its_order(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.is_down = True
    assert scene.sweep(minutes=20) == 0
    assert scene.states(code) == ("pending", "open")
    scene.desk.is_down = False
    scene.sweep()
    assert scene.states(code) == ("cancelled", "expired")


@pytest.mark.parametrize("minutes", [14.99, 15, 15.01, 75])
def test_a_late_payer_gets_free_copies_or_their_money_back(
    scene: Scene, minutes: float
) -> None:
    lot = scene.a_lot(allotted=1)
    scene.hold(lot)
    code = scene.order()
    scene.clock.advance(minutes=minutes)
    with scene.runtime.work() as work:
        releases.expire_due(work)
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)


def test_a_late_payer_whose_copy_went_is_voided_and_told(scene: Scene) -> None:
    lot = scene.a_lot(allotted=1)
    scene.hold(lot)
    code = scene.order()
    scene.clock.advance(minutes=16)
    with scene.runtime.work() as work:
        releases.expire_due(work)
    scene.hold(lot, member=scene.another_member())
    scene.desk.pay(scene.desk.only_page)
    answer = scene.come_back(code)
    assert scene.desk.pages[scene.desk.only_page].state is PaymentState.VOIDED
    assert scene.states(code) == ("cancelled", "voided")
    assert "Nous en sommes désolés" in answer.text
    assert scene.counts(lot) == (1, 0)
    assert not scene.receipts()


def test_an_authorisation_that_the_bank_takes_back_frees_the_copies(
    scene: Scene,
) -> None:
    from flashsale.orders.payment_desk import PaymentDeskUnreachable

    lot = scene.a_lot()
    scene.hold(lot)
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    scene.desk.will("capture", PaymentDeskUnreachable("capture", "silence"))
    answer = scene.come_back(code)
    assert scene.states(code) == ("pending", "capturing")
    assert "On attend le dernier mot" in answer.text
    assert scene.counts(lot) == (0, 1)
    scene.desk.lapse(page)
    scene.sweep()
    assert scene.states(code) == ("cancelled", "voided")
    assert scene.counts(lot) == (0, 0)


def test_a_webhook_settles_the_payment(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    body = scene.desk.message(page, "evt_1", scene.clock.now())
    assert scene.send(body).status_code == 200
    assert scene.states(code) == ("paid", "captured")
    assert scene.how_many(InboxEvent) == 1


def test_the_same_message_five_times_has_one_effect(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    body = scene.desk.message(page, "evt_1", scene.clock.now())
    assert {scene.send(body).status_code for _ in range(5)} == {200}
    assert scene.states(code) == ("paid", "captured")
    assert scene.how_many(InboxEvent) == 1
    assert scene.desk.captures == [page]


def test_a_message_is_kept_while_the_desk_is_down(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    body = scene.desk.message(page, "evt_1", scene.clock.now())
    scene.desk.is_down = True
    assert scene.send(body).status_code == 200
    assert scene.how_many(InboxEvent) == 1
    assert scene.states(code) == ("pending", "open")
    scene.desk.is_down = False
    scene.clock.advance(seconds=4)
    assert messages.handle_left(scene.runtime) == 0
    scene.clock.advance(seconds=1)
    assert messages.handle_left(scene.runtime) == 1
    assert scene.states(code) == ("paid", "captured")
    assert messages.handle_left(scene.runtime) == 0


def test_a_message_is_stored_before_anything_is_asked(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    asked = len(scene.desk.calls)
    body = scene.desk.message(page, "evt_1", scene.clock.now())
    assert scene.post_message(body).status_code == 200
    assert len(scene.desk.calls) == asked
    assert scene.how_many(InboxEvent) == 1
    assert scene.states(code) == ("pending", "open")


def test_a_stored_message_is_a_job_of_the_queue(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    scene.order()
    page = scene.desk.only_page
    scene.post_message(scene.desk.message(page, "evt_1", scene.clock.now()))
    queue = Queue("house", connection=scene.runtime.redis, serializer=JSONSerializer)
    jobs = [(job.func_name, job.args) for job in queue.jobs]
    assert ("flashsale.orders.jobs.handle_message", ["evt_1"]) in [
        (name, list(args)) for name, args in jobs
    ]


def test_a_message_that_the_desk_did_not_sign_is_refused(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    body = scene.desk.message(page, "evt_1", scene.clock.now())
    assert scene.send(body, "forged").status_code == 400
    assert scene.states(code) == ("pending", "open")


def test_a_webhook_needs_no_form_token(scene: Scene) -> None:
    scene.app.config["WTF_CSRF_ENABLED"] = True
    assert scene.send(b"{}", "forged").status_code == 400
    assert scene.client.post("/panier/1/prolonger").status_code == 400
    scene.hold(scene.a_lot())
    scene.app.config["WTF_CSRF_ENABLED"] = False
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    scene.app.config["WTF_CSRF_ENABLED"] = True
    scene.send(scene.desk.message(page, "evt_1", scene.clock.now()))
    assert scene.states(code) == ("paid", "captured")


def test_messages_in_any_order_end_the_same(scene: Scene) -> None:
    names = ["session.completed", "intent.authorised", "intent.captured"]
    for number, order in enumerate(permutations(names), 1):
        scene.forget_tries()
        scene.hold(scene.a_lot())
        code = scene.order(delivery="pickup")
        page = f"cs_{number}"
        scene.desk.pay(page)
        for name in order:
            body = scene.desk.message(page, f"{name}-{number}", scene.clock.now(), name)
            assert scene.send(body).status_code == 200
        assert scene.states(code) == ("paid", "captured")
    assert len(scene.receipts()) == 6


def test_a_message_about_a_page_of_another_house_changes_nothing(
    scene: Scene,
) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    body = scene.desk.message(page, "evt_1", scene.clock.now())
    foreign = body.replace(page.encode(), b"cs_foreign").replace(
        code.encode(), b"FOREIGN1"
    )
    assert scene.send(foreign).status_code == 200
    assert scene.states(code) == ("pending", "open")


def test_a_second_sweep_writes_nothing(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.refuse(scene.desk.only_page)
    scene.sweep()
    assert scene.states(code) == ("pending", "refused")

    def rows() -> list[tuple[object, ...]]:
        with scene.runtime.read() as work:
            found = work.session.execute(
                select(Payment.__table__, Order.__table__).join(Order.__table__)
            )
            return [tuple(row) for row in found]

    before = rows()
    scene.sweep()
    assert rows() == before


def test_settling_again_what_is_settled_asks_nobody(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    scene.desk.calls.clear()
    settle(scene.runtime, scene.payment_id(code))
    assert not scene.desk.calls
