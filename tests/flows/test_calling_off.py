"""A sale that is called off: everyone gets everything back, once, by itself."""

import threading
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.kernel.kinds import Form, Kind
from flashsale.members.roles import Role
from flashsale.orders import call_off_run, calling_off
from flashsale.orders.models import Order, Refund
from flashsale.orders.restitution_models import CallOff, Restitution
from flashsale.sales import waitlist
from flashsale.sales.models import Drop
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.flows.test_orders_desk import staff

__all__ = ["scene"]

PATH = "/bureau/commandes/ventes"


def seats(scene: Scene) -> tuple[LotId, DropId]:
    lot = scene.a_lot(
        price_cents=25_00, kind=Kind.TICKET, form=Form.ADMISSION, allotted=9
    )
    with scene.runtime.read() as work:
        drop = waitlist.drop_of(work, lot)
    assert drop is not None
    return lot, drop


def buy(scene: Scene, member: MemberId, lot: LotId, quantity: int = 1) -> str:
    """Let a member buy seats, and nothing else."""
    scene.hold(lot, quantity=quantity, member=member)
    own, scene.client = scene.client, scene.browser_of(member)
    try:
        code = scene.order()
        scene.desk.pay(list(scene.desk.pages)[-1])
        scene.come_back(code)
    finally:
        scene.client = own
    return code


def ask(client: FlaskClient, drop: DropId, **changes: str) -> int:
    page = client.get(f"{PATH}/{drop}")
    form = filled_form(page.text, f"{PATH}/{drop}/annuler")
    form |= {"raison": "Spectacle annulé", "certain": "1"} | changes
    form = {name: value for name, value in form.items() if value}
    return client.post(f"{PATH}/{drop}/annuler", data=form).status_code


def test_everyone_gets_everything_back(scene: Scene) -> None:
    lot, drop = seats(scene)
    codes = [buy(scene, scene.another_member(), lot, quantity=2) for _ in range(3)]
    other = buy(scene, scene.member, scene.a_lot(price_cents=10_00))
    with scene.runtime.read() as work:
        totals = {
            order.code: order.total_cents
            for order in work.session.scalars(select(Order))
        }
    boss = staff(scene, Role.ADMINISTRATOR)
    shown = words(boss.get(f"{PATH}/{drop}").text)
    cents = sum(totals[code] for code in codes)
    assert "3 commandes, 6 exemplaires ou places" in shown
    assert f"{cents // 100},{cents % 100:02} $ reviendraient" in shown
    assert ask(boss, drop) == 303
    with scene.runtime.read() as work:
        state = work.session.scalar(select(Drop.state).where(Drop.id == drop))
    assert state == "cancelled"

    assert call_off_run.carry_on(scene.runtime) == 3
    assert call_off_run.carry_on(scene.runtime) == 0
    assert "tout est revenu" in words(boss.get(f"{PATH}/{drop}").text)
    with scene.runtime.read() as work:
        refunds = work.session.scalars(select(Refund)).all()
    assert sorted(refund.amount_cents for refund in refunds) == sorted(
        totals[code] for code in codes
    )
    assert {refund.state for refund in refunds} == {"succeeded"}
    # What was bought elsewhere stays.
    page = words(scene.client.get(f"/commandes/{other}").text)
    assert "Ce qui vous revient" not in page


def test_who_pays_after_it_gets_it_back_too(scene: Scene) -> None:
    lot, drop = seats(scene)
    buy(scene, scene.another_member(), lot)
    late = scene.another_member()
    scene.hold(lot, member=late)
    own, scene.client = scene.client, scene.browser_of(late)
    code = scene.order()
    boss = staff(scene, Role.ADMINISTRATOR)
    assert ask(boss, drop) == 303
    assert call_off_run.carry_on(scene.runtime) == 1
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    scene.client = own
    assert call_off_run.carry_on(scene.runtime) == 1
    assert scene.how_many(Restitution) == 2


def test_what_went_back_before_is_not_given_twice(scene: Scene) -> None:
    lot, drop = seats(scene)
    code = buy(scene, scene.member, lot, quantity=2)
    address = f"/commandes/{code}/annulation"
    form = filled_form(scene.client.get(address).text, address)
    assert scene.client.post(address, data=form).status_code == 303
    boss = staff(scene, Role.ADMINISTRATOR)
    assert "Rien de cette vente" in words(boss.get(f"{PATH}/{drop}").text)
    with scene.runtime.work() as work:
        calling_off.ask(work, drop, scene.member, "Spectacle annulé")
    assert call_off_run.carry_on(scene.runtime) == 0
    assert scene.how_many(Restitution) == 1


def test_two_runs_at_once_give_back_once(scene: Scene) -> None:
    lot, drop = seats(scene)
    for _ in range(3):
        buy(scene, scene.another_member(), lot)
    with scene.runtime.work() as work:
        assert calling_off.ask(work, drop, scene.member, "Spectacle annulé")
        assert not calling_off.ask(work, drop, scene.member, "Encore")
    # It asks whether anybody has a transaction open: here others do.
    scene.desk.in_transaction = lambda: False
    runs = [
        threading.Thread(target=call_off_run.carry_on, args=(scene.runtime,))
        for _ in range(3)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    while call_off_run.carry_on(scene.runtime):
        pass
    assert scene.how_many(Restitution) == 3
    assert scene.how_many(CallOff) == 1


def test_a_desk_that_is_away_holds_nobody_up(scene: Scene) -> None:
    lot, drop = seats(scene)
    for _ in range(2):
        buy(scene, scene.another_member(), lot)
    with scene.runtime.work() as work:
        calling_off.ask(work, drop, scene.member, "Spectacle annulé")
    scene.desk.is_down = True
    assert call_off_run.carry_on(scene.runtime) == 2
    scene.desk.is_down = False
    scene.sweep()
    with scene.runtime.read() as work:
        states = set(work.session.scalars(select(Refund.state)))
    assert states == {"succeeded"}


@pytest.mark.parametrize(
    "changes", [{"raison": ""}, {"raison": "x" * 201}, {"certain": ""}]
)
def test_it_is_asked_twice_and_with_a_reason(
    scene: Scene, changes: dict[str, str]
) -> None:
    lot, drop = seats(scene)
    buy(scene, scene.member, lot)
    assert ask(staff(scene, Role.ADMINISTRATOR), drop, **changes) == 422
    assert scene.how_many(CallOff) == 0


def test_only_administrators_call_off(scene: Scene) -> None:
    _, drop = seats(scene)
    for role in (Role.SUPPORT, Role.FULFILMENT, Role.CURATOR, Role.MEMBER):
        client = staff(scene, role)
        assert client.get(f"{PATH}/{drop}").status_code == 403
        assert client.post(f"{PATH}/{drop}/annuler").status_code == 403
    assert staff(scene, Role.ADMINISTRATOR).get(f"{PATH}/12").status_code == 404


def test_after_two_days_nothing_is_looked_at_any_more(scene: Scene) -> None:
    lot, drop = seats(scene)
    buy(scene, scene.member, lot)
    with scene.runtime.work() as work:
        calling_off.ask(work, drop, scene.member, "Spectacle annulé")
    days = calling_off.LOOKED_AFTER + timedelta(minutes=1)
    scene.clock.advance(minutes=days / timedelta(minutes=1))
    assert call_off_run.carry_on(scene.runtime) == 0
