"""The real SDK against the stand-in: refunds, disputes, lists, saved cards, limits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flashsale.orders.desk_facts import (
    CardCharge,
    DisputeState,
    ListedState,
    RefundState,
)
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
    PaymentFacts,
    PaymentState,
)
from tests.flows.payment_shop import SECRET_KEY, Shop, open_shop

SLOW_REFUND, FAILING_REFUND = "4000 0000 0000 7726", "4000 0000 0000 5126"
CONTESTED, ALWAYS_ASKS = "4000 0000 0000 0259", "4000 0027 6000 3184"
DECLINED_LATER = "4000 0000 0000 0341"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def captured(shop: Shop, number: str = "4242 4242 4242 4242") -> PaymentFacts:
    page = shop.begin()
    shop.pay(page, number)
    facts = shop.desk.look_up(page.session_id)
    assert facts.intent_id is not None
    return shop.desk.capture(
        page.session_id, facts.intent_id, facts.amount_cents, f"c-{page.session_id}"
    )


def control(shop: Shop, path: str, **said: str) -> int:
    return shop.browser.post(
        f"{shop.fake.url}/_control/{path}",
        json=said,
        headers={"Authorization": f"Bearer {SECRET_KEY}"},
        timeout=10,
    ).status_code


def test_a_refund_is_made_once_for_each_key_and_found_by_ours(shop: Shop) -> None:
    intent_id = captured(shop).intent_id or ""
    first = shop.desk.refund(intent_id, 1_000, "row-1", "row-1")
    assert shop.desk.refund(intent_id, 1_000, "row-1", "row-1") == first
    assert (first.state, first.own_key) == (RefundState.SUCCEEDED, "row-1")
    shop.desk.refund(intent_id, 655, "row-2", "row-2")
    listed = shop.desk.refunds_of(intent_id)
    assert [(f.amount_cents, f.own_key) for f in listed] == [
        (655, "row-2"),
        (1_000, "row-1"),
    ]
    with pytest.raises(PaymentDeskRefusedRequest):
        shop.desk.refund(intent_id, 3_001, "row-3", "row-3")


@pytest.mark.parametrize(
    ("card", "first", "last"),
    [
        (SLOW_REFUND, RefundState.PENDING, RefundState.SUCCEEDED),
        (FAILING_REFUND, RefundState.SUCCEEDED, RefundState.FAILED),
    ],
)
def test_a_refund_may_be_slow_or_come_back(
    shop: Shop, card: str, first: RefundState, last: RefundState
) -> None:
    intent_id = captured(shop, card).intent_id or ""
    made = shop.desk.refund(intent_id, 500, "row", "row")
    assert made.state is first
    shop.clock.advance(seconds=31)
    shop.fake.standin.sweep()
    found = shop.desk.look_up_refund(made.refund_id)
    assert found.state is last
    assert bool(found.failure_code) == (last is RefundState.FAILED)


def test_a_dispute_goes_its_way(shop: Shop) -> None:
    intent_id = captured(shop, CONTESTED).intent_id
    since = shop.clock.now() - timedelta(days=1)
    (dispute,) = shop.desk.disputes_since(since)
    assert (dispute.intent_id, dispute.state) == (
        intent_id,
        DisputeState.NEEDS_RESPONSE,
    )
    assert dispute.reason == "fraudulent"
    assert dispute.answer_by is not None
    assert control(shop, f"disputes/{dispute.dispute_id}", status="won") == 200
    assert shop.desk.look_up_dispute(dispute.dispute_id).state is DisputeState.WON
    assert control(shop, f"disputes/{dispute.dispute_id}", status="lost") == 400


def test_the_list_tells_what_money_is_where_and_whose(shop: Shop) -> None:
    taken = captured(shop).intent_id
    page = shop.begin()
    shop.pay(page)
    waiting = shop.desk.look_up(page.session_id).intent_id
    shop.desk.refund(taken or "", 655, "row", "row")
    shop.begin()
    listed = list(shop.desk.payments_since(shop.clock.now() - timedelta(hours=1)))
    assert [(x.intent_id, x.state) for x in listed] == [
        (waiting, ListedState.AUTHORISED),
        (taken, ListedState.CAPTURED),
    ]
    assert (listed[1].captured_cents, listed[1].refunded_cents) == (4_655, 655)
    other = replace_house(shop, "http://another.example")
    assert list(other.desk.payments_since(shop.clock.now() - timedelta(hours=1))) == []


def replace_house(shop: Shop, house: str) -> Shop:
    from flashsale.orders.payment_stripe import StripeDesk

    desk = StripeDesk(
        secret_key=SECRET_KEY,
        webhook_secrets=("whsec",),
        api_base=shop.fake.url,
        house=house,
    )
    return replace(shop, desk=desk)


def test_a_stray_authorisation_is_voided_once(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page)
    intent_id = shop.desk.look_up(page.session_id).intent_id or ""
    shop.desk.void_stray(intent_id)
    shop.desk.void_stray(intent_id)
    assert shop.desk.look_up(page.session_id).state is PaymentState.VOIDED
    with pytest.raises(PaymentDeskRefusedRequest):
        shop.desk.void_stray(captured(shop).intent_id or "")


def a_saved(shop: Shop, number: str) -> tuple[str, str]:
    """Save a card on a page; return how the desk calls the customer and the card."""
    customer = shop.desk.make_customer("camille@example.org", f"customer-{number}")
    page = shop.begin(customer_ref=customer)
    shop.pay(page, number)
    shop.answer_bank(page, "confirmer")
    card = shop.desk.look_up(page.session_id).card
    assert card is not None
    return customer, card.card_ref


def a_charge(customer: str, card: str) -> CardCharge:
    return CardCharge(
        order_code="TAP1",
        amount_cents=2_345,
        currency="cad",
        customer_ref=customer,
        card_ref=card,
        description="La table, commande TAP1",
        is_present=True,
    )


def test_a_saved_card_is_charged_once_for_each_key(shop: Shop) -> None:
    customer, card = a_saved(shop, "4242 4242 4242 4242")
    assert shop.desk.make_customer("camille@example.org", "customer-x") != customer
    first = shop.desk.charge(a_charge(customer, card), "tap-1")
    assert shop.desk.charge(a_charge(customer, card), "tap-1") == first
    assert (first.state, first.amount_cents) == (PaymentState.AUTHORISED, 2_345)
    assert (first.session_id, first.order_code, first.card_last4) == (
        "",
        "TAP1",
        "4242",
    )
    intent_id = first.intent_id or ""
    taken = shop.desk.capture(None, intent_id, 2_345, "tap-1-capture")
    assert taken.state is PaymentState.CAPTURED
    assert shop.desk.void(None, intent_id, "late").state is PaymentState.CAPTURED
    assert shop.desk.look_up_intent(intent_id).captured_cents == 2_345


@pytest.mark.parametrize(
    ("number", "code"),
    [(ALWAYS_ASKS, "authentication_required"), (DECLINED_LATER, "generic_decline")],
)
def test_a_bank_that_does_not_say_yes_is_a_refusal(
    shop: Shop, number: str, code: str
) -> None:
    customer, card = a_saved(shop, number)
    facts = shop.desk.charge(a_charge(customer, card), "tap-1")
    assert (facts.state, facts.refusal_code) == (PaymentState.REFUSED, code)
    assert shop.desk.charge(a_charge(customer, card), "tap-1") == facts
    shop.desk.void_stray(facts.intent_id or "")
    after = shop.desk.look_up_intent(facts.intent_id or "")
    assert after.state is PaymentState.VOIDED


def test_a_forgotten_card_is_charged_no_more(shop: Shop) -> None:
    customer, card = a_saved(shop, "4242 4242 4242 4242")
    shop.desk.forget_card(card)
    shop.desk.forget_card(card)
    shop.desk.forget_card("pm_unknown")
    with pytest.raises(PaymentDeskRefusedRequest):
        shop.desk.charge(a_charge(customer, card), "tap-1")


def test_a_card_is_not_saved_where_nobody_agreed(shop: Shop) -> None:
    customer = shop.desk.make_customer("camille@example.org", "customer")
    page = shop.begin()
    shop.pay(page)
    card = shop.desk.look_up(page.session_id).card
    assert card is not None
    with pytest.raises(PaymentDeskRefusedRequest):
        shop.desk.charge(a_charge(customer, card.card_ref), "tap-1")


def test_too_many_requests_are_an_unknown_outcome(shop: Shop) -> None:
    page = shop.begin()
    shop.plan(fail_next="429", fail_on="GET ")
    with pytest.raises(PaymentDeskUnreachable):
        shop.desk.look_up(page.session_id)
    assert shop.desk.look_up(page.session_id).state is PaymentState.OPEN


def test_the_control_is_for_the_owner_and_refuses_nonsense(shop: Shop) -> None:
    url = f"{shop.fake.url}/_control/disputes"
    assert shop.browser.post(url, json={}, timeout=10).status_code == 401
    assert control(shop, "disputes") == 400
    assert control(shop, "disputes", payment_intent="pi_none", reason="x") == 404
    assert control(shop, "lapse", payment_intent="pi_none") == 404
    assert control(shop, "refunds/re_none", status="failed") == 404
    page = shop.begin()
    shop.pay(page)
    intent_id = shop.desk.look_up(page.session_id).intent_id or ""
    assert control(shop, "disputes", payment_intent=intent_id, reason="x") == 400
    assert control(shop, "lapse", payment_intent=intent_id) == 200
    assert shop.desk.look_up(page.session_id).state is PaymentState.VOIDED
