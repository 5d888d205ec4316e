"""Many hands on one basket and on one payment: one order, one capture, one receipt."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import select

from flashsale.invariants import check_all
from flashsale.kernel.ids import HoldId
from flashsale.orders import payments
from flashsale.orders.lifecycle import CancelReason
from flashsale.orders.models import InboxEvent, Order, OrderLine, Payment
from flashsale.orders.payment_desk import PaymentPage
from flashsale.orders.settlement import settle
from tests.checkout_scene import Scene, filled_form, scene

__all__ = ["scene"]

Answer = TypeVar("Answer")
HANDS = 8
POSTS = 50


def at_once(deeds: list[Callable[[], Answer]]) -> list[Answer]:
    """Do all of it together, as far as this machine can."""
    together = Barrier(min(HANDS, len(deeds)))

    def do(deed: Callable[[], Answer]) -> Answer:
        if not together.broken:
            together.wait(timeout=30)
        return deed()

    with ThreadPoolExecutor(HANDS) as hands:
        futures = [hands.submit(do, deed) for deed in deeds[:HANDS]]
        first = [future.result() for future in futures]
        together.abort()
        return first + list(hands.map(do, deeds[HANDS:]))


@pytest.fixture
def crowded(scene: Scene) -> Scene:
    """Let several threads be inside the house, each with its own transaction."""
    scene.desk.in_transaction = lambda: False
    return scene


def test_fifty_identical_posts_are_one_order(crowded: Scene) -> None:
    scene = crowded
    lot = scene.a_lot()
    scene.hold(lot)
    form = scene.checkout_form()
    browsers = [scene.browser_of(scene.member) for _ in range(HANDS)]

    def post(number: int) -> Callable[[], tuple[int, str | None]]:
        def deed() -> tuple[int, str | None]:
            answer = browsers[number % HANDS].post("/paiement", data=form)
            return answer.status_code, answer.location

        return deed

    answers = set(at_once([post(number) for number in range(POSTS)]))
    assert answers == {(303, f"https://desk.test/{scene.desk.only_page}")}
    assert scene.how_many(Order) == scene.how_many(Payment) == 1
    assert scene.how_many(OrderLine) == 1
    assert scene.counts(lot) == (1, 0)


def test_fifty_taps_are_one_order_and_one_charge(crowded: Scene) -> None:
    scene = crowded
    scene.hold(scene.a_lot())
    first = scene.order(keep_card="y")
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(first)
    scene.forget_tries()
    lot = scene.a_lot()
    scene.hold(lot)
    form = filled_form(scene.client.get("/panier").text, "/panier/payer")
    browsers = [scene.browser_of(scene.member) for _ in range(HANDS)]

    def tap(number: int) -> Callable[[], tuple[int, str | None]]:
        def deed() -> tuple[int, str | None]:
            answer = browsers[number % HANDS].post("/panier/payer", data=form)
            return answer.status_code, answer.location

        return deed

    answers = set(at_once([tap(number) for number in range(POSTS)]))
    code = scene.last_code()
    assert answers == {(303, f"/commandes/{code}")}
    scene.sweep()
    assert scene.states(code) == ("paid", "captured")
    assert scene.how_many(Order) == scene.how_many(Payment) == 2
    assert len(scene.desk.charges) == 1
    assert scene.counts(lot) == (0, 1)
    assert len(scene.receipts()) == 2


def test_two_addresses_for_one_basket_are_one_order(crowded: Scene) -> None:
    scene = crowded
    scene.hold(scene.a_lot())
    form = scene.checkout_form()
    browsers = [scene.browser_of(scene.member) for _ in range(HANDS)]
    deeds = [
        lambda n=n, b=b: (
            b.post("/paiement", data=form | {"line1": f"{n}, rue Chabot"}).status_code
        )
        for n, b in enumerate(browsers)
    ]
    assert sorted(at_once(deeds)) == [303] + [409] * (HANDS - 1)
    assert scene.how_many(Order) == 1


def test_return_webhook_and_sweep_together_take_the_money_once(
    crowded: Scene,
) -> None:
    scene = crowded
    lot = scene.a_lot()
    scene.hold(lot)
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    payment_id = scene.payment_id(code)
    messages = [
        scene.desk.message(page, f"evt_{number % 3}", scene.clock.now())
        for number in range(HANDS)
    ]
    browser = scene.browser_of(scene.member)
    deeds: list[Callable[[], object]] = [
        lambda body=body: scene.send(body).status_code for body in messages
    ]
    deeds += [
        lambda: browser.get(f"/paiement/retour/{code}").status_code,
        lambda: settle(scene.runtime, payment_id),
    ]
    at_once(deeds)
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)
    assert scene.desk.captures == [page]
    assert len(scene.receipts()) == 1
    assert scene.how_many(InboxEvent) == 3


def test_cancelling_races_paying_and_one_of_them_wins(crowded: Scene) -> None:
    scene = crowded
    for number in range(1, 9):
        scene.forget_tries()
        lot = scene.a_lot(allotted=1)
        scene.hold(lot)
        code = scene.order(delivery="pickup")
        page = f"cs_{number}"
        if number % 2:
            scene.desk.pay(page)
        browsers = [scene.browser_of(scene.member) for _ in range(2)]
        at_once(
            [
                lambda b=browsers[0], c=code: b.post(f"/commandes/{c}/annuler"),
                lambda b=browsers[1], c=code: b.get(f"/paiement/retour/{c}"),
            ]
        )
        expected = ("paid", "captured") if number % 2 else ("cancelled", "expired")
        assert scene.states(code) == expected
        assert scene.counts(lot) == ((0, 1) if number % 2 else (1, 0))


def test_without_the_mark_of_its_live_order_a_hold_is_paid_twice(
    crowded: Scene,
) -> None:
    """The control: two orders of one hold both end paid when the mark is taken off."""
    scene = crowded
    hold = scene.hold(scene.a_lot())
    first = scene.order()
    _unmark(scene, hold)
    scene.hold(scene.a_lot())
    second = scene.order()
    for page in ("cs_1", "cs_2"):
        scene.desk.pay(page)
    for code in (first, second):
        scene.come_back(code)
    assert scene.states(first) == scene.states(second) == ("paid", "captured")
    with scene.runtime.read() as work:
        paid = work.session.scalars(
            select(OrderLine.order_id).where(OrderLine.hold_id == hold)
        ).all()
    assert len(paid) == 2
    broken = {found.name for found in check_all(scene.runtime) if not found.holds}
    assert broken == {"a hold has one live order at most"}
    scene.must_be_sound = False


def _unmark(scene: Scene, hold: HoldId) -> None:
    with scene.runtime.work() as work:
        line = work.session.scalars(
            select(OrderLine).where(OrderLine.hold_id == hold)
        ).one()
        line.live_hold_id = None


def test_a_step_that_somebody_else_did_is_not_done_again(crowded: Scene) -> None:
    scene = crowded
    hold = scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    with scene.runtime.read() as work:
        stale = payments.case_of(work, scene.payment_id(code))
    scene.come_back(code)
    facts = scene.desk.pages[page]
    with scene.runtime.work() as work:
        payments.claim(work, stale, facts)
        payments.note_refusal(work, stale, facts)
        payments.expire(work, stale, CancelReason.NOT_PAID)
        payments.record_void(work, stale)
        assert not payments.store_page(work, stale, PaymentPage("cs_9", "x"))
        assert not payments.note_silence(work, stale)
    assert scene.states(code) == ("paid", "captured")
    assert scene.hold_state(hold) == "bought"
