"""Answers that get lost, messages that come late, twice, in disorder or not at all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import stripe

from flashsale.fakestripe.server import FakeStripe
from flashsale.orders.payment_desk import (
    BadSignature,
    PaymentDeskUnreachable,
    PaymentState,
)
from flashsale.orders.payment_stripe import StripeDesk
from tests.flows.payment_shop import (
    BANK_ASKS_CARD,
    SECRET_KEY,
    WEBHOOK_SECRET,
    Inbox,
    Shop,
    open_shop,
)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    opened = Inbox()
    yield opened
    opened.close()


@pytest.fixture
def shop(tmp_path: Path, inbox: Inbox) -> Iterator[Shop]:
    with open_shop(tmp_path, inbox.url) as opened:
        yield opened


def types_of(messages: list[tuple[bytes, str]]) -> list[str]:
    return [json.loads(body)["type"] for body, _signature in messages]


def sessions_of(shop: Shop) -> list[stripe.checkout.Session]:
    client = stripe.StripeClient(SECRET_KEY, base_addresses={"api": shop.fake.url})
    return client.v1.checkout.sessions.list({"limit": 100}).data


def test_one_lost_answer_is_found_again_under_the_same_key(shop: Shop) -> None:
    shop.plan(fail_next="cut")
    page = shop.begin()
    assert [session.id for session in sessions_of(shop)] == [page.session_id]


@pytest.mark.parametrize("failure", ["cut", "cut_before"])
def test_when_no_answer_comes_the_outcome_is_unknown(shop: Shop, failure: str) -> None:
    request = shop.request()
    shop.plan(fail_next=failure, fail_times=2)
    with pytest.raises(PaymentDeskUnreachable, match=request.order_code):
        shop.desk.begin(request)
    page = shop.desk.begin(request)
    assert [session.id for session in sessions_of(shop)] == [page.session_id]


def test_a_capture_cut_after_it_acted_is_seen_by_looking_up(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page)
    intent = shop.desk.look_up(page.session_id).intent_id or ""
    shop.plan(fail_next="cut", fail_on="/capture", fail_times=2)
    with pytest.raises(PaymentDeskUnreachable):
        shop.desk.capture(page.session_id, intent, 4655, "capture-1")
    facts = shop.desk.look_up(page.session_id)
    assert (facts.state, facts.captured_cents) == (PaymentState.CAPTURED, 4655)
    assert shop.desk.capture(page.session_id, intent, 4655, "capture-1") == facts


def test_a_saved_error_is_answered_all_day_though_the_deed_is_done(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page)
    intent = shop.desk.look_up(page.session_id).intent_id or ""
    shop.plan(fail_next="500_after", fail_on="/capture")
    for _ in range(2):
        with pytest.raises(PaymentDeskUnreachable):
            shop.desk.capture(page.session_id, intent, 4655, "capture-1")
    assert shop.desk.look_up(page.session_id).state is PaymentState.CAPTURED


def test_a_saved_error_may_also_mean_that_nothing_was_done(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page)
    intent = shop.desk.look_up(page.session_id).intent_id or ""
    shop.plan(fail_next="500", fail_on="/capture")
    with pytest.raises(PaymentDeskUnreachable):
        shop.desk.capture(page.session_id, intent, 4655, "capture-1")
    assert shop.desk.look_up(page.session_id).state is PaymentState.AUTHORISED


def test_a_desk_that_is_not_there_is_unreachable(shop: Shop) -> None:
    desk = StripeDesk(
        secret_key=SECRET_KEY,
        webhook_secrets=(WEBHOOK_SECRET,),
        api_base="http://127.0.0.1:9",
    )
    with pytest.raises(PaymentDeskUnreachable):
        desk.look_up("cs_test_any")


def test_each_step_is_told_in_a_signed_message(shop: Shop, inbox: Inbox) -> None:
    request = shop.request()
    page = shop.desk.begin(request)
    shop.pay(page, "4000000000000002")
    shop.pay(page)
    facts = shop.desk.look_up(page.session_id)
    shop.desk.capture(page.session_id, facts.intent_id or "", 4655, "capture-1")
    messages = inbox.wait_for(4)
    assert sorted(types_of(messages)) == [
        "checkout.session.completed",
        "payment_intent.amount_capturable_updated",
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
    ]
    for body, signature in messages:
        event = shop.desk.read_event(body, signature, shop.clock.now())
        assert event.order_code == request.order_code
        assert event.intent_id == facts.intent_id
        assert event.session_id in {None, page.session_id}
        assert event.created_at == shop.clock.now()


def test_expiry_and_giving_back_are_told(shop: Shop, inbox: Inbox) -> None:
    closed = shop.begin()
    shop.desk.close(closed.session_id)
    paid = shop.begin()
    shop.pay(paid, BANK_ASKS_CARD)
    shop.answer_bank(paid, "confirmer")
    intent = shop.desk.look_up(paid.session_id).intent_id or ""
    shop.desk.void(paid.session_id, intent, "void-1")
    types = types_of(inbox.wait_for(4))
    assert {"checkout.session.expired", "payment_intent.canceled"} <= set(types)


def test_a_message_signed_too_long_ago_or_changed_is_refused(
    shop: Shop, inbox: Inbox
) -> None:
    shop.desk.close(shop.begin().session_id)
    body, signature = inbox.wait_for(1)[0]
    now = shop.clock.now()
    for skew in (timedelta(minutes=-5), timedelta(minutes=5)):
        assert shop.desk.read_event(body, signature, now + skew).order_code
    for skew in (timedelta(seconds=-301), timedelta(seconds=301)):
        with pytest.raises(BadSignature):
            shop.desk.read_event(body, signature, now + skew)
    with pytest.raises(BadSignature):
        shop.desk.read_event(body.replace(b"expired", b"paid"), signature, now)


def test_a_message_refused_comes_again_later(shop: Shop, inbox: Inbox) -> None:
    inbox.answer = lambda count: 500 if count == 1 else 200
    shop.desk.close(shop.begin().session_id)
    inbox.wait_for(1)
    shop.clock.advance(seconds=2)
    first, second = inbox.wait_for(2)
    assert first[0] == second[0]


def test_dropped_messages_never_come_and_the_list_still_knows(
    shop: Shop, inbox: Inbox
) -> None:
    shop.plan(drop=100)
    shop.desk.close(shop.begin().session_id)
    shop.plan()
    shop.desk.close(shop.begin().session_id)
    inbox.wait_for(1)
    client = stripe.StripeClient(SECRET_KEY, base_addresses={"api": shop.fake.url})
    events = client.v1.events.list({"type": "checkout.session.expired"}).data
    assert len(events) == 2
    assert len(inbox.received) == 1


def test_doubled_messages_carry_the_same_id(shop: Shop, inbox: Inbox) -> None:
    shop.plan(duplicate=100, seed=3)
    shop.desk.close(shop.begin().session_id)
    messages = inbox.wait_for(2)
    assert len({json.loads(body)["id"] for body, _signature in messages}) == 1


def test_late_and_shuffled_messages_all_come(shop: Shop, inbox: Inbox) -> None:
    shop.plan(delay_ms=60_000, reorder_ms=60_000, seed=11)
    for _ in range(6):
        shop.desk.close(shop.begin().session_id)
    assert inbox.received == []
    shop.clock.advance(minutes=2, seconds=1)
    assert len(inbox.wait_for(6)) == 6


def test_what_is_remembered_and_under_way_survives_a_restart(tmp_path: Path) -> None:
    inbox = Inbox()
    inbox.answer = lambda _count: 503
    try:
        with open_shop(tmp_path, inbox.url) as shop:
            request = shop.request()
            page = shop.desk.begin(request)
            shop.pay(page)
            inbox.wait_for(2)
        inbox.answer = lambda _count: 200
        seen = len(inbox.received)
        with open_shop(tmp_path, inbox.url) as again:
            assert again.desk.look_up(page.session_id).state is PaymentState.AUTHORISED
            assert again.desk.begin(request).session_id == page.session_id
            again.clock.advance(hours=1)
            inbox.wait_for(seen + 2)
    finally:
        inbox.close()


def test_a_plan_that_makes_no_sense_is_refused(shop: Shop) -> None:
    url = f"{shop.fake.url}/_faults"
    key = {"Authorization": f"Bearer {SECRET_KEY}"}
    for wrong in ({"drop": "much"}, {"drop": -1}, {"unknown": 1}, {"fail_next": "x"}):
        answer = shop.browser.post(url, json=wrong, headers=key, timeout=10)
        assert answer.status_code == 400, wrong
    assert shop.browser.post(url, json={}, timeout=10).status_code == 401
    assert shop.browser.get(url, headers=key, timeout=10).json()["drop"] == 0


def test_an_inbox_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    with open_shop(tmp_path, "http://127.0.0.1:9/crochets") as shop:
        shop.desk.close(shop.begin().session_id)
        health = shop.browser.get(f"{shop.fake.url}/healthz", timeout=10)
        assert health.json()["status"] == "ok"


def test_two_secrets_sign_while_one_replaces_the_other(tmp_path: Path) -> None:
    inbox = Inbox()
    try:
        with open_shop(tmp_path, inbox.url) as shop:
            both = replace(
                shop.fake.standin.arrangement, webhook_secrets=("whsec_new", "other")
            )
            shop.fake.standin.arrangement = both
            shop.desk.close(shop.begin().session_id)
            body, signature = inbox.wait_for(1)[0]
            with pytest.raises(BadSignature):
                shop.desk.read_event(body, signature, shop.clock.now())
            rotating = StripeDesk(
                secret_key=SECRET_KEY,
                webhook_secrets=(WEBHOOK_SECRET, "whsec_new"),
                api_base=shop.fake.url,
            )
            event = rotating.read_event(body, signature, shop.clock.now())
            assert event.type == "checkout.session.expired"
    finally:
        inbox.close()


def test_the_server_can_be_stopped_before_anyone_came(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        assert isinstance(shop.fake, FakeStripe)
