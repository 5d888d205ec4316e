"""Comparing the desk's books with ours: refunds, disputes, strays, other amounts."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from flashsale.credit import gift_cards
from flashsale.credit.card_states import CardState
from flashsale.credit.gift_cards import CardDraft
from flashsale.kernel.ids import LotId
from flashsale.kernel.language import Language
from flashsale.mail.models import OutboxMail
from flashsale.members.roles import Role
from flashsale.orders import refunding, refunds
from flashsale.orders.desk_facts import DisputeState, RefundState
from flashsale.orders.models import Dispute, InboxEvent, Refund, StrayPayment
from flashsale.orders.payment_desk import PaymentDeskUnreachable, PaymentState
from flashsale.orders.refunds import RefundAsked, RefundRefusal, RefundRefused
from flashsale.sales import releases
from tests.checkout_scene import Scene, scene, words
from tests.factories import a_member
from tests.paper_desk import Killed

__all__ = ["scene"]


def a_paid_order(scene: Scene, lot: LotId | None = None) -> str:
    scene.hold(lot or scene.a_lot())
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")
    return code


def rows(scene: Scene, kind: type) -> list[object]:
    with scene.runtime.read() as work:
        return list(work.session.scalars(select(kind)))


# Another amount, another currency.


@pytest.mark.parametrize("change", [{"amount_cents": 1}, {"currency": "usd"}])
def test_another_amount_or_currency_is_given_back_and_told(
    scene: Scene, change: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    lot = scene.a_lot()
    scene.hold(lot)
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    scene.desk.pages[page] = replace(scene.desk.pages[page], **change)
    answer = scene.come_back(code)
    assert scene.states(code) == ("cancelled", "voided")
    assert scene.desk.pages[page].state is PaymentState.VOIDED
    assert not scene.desk.captures
    assert "payment.alarm" in caplog.text
    assert "n’était pas celui de la commande" in words(answer.text)


def test_less_taken_by_hand_than_agreed_goes_back_whole(scene: Scene) -> None:
    lot = scene.a_lot()
    scene.hold(lot)
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    scene.desk.will("capture", PaymentDeskUnreachable("capture", "silence"))
    scene.come_back(code)
    assert scene.states(code) == ("pending", "capturing")
    scene.desk.take_by_hand(page, 100)
    scene.sweep()
    assert scene.states(code) == ("cancelled", "refunded")
    assert scene.desk.sent_back(f"pi_{page}") == 100
    assert scene.counts(lot) == (0, 0)


def test_taken_by_hand_for_copies_that_went_goes_back(scene: Scene) -> None:
    lot = scene.a_lot(allotted=1)
    scene.hold(lot)
    code = scene.order()
    scene.clock.advance(minutes=16)
    with scene.runtime.work() as work:
        releases.expire_due(work)
    scene.hold(lot, member=scene.another_member())
    scene.desk.pay(scene.desk.only_page)
    scene.desk.take_by_hand(scene.desk.only_page)
    scene.come_back(code)
    assert scene.states(code) == ("cancelled", "refunded")
    assert scene.desk.sent_back(f"pi_{scene.desk.only_page}") == 1_668


@pytest.mark.parametrize("after", [False, True])
def test_a_refund_that_was_dropped_is_made_once(scene: Scene, after: bool) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.desk.pay(page)
    scene.desk.will("capture", PaymentDeskUnreachable("capture", "silence"))
    scene.come_back(code)
    scene.desk.take_by_hand(page, 100)
    scene.desk.will("refund", Killed(), after=after)
    with pytest.raises(Killed):
        scene.sweep()
    assert scene.states(code) == ("cancelled", "refunding")
    scene.sweep()
    assert scene.states(code) == ("cancelled", "refunded")
    assert scene.desk.sent_back(f"pi_{page}") == 100


# The refund ledger.


def test_no_more_goes_back_than_was_taken(scene: Scene) -> None:
    payment_id = scene.payment_id(a_paid_order(scene))

    def ask(cents: int, key: str) -> object:
        with scene.runtime.work() as work:
            return refunds.ask(work, payment_id, cents, key=key, reason="test")

    first = ask(1_000, "a")
    assert isinstance(first, RefundAsked)
    assert ask(1_000, "a") == first
    assert ask(669, "b") == RefundRefused(RefundRefusal.TOO_MUCH, 668)
    assert isinstance(ask(668, "c"), RefundAsked)
    assert ask(1, "d") == RefundRefused(RefundRefusal.TOO_MUCH, 0)
    for wrong in (0, -1):
        with pytest.raises(ValueError, match="not of"):
            ask(wrong, "e")


def test_what_was_not_captured_is_not_refunded(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    payment_id = scene.payment_id(scene.order())
    with scene.runtime.work() as work:
        refused = refunds.ask(work, payment_id, 1, key="a", reason="test")
    assert refused == RefundRefused(RefundRefusal.NOT_CAPTURED, 0)


@pytest.mark.parametrize("after", [False, True])
def test_a_refund_whose_answer_was_lost_is_looked_for_first(
    scene: Scene, after: bool
) -> None:
    payment_id = scene.payment_id(a_paid_order(scene))
    with scene.runtime.work() as work:
        asked = refunds.ask(work, payment_id, 500, key="a", reason="test")
    assert isinstance(asked, RefundAsked)
    lost = PaymentDeskUnreachable("refund", "cut")
    scene.desk.will("refund", lost, after=after)
    with pytest.raises(PaymentDeskUnreachable):
        refunding.carry_out(scene.runtime, asked.refund_id)
    scene.desk.calls.clear()
    scene.sweep(minutes=11)
    # A saved error would be answered under the first key for a day (F17).
    assert scene.desk.calls == ["refunds_of"] + ([] if after else ["refund"])
    assert scene.desk.sent_back(f"pi_{scene.desk.only_page}") == 500
    (row,) = rows(scene, Refund)
    assert row.state == "succeeded"


def test_a_refund_made_at_the_desk_is_recorded_by_message_and_by_list(
    scene: Scene,
) -> None:
    a_paid_order(scene)
    page = scene.desk.only_page
    first = scene.desk.refund_by_hand(page, 300)
    scene.send(
        scene.desk.message(
            page, "evt_9", scene.clock.now(), "refund.created", about=first
        )
    )
    assert [row.amount_cents for row in rows(scene, Refund)] == [300]
    scene.desk.refund_by_hand(page, 200)
    scene.list_payments(minutes=5)
    scene.list_payments(minutes=5)
    assert sorted(row.amount_cents for row in rows(scene, Refund)) == [200, 300]
    assert {row.reason for row in rows(scene, Refund)} == {"at_the_desk"}


def test_a_slow_refund_made_at_the_desk_is_not_made_again(scene: Scene) -> None:
    """Found by `prove stripe --seed 59`: its row has no key that the desk knows."""
    a_paid_order(scene)
    page = scene.desk.only_page
    scene.desk.refund_by_hand(page, 300)
    ((key, facts),) = scene.desk.refunds.items()
    scene.desk.refunds[key] = replace(facts, state=RefundState.PENDING)
    scene.list_payments(minutes=5)
    for _ in range(3):
        scene.sweep(minutes=11)
    assert len(scene.desk.refunds) == 1
    scene.desk.refunds[key] = facts
    scene.sweep(minutes=1)
    assert [row.state for row in rows(scene, Refund)] == ["succeeded"]


def test_a_refund_that_the_bank_sends_back_is_ours_again(scene: Scene) -> None:
    code = a_paid_order(scene)
    page = scene.desk.only_page
    refund_id = scene.desk.refund_by_hand(page, 1_668)
    about = {"type": "refund.created", "about": refund_id}
    scene.send(scene.desk.message(page, "evt_1", scene.clock.now(), **about))
    scene.desk.fail_refund(refund_id)
    about["type"] = "refund.failed"
    scene.send(scene.desk.message(page, "evt_2", scene.clock.now(), **about))
    with scene.runtime.read() as work:
        assert refunds.sent_back(work, scene.payment_id(code)) == 0
    (row,) = rows(scene, Refund)
    assert (row.state, row.failure_code) == ("failed", "lost_or_stolen_card")


# Money that belongs to no order.


def a_stray(scene: Scene, state: PaymentState) -> str:
    """Leave at the desk what no payment of ours knows, of an order that ended."""
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.desk.only_page
    scene.client.post(f"/commandes/{code}/annuler")
    assert scene.states(code) == ("cancelled", "expired")
    facts = scene.desk.pages[page]
    scene.desk.pages[page] = replace(
        facts,
        state=state,
        intent_id=f"pi_{page}",
        captured_cents=facts.amount_cents if state is PaymentState.CAPTURED else 0,
    )
    return page


def test_an_orphan_authorisation_is_voided(scene: Scene) -> None:
    page = a_stray(scene, PaymentState.AUTHORISED)
    # Somebody may be writing it down right now: not before five minutes.
    scene.list_payments(minutes=4)
    assert scene.desk.pages[page].state is PaymentState.AUTHORISED
    scene.list_payments(minutes=5)
    assert scene.desk.pages[page].state is PaymentState.VOIDED
    (row,) = rows(scene, StrayPayment)
    assert (row.state, row.intent_ref) == ("voided", f"pi_{page}")
    scene.list_payments(minutes=5)
    assert scene.how_many(StrayPayment) == 1


def test_orphan_money_goes_back_once(scene: Scene) -> None:
    page = a_stray(scene, PaymentState.CAPTURED)
    scene.desk.will("refund", PaymentDeskUnreachable("refund", "cut"), after=True)
    scene.list_payments(minutes=6)
    (row,) = rows(scene, StrayPayment)
    assert row.state == "found"
    for _ in range(3):
        scene.list_payments(minutes=5)
    assert scene.desk.sent_back(f"pi_{page}") == 1_668
    assert len(scene.desk.refunds) == 1


def test_the_list_alone_settles_what_was_left(scene: Scene) -> None:
    lot = scene.a_lot()
    scene.hold(lot)
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    assert scene.list_payments(minutes=5) == 1
    assert scene.states(code) == ("paid", "captured")
    assert scene.counts(lot) == (0, 1)


def test_a_list_that_cannot_be_had_changes_nothing(scene: Scene) -> None:
    a_stray(scene, PaymentState.AUTHORISED)
    scene.desk.is_down = True
    assert scene.list_payments(minutes=6) == 0
    assert scene.how_many(StrayPayment) == 0
    scene.desk.is_down = False
    assert scene.list_payments() == 1


# Disputes.


def dispute_letters(scene: Scene) -> list[OutboxMail]:
    with scene.runtime.read() as work:
        return list(
            work.session.scalars(
                select(OutboxMail)
                .where(OutboxMail.message == "dispute")
                .order_by(OutboxMail.id)
            )
        )


def test_a_dispute_is_recorded_told_and_followed_to_its_end(scene: Scene) -> None:
    with scene.runtime.work() as work:
        staff = a_member(work, role=Role.ADMINISTRATOR)
    code = a_paid_order(scene)
    page = scene.desk.only_page
    about = scene.desk.contest(page, DisputeState.NEEDS_RESPONSE)
    message = ("charge.dispute.created", about)
    for event in ("evt_1", "evt_1", "evt_2"):
        scene.send(scene.desk.message(page, event, scene.clock.now(), *message))
    assert [row.status for row in rows(scene, Dispute)] == ["needs_response"]
    desk_page = words(scene.browser_of(staff).get("/bureau/paiements").text)
    assert f"{code} Camille Essai à répondre fraudulent" in desk_page
    # No message comes: the list is enough (F20).
    scene.desk.contest(page, DisputeState.LOST)
    scene.list_payments(minutes=5)
    assert [row.status for row in rows(scene, Dispute)] == ["lost"]
    assert [mail.values["state"] for mail in dispute_letters(scene)] == [
        "needs_response",
        "lost",
    ]
    # One that ended stays so, whatever an old message makes us ask.
    scene.desk.contest(page, DisputeState.UNDER_REVIEW)
    scene.send(scene.desk.message(page, "evt_3", scene.clock.now(), *message))
    assert [row.status for row in rows(scene, Dispute)] == ["lost"]


def test_gift_cards_of_a_contested_payment_stop_until_it_is_won(scene: Scene) -> None:
    with scene.runtime.work() as work:
        card_id = gift_cards.want(
            work,
            CardDraft(
                buyer_id=scene.member,
                cents=50_00,
                recipient_name="Noé",
                recipient_email="noe@example.org",
                words="",
                language=Language.FR,
            ),
        )
    a_paid_order(scene)

    def state() -> CardState:
        with scene.runtime.read() as work:
            (card,) = gift_cards.latest(work, most=5)
        assert card.id == card_id
        return card.state

    assert state() is CardState.ISSUED
    page = scene.desk.only_page
    scene.desk.contest(page, DisputeState.NEEDS_RESPONSE)
    scene.list_payments(minutes=5)
    assert state() is CardState.STOPPED
    scene.desk.contest(page, DisputeState.WON)
    scene.list_payments(minutes=5)
    assert state() is CardState.ISSUED


def test_a_dispute_of_another_house_is_nobodys(scene: Scene) -> None:
    a_paid_order(scene)
    page = scene.desk.only_page
    about = scene.desk.contest(page, DisputeState.NEEDS_RESPONSE)
    facts = scene.desk.disputes[about]
    scene.desk.disputes[about] = replace(facts, intent_id="pi_foreign")
    message = ("charge.dispute.created", about)
    scene.send(scene.desk.message(page, "evt_1", scene.clock.now(), *message))
    assert scene.how_many(Dispute) == 0
    (event,) = rows(scene, InboxEvent)
    assert event.handled_at is not None


def test_the_page_of_payments_to_watch_may_be_empty(scene: Scene) -> None:
    with scene.runtime.work() as work:
        staff = a_member(work, role=Role.SUPPORT)
    browser = scene.browser_of(staff)
    page = browser.get("/bureau/paiements")
    assert page.status_code == 200
    assert "Aucune banque ne conteste" in words(page.text)
    assert scene.client.get("/bureau/paiements").status_code == 403


# Paid too late.


def test_who_paid_too_late_gets_a_letter(scene: Scene) -> None:
    lot = scene.a_lot(allotted=1)
    scene.hold(lot)
    code = scene.order()
    scene.clock.advance(minutes=16)
    with scene.runtime.work() as work:
        releases.expire_due(work)
    scene.hold(lot, member=scene.another_member())
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    scene.come_back(code)
    with scene.runtime.read() as work:
        (letter,) = work.session.scalars(
            select(OutboxMail).where(OutboxMail.message == "paid_too_late")
        )
    assert letter.values["code"] == code
    assert letter.values["amount_cents"] == 1_668
    assert letter.values["card_last4"] == "4242"
