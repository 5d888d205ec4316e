"""A settlement that another one overtakes between two looks raises no alarm."""

import logging

import pytest

from flashsale.orders import settlement
from flashsale.orders.lifecycle import PaymentStage
from flashsale.orders.payment_desk import PaymentFacts
from tests.checkout_scene import Scene, scene

__all__ = ["scene"]


def test_the_money_that_another_took_is_no_alarm(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """We read « open », another settles to the end, and only then does the desk answer.

    Found by `prove simulate --seed 62`.
    """
    scene.hold(scene.a_lot())
    code = scene.order()
    session, payment_id = scene.desk.only_page, scene.payment_id(code)
    scene.desk.pay(session)
    looks_up, looks = scene.desk.look_up, []

    def overtaken(session_id: str) -> PaymentFacts:
        looks.append(session_id)
        if len(looks) == 1:
            other = settlement.settle(scene.runtime, payment_id)
            assert other.stage is PaymentStage.CAPTURED
        return looks_up(session_id)

    monkeypatch.setattr(scene.desk, "look_up", overtaken)
    with caplog.at_level(logging.ERROR):
        settled = settlement.settle(scene.runtime, payment_id)
    assert settled == settlement.Settled(PaymentStage.CAPTURED, is_known=True)
    assert caplog.records == []


def test_money_taken_by_hand_is_an_alarm_and_an_order(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    session, payment_id = scene.desk.only_page, scene.payment_id(code)
    scene.desk.pay(session)
    scene.desk.take_by_hand(session)
    with caplog.at_level(logging.ERROR):
        settled = settlement.settle(scene.runtime, payment_id)
    assert settled.stage is PaymentStage.CAPTURED
    assert "payment.alarm" in caplog.text
    assert scene.states(code) == ("paid", "captured")
