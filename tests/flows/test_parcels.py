"""Parcels that stay open: joined, closed by the clock or by hand, posted together."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.kernel.ids import LotId
from flashsale.mail.models import OutboxMail
from flashsale.members.roles import Role
from flashsale.orders import deadlines, parcels, parcels_here
from flashsale.orders.addresses import address_of
from flashsale.orders.deadlines import DeadlineKind
from flashsale.orders.models import Order, OrderLine, Parcel
from tests.checkout_scene import ADDRESS, Scene, filled_form, scene, words
from tests.factories import a_member
from tests.sign_in import sign_in

__all__ = ["scene"]

DESK = "/bureau/expeditions"
HERE = {"province": "QC", "postal_code": "H2X 1Y4"}


def buy(scene: Scene, *, pays: bool = True, quantity: int = 1, **changes: str) -> str:
    """Order copies of 12.00 of 120 g each, and pay."""
    scene.hold(scene.a_lot(price_cents=12_00), quantity=quantity)
    code = scene.order(**HERE, **changes)
    if pays:
        scene.desk.pay(list(scene.desk.pages)[-1])
        scene.come_back(code)
        assert scene.states(code)[0] == "paid"
    return code


def order_of(scene: Scene, code: str) -> Order:
    with scene.runtime.read() as work:
        return work.session.scalars(select(Order).where(Order.code == code)).one()


@pytest.fixture
def desk(scene: Scene) -> FlaskClient:
    return at_the_desk(scene)


def at_the_desk(scene: Scene) -> FlaskClient:
    """Return the browser of somebody who posts parcels, signed in just now."""
    with scene.runtime.work() as work:
        member = a_member(work, role=Role.FULFILMENT)
    client = scene.app.test_client()
    sign_in(client, scene.runtime, member)
    return client


def test_a_second_order_joins_and_carriage_is_paid_once(scene: Scene) -> None:
    first = order_of(scene, buy(scene, garder_ouvert="y"))
    assert first.shipping_cents == 8_50
    said = words(scene.client.get("/panier").text)
    assert "Votre colis ouvert" in said
    second = order_of(scene, buy(scene))
    assert second.parcel_id == first.parcel_id
    # 120 g and 120 g more: the same band.
    assert second.shipping_cents == 0
    page = words(scene.client.get(f"/commandes/{second.code}").text)
    assert "Il attend vos autres achats" in page


def test_what_makes_the_parcel_heavier_pays_the_difference(scene: Scene) -> None:
    first = order_of(scene, buy(scene, quantity=2, garder_ouvert="y"))
    assert first.shipping_cents == 8_50
    second = order_of(scene, buy(scene, quantity=2))
    # 270 g, then 510 g: from the band of 500 g to that of a kilo.
    assert second.shipping_cents == 9_90 - 8_50


def test_one_may_choose_a_parcel_of_its_own(scene: Scene) -> None:
    first = order_of(scene, buy(scene, garder_ouvert="y"))
    scene.hold(scene.a_lot(price_cents=12_00))
    form = scene.checkout_form(**HERE)
    assert form.pop("joindre") == "y"
    again = scene.client.post("/paiement", data=form | {"recalculer": "1"})
    form = filled_form(again.text, "/paiement")
    assert "joindre" not in form
    assert scene.client.post("/paiement", data=form).status_code == 303
    second = order_of(scene, scene.last_code())
    assert second.parcel_id != first.parcel_id
    assert second.shipping_cents == 8_50


def test_another_door_is_another_parcel(scene: Scene) -> None:
    first = order_of(scene, buy(scene, garder_ouvert="y"))
    second = order_of(scene, buy(scene, line1="99, rue Ailleurs"))
    assert second.parcel_id != first.parcel_id
    assert second.shipping_cents == 8_50


def test_an_unpaid_order_opens_nothing(scene: Scene) -> None:
    order = order_of(scene, buy(scene, pays=False, garder_ouvert="y"))
    with scene.runtime.read() as work:
        parcel = work.session.get_one(Parcel, order.parcel_id)
        assert parcel.closes_at > work.now
        assert parcels.open_parcels(work, scene.member) == ()
        assert parcels_here.parcels_here(work, most=10) == ()
    assert "Votre colis ouvert" not in words(scene.client.get("/panier").text)


def test_a_parcel_closes_by_the_clock(scene: Scene) -> None:
    order = order_of(scene, buy(scene, garder_ouvert="y"))
    with scene.runtime.read() as work:
        parcel = work.session.get_one(Parcel, order.parcel_id)
    assert parcel.closes_at == order.created_at + timedelta(days=7)
    scene.clock.move_to(parcel.closes_at - timedelta(microseconds=1))
    with scene.runtime.read() as work:
        assert len(parcels.open_parcels(work, scene.member)) == 1
    scene.clock.move_to(parcel.closes_at)
    with scene.runtime.work() as work:
        assert parcels.open_parcels(work, scene.member) == ()
        assert not parcels.join(work, parcel.id)
        assert not parcels.close(work, scene.member, parcel.id)


def test_a_member_closes_theirs_and_nobody_elses(scene: Scene) -> None:
    order = order_of(scene, buy(scene, garder_ouvert="y"))
    path = f"/colis/{order.parcel_id}/fermer"
    other = scene.browser_of(scene.another_member())
    assert other.post(path).status_code == 404
    with scene.runtime.read() as work:
        assert len(parcels.open_parcels(work, scene.member)) == 1
    answer = scene.client.post(path, follow_redirects=True)
    assert "il part sans attendre" in words(answer.text)
    again = scene.client.post(path, follow_redirects=True)
    assert "déjà fermé" in words(again.text)
    for unknown in (999, 1 << 63):
        assert scene.client.post(f"/colis/{unknown}/fermer").status_code == 404


def test_a_parcel_closed_between_the_page_and_the_button_is_told(scene: Scene) -> None:
    order = order_of(scene, buy(scene, garder_ouvert="y"))
    scene.hold(scene.a_lot(price_cents=12_00))
    form = scene.checkout_form(**HERE)
    with scene.runtime.work() as work:
        assert parcels.close(work, scene.member, order.parcel_id or 0)
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 409
    assert "Le total a changé" in words(answer.text)


def test_it_leaves_together_once_closed_and_paid(
    scene: Scene, desk: FlaskClient
) -> None:
    first = order_of(scene, buy(scene, garder_ouvert="y"))
    second = order_of(scene, buy(scene))
    waiting = buy(scene, pays=False)
    said = words(desk.get(DESK).text)
    assert "Encore ouverts" in said
    assert first.code in said
    assert second.code in said
    assert waiting not in said
    assert "270 g" in said
    path = f"{DESK}/{first.parcel_id}"
    early = desk.post(f"{path}/postee", follow_redirects=True)
    assert "Pas encore" in words(early.text)
    scene.client.post(f"/colis/{first.parcel_id}/fermer")
    pending = desk.post(f"{path}/postee", follow_redirects=True)
    assert "Pas encore" in words(pending.text)
    assert "Une commande attend son paiement." in words(pending.text)
    scene.client.post(f"/commandes/{waiting}/annuler")
    sent = desk.post(f"{path}/postee", follow_redirects=True)
    assert "Noté : le colis est posté." in words(sent.text)
    assert "Postée jeudi 26 novembre" in words(
        scene.client.get(f"/commandes/{first.code}").text
    )
    back = desk.post(f"{path}/reprendre", follow_redirects=True)
    assert "de nouveau à poster" in words(back.text)
    with scene.runtime.read() as work:
        here = parcels_here.parcels_here(work, most=10)
    assert [parcel.codes for parcel in here] == [(first.code, second.code)]


def test_an_order_is_promised_for_after_its_parcel_closes(scene: Scene) -> None:
    scene.hold(scene.a_lot(price_cents=12_00))
    form = scene.checkout_form(**HERE) | {"recalculer": "1"}
    now = words(scene.client.post("/paiement", data=form).text)
    assert "au plus tard le mardi 1er décembre" in now
    later = words(
        scene.client.post("/paiement", data=form | {"garder_ouvert": "y"}).text
    )
    assert "au plus tard le mardi 8 décembre" in later


def test_a_loyal_member_is_carried_for_nothing(scene: Scene) -> None:
    codes = [buy(scene) for _ in range(5)]
    assert all(order_of(scene, code).shipping_cents == 8_50 for code in codes)
    scene.forget_tries()
    loyal = order_of(scene, buy(scene))
    assert loyal.shipping_cents == 0
    scene.hold(scene.a_lot(price_cents=12_00))
    assert "offerte : vous commandez souvent" in words(scene.client.get("/panier").text)
    scene.assert_sound()


def test_a_door_is_the_same_however_it_is_typed() -> None:
    one = address_of(dict(ADDRESS, email="a@example.org", postal_code="H2X 1Y4"))
    other = address_of(
        dict(
            ADDRESS,
            name="Quelqu’un",
            email="b@example.org",
            line1="12,  RUE chabot",
            postal_code="H2X 1Y4",
        )
    )
    assert parcels.same_place(one, other)


def posted(scene: Scene, desk: FlaskClient) -> Order:
    """Buy one thing that is posted at once."""
    order = order_of(scene, buy(scene))
    desk.post(f"{DESK}/{order.parcel_id}/postee")
    return order


def test_a_parcel_that_came_back_stays_its_buyers_for_two_weeks(
    scene: Scene, desk: FlaskClient
) -> None:
    order = posted(scene, desk)
    path = f"{DESK}/{order.parcel_id}"
    scene.clock.advance(days=3)
    desk = at_the_desk(scene)
    said = words(desk.post(f"{path}/revenue", follow_redirects=True).text)
    assert "Noté : le colis est gardé" in said
    assert "Revenus sans être remis" in said
    assert "2026-12-13" in said
    again = words(desk.post(f"{path}/revenue", follow_redirects=True).text)
    assert "est déjà revenu" in again
    with scene.runtime.read() as work:
        (letter,) = work.session.scalars(
            select(OutboxMail).where(OutboxMail.message == "parcel_back")
        )
        due = [one for one in deadlines.pending(work) if one.kind is DeadlineKind.BACK]
        lot = work.session.scalars(
            select(OrderLine.lot_id).where(OrderLine.order_id == order.id)
        ).one()
    assert letter.values["kept_until"] == "2026-12-13"
    assert letter.values["codes"] == [order.code]
    assert [(one.order_code, one.last) for one in due] == [
        (order.code, date(2026, 12, 13))
    ]
    # Nothing of it is free for anybody else.
    assert scene.counts(LotId(lot)) == (0, 1)
    buyer = scene.browser_of(scene.member)
    page = words(buyer.get(f"/commandes/{order.code}").text)
    assert "Votre colis nous est revenu" in page
    assert "gardé jusqu’au dimanche 13 décembre 2026" in page


def test_it_is_posted_again_and_may_come_back_again(
    scene: Scene, desk: FlaskClient
) -> None:
    order = posted(scene, desk)
    path = f"{DESK}/{order.parcel_id}"
    early = words(desk.post(f"{path}/repostee", follow_redirects=True).text)
    assert "n’était pas revenu" in early
    for _ in range(2):
        scene.clock.advance(days=2)
        desk = at_the_desk(scene)
        desk.post(f"{path}/revenue")
        # It is not taken for one that was never posted.
        desk.post(f"{path}/reprendre")
        said = words(desk.post(f"{path}/repostee", follow_redirects=True).text)
        assert "Noté : le colis est reposté." in said
    with scene.runtime.read() as work:
        letters = work.session.scalars(
            select(OutboxMail).where(OutboxMail.message == "parcel_back")
        ).all()
        assert parcels_here.parcels_back(work, most=9) == ()
    assert len(letters) == 2
    buyer = scene.browser_of(scene.member)
    page = words(buyer.get(f"/commandes/{order.code}").text)
    assert "Votre colis nous est revenu" not in page
    assert "Postée lundi 30 novembre" in page
