"""The process ends between any two steps: the sweep still finds one end for all."""

from contextlib import suppress
from dataclasses import replace

import pytest

from flashsale.kernel.ids import LotId
from flashsale.mail.events import MailWritten
from flashsale.orders.settlement import settle
from flashsale.sales import releases
from tests.checkout_scene import Scene, scene
from tests.paper_desk import Killed

__all__ = ["scene"]

# Before a call: what was committed last stands. After it: the answer was lost.
MOMENTS = [
    (method, after) for method in ("look_up", "capture") for after in (False, True)
]


def one_left(scene: Scene) -> LotId:
    """Let the member hold the only copy there is."""
    lot = scene.a_lot(allotted=1)
    scene.hold(lot)
    return lot


@pytest.mark.parametrize(("method", "after"), MOMENTS)
@pytest.mark.parametrize("resumed_by", ["sweep", "webhook", "return"])
def test_a_payment_that_was_dropped_ends_as_one_paid_order(
    scene: Scene, method: str, after: bool, resumed_by: str
) -> None:
    lot = one_left(scene)
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    scene.desk.will(method, Killed(), after=after)
    with pytest.raises(Killed):
        scene.come_back(code)
    match resumed_by:
        case "sweep":
            scene.sweep()
        case "webhook":
            scene.send(scene.desk.message(page, "evt_1", scene.clock.now()))
        case "return":
            scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)
    assert scene.desk.captures == [page]
    assert len(scene.receipts()) == 1


@pytest.mark.parametrize("after", [False, True])
def test_a_webhook_that_was_dropped_is_not_needed_again(
    scene: Scene, after: bool
) -> None:
    one_left(scene)
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    body = scene.desk.message(page, "evt_1", scene.clock.now())
    scene.desk.will("capture", Killed(), after=after)
    with pytest.raises(Killed):
        scene.send(body)
    # The claim and the message were recorded together; the capture is still due.
    assert scene.states(code) == ("pending", "capturing")
    assert scene.send(body).status_code == 200
    scene.sweep()
    assert scene.states(code) == ("paid", "captured")


@pytest.mark.parametrize("after", [False, True])
def test_an_opening_that_was_dropped_can_be_tried_again(
    scene: Scene, after: bool
) -> None:
    one_left(scene)
    scene.desk.will("begin", Killed(), after=after)
    with pytest.raises(Killed):
        scene.client.post("/paiement", data=scene.checkout_form())
    code = scene.last_code()
    assert scene.states(code) == ("pending", "created")
    answer = scene.client.post(f"/commandes/{code}/payer")
    assert answer.location == f"https://desk.test/{scene.desk.only_page}"
    scene.desk.pay(scene.desk.only_page)
    scene.sweep()
    assert scene.states(code) == ("paid", "captured")


@pytest.mark.parametrize("after", [False, True])
def test_an_opening_that_nobody_tries_again_ends_with_its_time(
    scene: Scene, after: bool
) -> None:
    lot = one_left(scene)
    scene.desk.will("begin", Killed(), after=after)
    with pytest.raises(Killed):
        scene.client.post("/paiement", data=scene.checkout_form())
    scene.sweep(minutes=15)
    assert scene.states(scene.last_code()) == ("cancelled", "expired")
    with scene.runtime.work() as work:
        releases.expire_due(work)
    assert scene.counts(lot) == (0, 0)


@pytest.mark.parametrize("after", [False, True])
def test_a_closing_that_was_dropped_is_done_by_the_next_sweep(
    scene: Scene, after: bool
) -> None:
    one_left(scene)
    code = scene.order()
    scene.desk.will("close", Killed(), after=after)
    with pytest.raises(Killed):
        scene.sweep(minutes=15)
    scene.sweep()
    assert scene.states(code) == ("cancelled", "expired")


@pytest.mark.parametrize("after", [False, True])
def test_a_void_that_was_dropped_is_done_by_the_next_sweep(
    scene: Scene, after: bool
) -> None:
    lot = one_left(scene)
    code = scene.order()
    scene.clock.advance(minutes=15)
    with scene.runtime.work() as work:
        releases.expire_due(work)
    scene.hold(lot, member=scene.another_member())
    scene.desk.pay(scene.desk.only_page)
    scene.desk.will("void", Killed(), after=after)
    with pytest.raises(Killed):
        scene.come_back(code)
    assert scene.states(code) == ("cancelled", "voiding")
    scene.sweep()
    assert scene.states(code) == ("cancelled", "voided")
    assert scene.desk.pages[scene.desk.only_page].captured_cents == 0


@pytest.mark.parametrize("kill_at", range(1, 9))
def test_killed_again_and_again_it_still_ends(scene: Scene, kill_at: int) -> None:
    lot = one_left(scene)
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    for number in range(kill_at):
        method, after = MOMENTS[number % len(MOMENTS)]
        scene.desk.will(method, Killed(), after=after)
    for _ in range(kill_at):
        with suppress(Killed):
            scene.sweep()
    scene.desk.forget_mishaps()
    scene.sweep()
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)


def test_a_crash_while_the_receipt_is_written_undoes_the_step(scene: Scene) -> None:
    def killed(_work: object, _fact: MailWritten) -> None:
        raise Killed

    one_left(scene)
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    house = scene.runtime
    within = {**house.within, MailWritten: (killed,)}
    with pytest.raises(Killed):
        settle(replace(house, within=within), scene.payment_id(code))
    assert scene.states(code) == ("pending", "capturing")
    assert not scene.receipts()
    scene.sweep()
    assert scene.states(code) == ("paid", "captured")
    assert len(scene.receipts()) == 1
