"""Automatic purchase: bought once when the turn comes, as agreed, or told why not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from flashsale.kernel.window import house_day
from flashsale.mandates import buying, mandates, run
from flashsale.mandates.invariants import no_purchase_is_above_its_maximum
from flashsale.mandates.models import Mandate
from flashsale.orders.models import Order, OrderLine, Payment, SavedCard
from flashsale.orders.payment_desk import PaymentDeskUnreachable
from flashsale.sales import drops
from flashsale.sales.models import Lot, WaitEntry
from tests.card_scene import a_saved_card
from tests.checkout_scene import Scene, scene, words
from tests.mandate_scene import Turn, a_turn, turn
from tests.paper_desk import Killed

__all__ = ["scene", "turn"]


def test_the_turn_comes_and_it_is_bought_without_a_hand(turn: Turn) -> None:
    turn.agreed()
    turn.comes()
    assert turn.letters("wait_offer") == []
    turn.keep()
    code = turn.scene.last_code()
    assert turn.scene.states(code) == ("paid", "captured")
    assert turn.scene.counts(turn.lot) == (0, 1)
    assert (turn.state(), turn.offer()) == ("paid", "accepted")
    assert turn.letters("wait_offer") == turn.letters("mandate_refused") == []
    assert len(turn.scene.receipts()) == 2
    with turn.scene.runtime.read() as work:
        order, payment = work.session.execute(
            select(Order, Payment).join(Payment).where(Order.code == code)
        ).one()
    assert (order.total_cents, payment.is_present) == (1_668, False)


def test_however_often_it_is_asked_for_it_is_bought_once(turn: Turn) -> None:
    turn.agreed()
    turn.comes()
    with turn.scene.runtime.read() as work:
        (mandate_id,) = buying.due(work)
    for _ in range(3):
        run.use(turn.scene.runtime, mandate_id)
        turn.keep()
    assert turn.scene.how_many(Order) == 2
    assert len(turn.scene.desk.charges) == 1


def test_only_what_was_waited_for_is_bought(turn: Turn) -> None:
    turn.agreed()
    beside = turn.scene.hold(turn.scene.a_lot())
    turn.comes()
    turn.keep()
    with turn.scene.runtime.read() as work:
        lots_bought = work.session.scalars(
            select(OrderLine.lot_id)
            .join(Order, Order.id == OrderLine.order_id)
            .where(Order.code == turn.scene.last_code())
        ).all()
    assert lots_bought == [turn.lot]
    assert turn.scene.hold_state(beside) == "active"


def test_of_two_waited_for_the_one_that_came_back_is_bought(scene: Scene) -> None:
    a_saved_card(scene)
    turn = a_turn(scene, units=2, holders=2)
    turn.agreed()
    turn.comes()
    turn.keep()
    assert turn.scene.states(scene.last_code()) == ("paid", "captured")
    assert turn.scene.counts(turn.lot) == (1, 1)


def raise_price(turn: Turn) -> None:
    with turn.scene.runtime.work() as work:
        work.session.execute(
            update(Lot).where(Lot.id == turn.lot).values(price_cents=700)
        )


def remove_card(turn: Turn) -> None:
    with turn.scene.runtime.read() as work:
        card_id = work.session.scalars(select(SavedCard.id)).one()
    turn.scene.client.post(f"/compte/cartes/{card_id}/retirer")


@pytest.mark.parametrize(
    ("change", "why"), [(raise_price, "over_maximum"), (remove_card, "card_gone")]
)
def test_what_cannot_be_bought_is_kept_and_told(
    turn: Turn, change: Callable[[Turn], None], why: str
) -> None:
    turn.agreed()
    change(turn)
    turn.comes()
    turn.keep()
    assert (turn.state(), turn.offer()) == ("declined", "open")
    (letter,) = turn.letters("wait_offer")
    assert letter.values["not_bought"] == why
    assert turn.scene.how_many(Order) == 1
    assert turn.scene.desk.charges == {}
    assert turn.scene.counts(turn.lot) == (0, 0)
    turn.keep()
    assert len(turn.letters("wait_offer")) == 1


def test_a_sale_that_rests_keeps_the_mandate(turn: Turn) -> None:
    turn.agreed()
    turn.comes()
    with turn.scene.runtime.work() as work:
        drop_id = work.session.scalars(
            select(WaitEntry.drop_id).where(WaitEntry.id == turn.entry)
        ).one()
        drops.suspend(work, drop_id)
    turn.keep()
    assert (turn.state(), turn.offer()) == ("standing", "open")
    with turn.scene.runtime.work() as work:
        drops.resume(work, drop_id)
    turn.keep()
    assert turn.state() == "paid"


# Taking it back.


def test_it_can_be_taken_back_while_nothing_is_charged(turn: Turn) -> None:
    turn.agreed()
    assert turn.cancel().status_code == 303
    assert turn.state() == "withdrawn"
    turn.comes()
    turn.keep()
    assert len(turn.letters("wait_offer")) == 1
    assert turn.scene.how_many(Order) == 1
    turn.cancel()
    lists = words(turn.scene.client.get("/listes-attente").text)
    assert "Aucun achat automatique n’est en attente" in lists


def test_taken_back_as_the_turn_came_it_is_told_like_any_offer(turn: Turn) -> None:
    turn.agreed()
    turn.comes()
    turn.cancel()
    turn.keep()
    assert (turn.state(), turn.offer()) == ("withdrawn", "open")
    assert len(turn.letters("wait_offer")) == 1
    assert turn.scene.desk.charges == {}


def test_taken_back_while_it_is_being_used_nothing_is_bought(
    turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn.agreed()
    turn.comes()
    place = buying.checkout.place

    def taken_back_meanwhile(work, *rest):
        outcome = place(work, *rest)
        mandates.withdraw(work, turn.scene.member, turn.entry)
        return outcome

    monkeypatch.setattr(buying.checkout, "place", taken_back_meanwhile)
    turn.keep()
    assert turn.scene.how_many(Order) == 1
    assert turn.scene.counts(turn.lot) == (0, 0)
    assert turn.offer() == "open"
    assert turn.scene.desk.charges == {}


def test_after_its_last_day_it_buys_nothing(turn: Turn) -> None:
    today = house_day(turn.scene.clock.now())
    turn.agreed(jour=today.isoformat())
    with turn.scene.runtime.work() as work:
        # As though its day ended in a moment.
        ends_at = turn.scene.clock.now() + timedelta(seconds=1)
        work.session.execute(update(Mandate).values(ends_at=ends_at))
    turn.scene.clock.advance(seconds=2)
    turn.comes()
    turn.keep()
    assert turn.state() == "declined"
    assert turn.offer() == "open"
    assert len(turn.letters("wait_offer")) == 1
    assert turn.scene.how_many(Order) == 1


def test_a_mandate_whose_day_is_over_lapses(turn: Turn) -> None:
    turn.agreed()
    turn.scene.clock.advance(days=9)
    turn.keep()
    assert turn.state() == "lapsed"
    assert turn.letters("wait_offer") == []


# The card.


@pytest.mark.parametrize("bank", ["insufficient_funds", "authentication_required"])
def test_a_refused_card_is_told_and_the_copy_waits_to_be_paid(
    turn: Turn, bank: str
) -> None:
    turn.agreed()
    turn.comes()
    turn.scene.desk.bank_says = bank
    turn.keep()
    code = turn.scene.last_code()
    assert turn.scene.states(code)[0] == "pending"
    assert turn.state() == "refused"
    (letter,) = turn.letters("mandate_refused")
    assert letter.values["refusal_code"] == bank
    assert letter.values["code"] == code
    assert turn.scene.counts(turn.lot) == (1, 0)
    turn.keep()
    assert len(turn.letters("mandate_refused")) == 1
    again = turn.scene.client.post(f"/commandes/{code}/payer")
    turn.scene.desk.pay(again.location.rsplit("/", 1)[-1])
    turn.scene.come_back(code)
    assert turn.scene.states(code) == ("paid", "captured")
    assert turn.state() == "refused"


@pytest.mark.parametrize("after", [False, True])
def test_a_lost_answer_charges_once(turn: Turn, after: bool) -> None:
    turn.agreed()
    turn.comes()
    lost = PaymentDeskUnreachable("charge", "cut")
    turn.scene.desk.will("charge", lost, after=after)
    turn.keep()
    assert turn.state() == "ordered"
    turn.scene.sweep()
    turn.keep()
    assert turn.state() == "paid"
    assert len(turn.scene.desk.charges) == 1


@pytest.mark.parametrize("method", ["charge", "capture"])
@pytest.mark.parametrize("after", [False, True])
def test_a_worker_killed_on_the_way_loses_nothing(
    turn: Turn, method: str, after: bool
) -> None:
    turn.agreed()
    turn.comes()
    turn.scene.desk.will(method, Killed(), after=after)
    with pytest.raises(Killed):
        turn.keep()
    turn.scene.sweep()
    turn.keep()
    assert turn.scene.states(turn.scene.last_code()) == ("paid", "captured")
    assert turn.state() == "paid"
    assert len(turn.scene.desk.charges) == 1


def test_the_house_proves_that_no_purchase_was_above_its_maximum(turn: Turn) -> None:
    turn.agreed()
    turn.comes()
    turn.keep()
    with turn.scene.runtime.read() as work:
        assert no_purchase_is_above_its_maximum(work).holds
    with turn.scene.runtime.work() as work:
        work.session.execute(update(Mandate).values(max_total_cents=1))
        finding = no_purchase_is_above_its_maximum(work)
        work.session.rollback()
    assert not finding.holds
    assert finding.looked_at == 1
