"""Many hands cancel one order: it goes back once, with a control where it does not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from flashsale.orders import changing_mind, restitutions, transitions
from flashsale.orders.changing_mind import Changed
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.restitution_models import Restitution
from tests.checkout_scene import Scene, scene

__all__ = ["scene"]

HANDS = 8


def paid(scene: Scene) -> str:
    scene.hold(scene.a_lot(price_cents=2_000), quantity=2)
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    return code


def race(scene: Scene, code: str) -> int:
    """Let every hand cancel with a form of its own; return how many were told yes."""
    with scene.runtime.read() as work:
        lines = tuple(work.session.scalars(select(OrderLine.id)))
    together = Barrier(HANDS)

    def cancel(hand: int) -> bool:
        together.wait()
        with scene.runtime.work() as work:
            outcome = changing_mind.cancel(
                work, scene.member, code, lines, f"{hand:032x}"
            )
        return isinstance(outcome, Changed)

    with ThreadPoolExecutor(HANDS) as hands:
        return sum(hands.map(cancel, range(HANDS)))


def given_back(scene: Scene) -> tuple[int, int]:
    """Return what went back and what was paid, in cents."""
    with scene.runtime.read() as work:
        back = work.session.scalar(select(func.sum(Restitution.total_cents)))
        paid = work.session.scalar(select(Order.total_cents))
    return int(back or 0), int(paid or 0)


def test_an_order_goes_back_once(scene: Scene) -> None:
    code = paid(scene)
    assert race(scene, code) == 1
    back, total = given_back(scene)
    assert back == total
    scene.sweep()


def test_the_control_that_counts_nothing_gives_back_more(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is locked out, nobody sees what went back, no sum is looked at."""
    scene.must_be_sound = False
    code = paid(scene)
    monkeypatch.setattr(transitions, "lock_order", lambda *_: None)
    monkeypatch.setattr(restitutions, "units_back", lambda *_: restitutions.Counter())
    monkeypatch.setattr(restitutions.refunds, "sent_back", lambda *_: 0)
    assert race(scene, code) > 1
    back, total = given_back(scene)
    assert back > total
