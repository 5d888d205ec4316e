"""Credit at the checkout: two boxes, a total agreed to, an order without a card."""

import pytest
from sqlalchemy import select

from flashsale.credit import ledger
from flashsale.credit.balances import balances_of
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.ledger import Gift
from flashsale.kernel.kinds import Form
from flashsale.kernel.kinds import Kind as WorkKind
from flashsale.orders.models import Order, OrderLine, Payment
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.sign_in import sign_in

__all__ = ["scene"]

PROMO, REFUND, PAID = Bucket


def give(scene: Scene, bucket: Bucket, cents: int) -> None:
    with scene.runtime.work() as work:
        gift = Gift(
            key=work.ids.token(),
            kind=Kind.GRANT if bucket is PROMO else Kind.REFUND,
            member_id=scene.member,
            bucket=bucket,
            cents=cents,
        )
        ledger.give(work, gift)


def balance(scene: Scene) -> tuple[int, int, int]:
    with scene.runtime.read() as work:
        found = balances_of(work, scene.member)
        return tuple(found.cents(bucket) for bucket in Bucket)  # type: ignore[return-value]


def the_order(scene: Scene) -> Order:
    with scene.runtime.read() as work:
        return work.session.scalars(select(Order)).one()


def test_without_credit_there_is_nothing_to_tick(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    page = scene.client.get("/paiement").text
    assert "promo_credit" not in page
    assert 'name="money"' not in page


def test_promo_credit_lowers_the_price_before_tax(scene: Scene) -> None:
    give(scene, PROMO, 10_00)
    scene.hold(scene.a_lot(price_cents=20_00))
    page = scene.client.get("/paiement").text
    assert "Vous en avez 10,00 $" in words(page)
    code = scene.order(delivery="pickup", promo_credit="y")
    order = the_order(scene)
    # 10.00 left, 0.50 of GST and 1.00 of QST.
    assert (order.promo_credit_cents, order.total_cents) == (10_00, 11_50)
    assert balance(scene) == (0, 0, 0)
    scene.desk.pay(scene.desk.only_page)
    said = words(scene.come_back(code).text)
    assert "Crédit promo −10,00 $" in said
    assert "C’est à vous" in said


def test_promo_credit_leaves_a_fifth_of_the_price(scene: Scene) -> None:
    give(scene, PROMO, 50_00)
    scene.hold(scene.a_lot(price_cents=20_00))
    scene.order(delivery="pickup", promo_credit="y")
    with scene.runtime.read() as work:
        line = work.session.scalars(select(OrderLine)).one()
    assert (line.credit_cents, line.net_cents) == (16_00, 4_00)
    assert balance(scene) == (34_00, 0, 0)


def test_money_pays_after_tax_refund_credit_first(scene: Scene) -> None:
    give(scene, REFUND, 5_00)
    give(scene, PAID, 5_00)
    scene.hold(scene.a_lot(price_cents=20_00))
    code = scene.order(delivery="pickup", money="y")
    order = the_order(scene)
    assert (order.total_cents, order.refund_credit_cents, order.paid_credit_cents) == (
        23_00,
        5_00,
        5_00,
    )
    assert scene.desk.requests[scene.desk.only_page].amount_cents == 13_00
    assert "Aller payer 13,00 $" in words(scene.client.get(f"/commandes/{code}").text)
    scene.desk.pay(scene.desk.only_page)
    assert "À payer par carte 13,00 $" in words(scene.come_back(code).text)
    assert [mail.values["due_cents"] for mail in scene.receipts()] == [13_00]


@pytest.mark.parametrize("cents", [23_00, 500_00])
def test_an_order_that_credit_pays_needs_no_card(scene: Scene, cents: int) -> None:
    give(scene, PAID, cents)
    lot = scene.a_lot(price_cents=20_00)
    hold = scene.hold(lot)
    form = scene.checkout_form(delivery="pickup", money="y")
    page = scene.client.post("/paiement", data=form | {"recalculer": "1"}).text
    assert "Commander, rien à payer" in words(page)
    form = filled_form(page, "/paiement")
    answer = scene.client.post("/paiement", data=form)
    order = the_order(scene)
    assert answer.location == f"/commandes/{order.code}"
    assert (order.state, order.paid_credit_cents) == ("paid", 23_00)
    assert scene.how_many(Payment) == 0
    assert scene.desk.calls == []
    assert scene.hold_state(hold) == "bought"
    assert scene.counts(lot) == (0, 1)
    assert balance(scene) == (0, 0, cents - 23_00)
    said = words(scene.client.get(answer.location).text)
    assert "Rien n’a été débité de votre carte" in said
    (receipt,) = scene.receipts()
    assert receipt.values["due_cents"] == 0
    # The same form again is the same order; what is paid is not cancelled here.
    assert scene.client.post("/paiement", data=form).location == answer.location
    for path in ("annuler", "payer"):
        again = scene.client.post(f"/commandes/{order.code}/{path}")
        assert again.location == f"/commandes/{order.code}"
    back = scene.client.get(f"/paiement/retour/{order.code}")
    assert back.location == f"/commandes/{order.code}"
    assert scene.how_many(Order) == 1


def test_a_cancelled_order_gives_its_credit_back(scene: Scene) -> None:
    give(scene, PROMO, 10_00)
    give(scene, REFUND, 5_00)
    scene.hold(scene.a_lot(price_cents=20_00))
    code = scene.order(delivery="pickup", promo_credit="y", money="y")
    assert balance(scene) == (0, 0, 0)
    scene.client.post(f"/commandes/{code}/annuler")
    assert balance(scene) == (10_00, 5_00, 0)
    # The basket can be ordered again, and the credit used again.
    scene.order(delivery="pickup", promo_credit="y", money="y")
    assert balance(scene) == (0, 0, 0)


def test_an_order_nobody_pays_gives_its_credit_back(scene: Scene) -> None:
    give(scene, REFUND, 5_00)
    scene.hold(scene.a_lot(price_cents=20_00))
    code = scene.order(delivery="pickup", money="y")
    scene.sweep(minutes=60)
    scene.sweep()
    assert scene.states(code) == ("cancelled", "expired")
    assert balance(scene) == (0, 5_00, 0)


def test_what_is_ticked_is_agreed_to_before_it_is_spent(scene: Scene) -> None:
    give(scene, REFUND, 5_00)
    scene.hold(scene.a_lot(price_cents=20_00))
    form = scene.checkout_form(delivery="pickup")
    form = filled_form(
        scene.client.post("/paiement", data=form | {"recalculer": "1"}).text,
        "/paiement",
    )
    # Ticked without the new amounts having been shown.
    answer = scene.client.post("/paiement", data=form | {"money": "y"})
    assert answer.status_code == 409
    assert "Le total a changé" in answer.text
    assert scene.how_many(Order) == 0
    assert balance(scene) == (0, 5_00, 0)
    again = filled_form(answer.text, "/paiement")
    assert (again["total"], again["due"]) == ("2300", "1800")
    assert scene.client.post("/paiement", data=again).status_code == 303


def test_credit_used_in_another_tab_is_told(scene: Scene) -> None:
    give(scene, REFUND, 5_00)
    scene.hold(scene.a_lot(price_cents=20_00))
    form = scene.checkout_form(delivery="pickup", money="y")
    form = filled_form(
        scene.client.post("/paiement", data=form | {"recalculer": "1"}).text,
        "/paiement",
    )
    scene.hold(scene.a_lot())
    scene.order(delivery="pickup", money="y")
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 409
    assert scene.how_many(Order) == 1


@pytest.mark.parametrize(
    "tampered",
    [
        {"due": "0"},
        {"due": "-5"},
        {"due": "5.5"},
        {"due": "9" * 40},
        {"total": ""},
        {"due": "١٢"},
        {"promo_credit": "y" * 5_000},
    ],
)
def test_amounts_of_the_form_are_never_charged(
    scene: Scene, tampered: dict[str, str]
) -> None:
    scene.hold(scene.a_lot(price_cents=20_00))
    form = scene.checkout_form(delivery="pickup")
    form = filled_form(
        scene.client.post("/paiement", data=form | {"recalculer": "1"}).text,
        "/paiement",
    )
    answer = scene.client.post("/paiement", data=form | tampered)
    assert answer.status_code in (303, 409)
    if answer.status_code == 303:
        assert the_order(scene).total_cents == 23_00
    else:
        assert scene.how_many(Order) == 0


def test_promo_credit_counted_on_before_its_end_stays_good(scene: Scene) -> None:
    give(scene, PROMO, 10_00)
    # Five to midnight of the last day.
    scene.clock.advance(days=365, hours=11, minutes=25)
    sign_in(scene.client, scene.runtime, scene.member)
    scene.hold(scene.a_lot(price_cents=20_00))
    assert balance(scene) == (10_00, 0, 0)
    form = scene.checkout_form(delivery="pickup", promo_credit="y")
    form = filled_form(
        scene.client.post("/paiement", data=form | {"recalculer": "1"}).text,
        "/paiement",
    )
    scene.clock.advance(minutes=6)
    assert balance(scene) == (0, 0, 0)
    assert scene.client.post("/paiement", data=form).status_code == 303
    assert the_order(scene).promo_credit_cents == 10_00


def test_a_file_paid_by_credit_is_the_members_at_once(scene: Scene) -> None:
    give(scene, PAID, 50_00)
    scene.hold(scene.a_lot(kind=WorkKind.MAGAZINE, form=Form.PDF, price_cents=5_00))
    scene.order(money="y")
    assert the_order(scene).state == "paid"
