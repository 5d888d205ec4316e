"""What leaves without a parcel: noted once, told, due on its day, final after."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.kernel.kinds import Form, Kind
from flashsale.kernel.window import house_day
from flashsale.mail.models import OutboxMail
from flashsale.members.roles import Role
from flashsale.orders import deadlines, handovers
from flashsale.orders.deadlines import DeadlineKind
from flashsale.orders.handovers import HandoverFacts, Way
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.restitution_models import Restitution
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.factories import a_member
from tests.queries import asked_of
from tests.sign_in import sign_in

__all__ = ["scene"]

DESK = "/bureau/expeditions"


def buy(scene: Scene, form: Form, **changes: str) -> Order:
    """Buy one thing, pay it and return its order."""
    kind = Kind.BOOK if form is Form.EBOOK else Kind.FANZINE
    scene.hold(scene.a_lot(kind=kind, form=form))
    code = scene.order(**changes)
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    scene.forget_tries()
    with scene.runtime.read() as work:
        return work.session.scalars(select(Order).where(Order.code == code)).one()


def waiting(scene: Scene) -> tuple[HandoverFacts, ...]:
    with scene.runtime.read() as work:
        return handovers.to_hand_over(work, most=50)


def at_the_desk(scene: Scene) -> FlaskClient:
    """Return the browser of somebody who posts parcels, signed in just now."""
    with scene.runtime.work() as work:
        member = a_member(work, role=Role.FULFILMENT)
    client = scene.app.test_client()
    sign_in(client, scene.runtime, member)
    return client


def hand_over(scene: Scene, order: Order, way: str, undo: str = "") -> str:
    path = f"{DESK}/remises/{order.id}/{way}{undo}"
    return words(at_the_desk(scene).post(path, follow_redirects=True).text)


@pytest.mark.parametrize(
    ("form", "delivery", "way", "step"),
    [
        (Form.EBOOK, "digital", "email", "Envoyée par courriel jeudi 26 novembre"),
        (Form.PRINT, "pickup", "pickup", "Prête à cueillir jeudi 26 novembre"),
    ],
)
def test_it_waits_until_it_is_noted_and_the_buyer_sees_it(
    scene: Scene, form: Form, delivery: str, way: str, step: str
) -> None:
    order = buy(scene, form, delivery=delivery)
    assert [(one.code, str(one.way)) for one in waiting(scene)] == [(order.code, way)]
    page = words(at_the_desk(scene).get(DESK).text)
    assert "À remettre sans colis" in page
    assert order.code in page
    assert step not in words(scene.client.get(f"/commandes/{order.code}").text)
    assert "Noté : c’est remis." in hand_over(scene, order, way)
    assert "C’était déjà noté" in hand_over(scene, order, way)
    assert waiting(scene) == ()
    assert step in words(scene.client.get(f"/commandes/{order.code}").text)
    undone = hand_over(scene, order, way, "/reprendre")
    assert "C’est de nouveau à remettre." in undone
    assert "Ce n’était pas noté" in hand_over(scene, order, way, "/reprendre")
    assert len(waiting(scene)) == 1


def test_who_fetches_it_is_written_to_once(scene: Scene) -> None:
    order = buy(scene, Form.PRINT, delivery="pickup")
    hand_over(scene, order, "pickup")
    hand_over(scene, order, "pickup", "/reprendre")
    hand_over(scene, order, "pickup")
    with scene.runtime.read() as work:
        (letter,) = work.session.scalars(
            select(OutboxMail).where(OutboxMail.message == "pickup_ready")
        )
    assert letter.values["code"] == order.code


def test_what_goes_in_a_parcel_is_not_handed_over(scene: Scene) -> None:
    order = buy(scene, Form.PRINT)
    assert waiting(scene) == ()
    for way in Way:
        assert "C’était déjà noté" in hand_over(scene, order, str(way))
    desk = at_the_desk(scene)
    assert desk.post(f"{DESK}/remises/{order.id}/drone").status_code == 404
    assert desk.post(f"{DESK}/remises/{order.id}/drone/reprendre").status_code == 404
    assert desk.post(f"{DESK}/remises/1/email").status_code == 303


def test_it_is_due_on_its_day_until_it_is_noted(scene: Scene) -> None:
    order = buy(scene, Form.EBOOK, delivery="digital")

    def due() -> list[tuple[str, date]]:
        with scene.runtime.read() as work:
            return [
                (one.order_code, one.last)
                for one in deadlines.pending(work)
                if one.kind is DeadlineKind.HANDOVER
            ]

    (promised,) = (one.promised for one in waiting(scene))
    assert due() == []
    scene.clock.advance(days=(promised - house_day(scene.clock.now())).days)
    assert due() == [(order.code, promised + timedelta(days=30))]
    page = words(at_the_desk(scene).get("/bureau/echeances").text)
    assert "Remettre par courriel ou préparer la cueillette" in page
    hand_over(scene, order, "email")
    assert due() == []


def test_once_it_left_its_buyer_cannot_cancel_it(scene: Scene) -> None:
    order = buy(scene, Form.EBOOK, delivery="digital")
    order_page, page = f"/commandes/{order.code}", f"/commandes/{order.code}/annulation"
    assert page in scene.client.get(order_page).text
    form = filled_form(scene.client.get(page).text, page)
    with scene.runtime.read() as work:
        line = work.session.scalars(
            select(OrderLine.id).where(OrderLine.order_id == order.id)
        ).one()
    hand_over(scene, order, "email")
    assert page not in scene.client.get(order_page).text
    # The page was open before.
    scene.client.post(page, data=form | {"ligne": str(line)})
    assert scene.states(order.code) == ("paid", "captured")
    assert scene.how_many(Restitution) == 0
    hand_over(scene, order, "email", "/reprendre")
    scene.client.post(page, data=form | {"ligne": str(line)})
    assert scene.how_many(Restitution) == 1
    assert "C’était déjà noté" in hand_over(scene, order, "email")


def test_the_list_asks_as_much_for_many_as_for_one(scene: Scene) -> None:
    buy(scene, Form.EBOOK, delivery="digital")
    with asked_of(scene.runtime.database.engine) as said:
        waiting(scene)
        of_one = len(said)
        said.clear()
    for _ in range(3):
        buy(scene, Form.EBOOK, delivery="digital")
    with asked_of(scene.runtime.database.engine) as said:
        assert len(waiting(scene)) == 4
        assert len(said) == of_one
