"""A payment through the official SDK: every way it can go, and what the facts say."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentFacts,
    PaymentPage,
    PaymentState,
)
from flashsale.orders.payment_stripe import StripeDesk
from tests.flows.payment_shop import (
    BANK_ASKS_CARD,
    GOOD_CARD,
    SECRET_KEY,
    Shop,
    open_shop,
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def authorised(shop: Shop) -> tuple[PaymentPage, PaymentFacts, str]:
    """Return a page paid with a good card, its facts and its intent."""
    page = shop.begin()
    assert shop.pay(page).status_code == 303
    facts = shop.desk.look_up(page.session_id)
    assert facts.intent_id is not None
    return page, facts, facts.intent_id


def test_a_new_page_is_open_and_carries_the_order(shop: Shop) -> None:
    request = shop.request()
    page = shop.desk.begin(request)
    facts = shop.desk.look_up(page.session_id)
    assert page.url.startswith(shop.fake.url)
    assert (facts.state, facts.intent_id) == (PaymentState.OPEN, None)
    assert facts.order_code == request.order_code
    assert (facts.amount_cents, facts.captured_cents) == (4655, 0)


def test_a_good_card_is_authorised_and_nothing_is_taken(shop: Shop) -> None:
    page = shop.begin()
    answer = shop.pay(page)
    facts = shop.desk.look_up(page.session_id)
    assert answer.headers["Location"] == (
        f"http://shop.example/retour?page={page.session_id}"
    )
    assert facts.state is PaymentState.AUTHORISED
    assert (facts.card_brand, facts.card_last4) == ("visa", "4242")
    assert facts.captured_cents == 0
    assert facts.order_code.startswith("ORDER")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("4000000000000002", "generic_decline"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("4000000000000119", "processing_error"),
        ("4111111111111111", "test_mode_live_card"),
    ],
)
def test_a_refused_card_leaves_the_page_open(
    shop: Shop, number: str, code: str
) -> None:
    page = shop.begin()
    assert shop.pay(page, number).headers["Location"].startswith(page.url)
    facts = shop.desk.look_up(page.session_id)
    assert (facts.state, facts.refusal_code) == (PaymentState.REFUSED, code)
    assert shop.pay(page, GOOD_CARD).status_code == 303
    again = shop.desk.look_up(page.session_id)
    assert (again.state, again.refusal_code) == (PaymentState.AUTHORISED, None)


def test_the_bank_may_ask_and_hear_yes(shop: Shop) -> None:
    page = shop.begin()
    assert "/banque" in shop.pay(page, BANK_ASKS_CARD).headers["Location"]
    assert shop.desk.look_up(page.session_id).state is PaymentState.OPEN
    answer = shop.answer_bank(page, "confirmer")
    assert answer.headers["Location"].startswith("http://shop.example/retour")
    assert shop.desk.look_up(page.session_id).state is PaymentState.AUTHORISED


def test_the_bank_may_ask_and_hear_no(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page, BANK_ASKS_CARD)
    shop.answer_bank(page, "refuser")
    facts = shop.desk.look_up(page.session_id)
    assert facts.state is PaymentState.REFUSED
    assert facts.refusal_code == "payment_intent_authentication_failure"


def test_what_is_authorised_can_be_taken_once(shop: Shop) -> None:
    page, facts, intent = authorised(shop)
    taken = shop.desk.capture(page.session_id, intent, 4655, "capture-1")
    again = shop.desk.capture(page.session_id, intent, 4655, "capture-2")
    assert (taken.state, taken.captured_cents) == (PaymentState.CAPTURED, 4655)
    assert again == taken == shop.desk.look_up(page.session_id)
    assert (taken.card_last4, taken.order_code) == ("4242", facts.order_code)


def test_less_can_be_taken_but_never_more(shop: Shop) -> None:
    page, _facts, intent = authorised(shop)
    with pytest.raises(PaymentDeskRefusedRequest) as refused:
        shop.desk.capture(page.session_id, intent, 4656, "too-much")
    assert refused.value.code == "amount_too_large"
    less = shop.desk.capture(page.session_id, intent, 4000, "less")
    assert (less.state, less.captured_cents) == (PaymentState.CAPTURED, 4000)


def test_an_authorisation_can_be_given_back(shop: Shop) -> None:
    page, _facts, intent = authorised(shop)
    voided = shop.desk.void(page.session_id, intent, "void-1")
    assert (voided.state, voided.captured_cents) == (PaymentState.VOIDED, 0)
    late = shop.desk.capture(page.session_id, intent, 4655, "capture-late")
    assert late.state is PaymentState.VOIDED


def test_giving_back_what_was_taken_tells_the_truth(shop: Shop) -> None:
    page, _facts, intent = authorised(shop)
    shop.desk.capture(page.session_id, intent, 4655, "capture-1")
    assert (
        shop.desk.void(page.session_id, intent, "void-1").state is PaymentState.CAPTURED
    )


def test_a_closed_page_takes_no_card(shop: Shop) -> None:
    page = shop.begin()
    assert shop.desk.close(page.session_id).state is PaymentState.EXPIRED
    assert shop.pay(page).status_code == 410
    assert shop.desk.look_up(page.session_id).state is PaymentState.EXPIRED
    assert shop.desk.close(page.session_id).state is PaymentState.EXPIRED


def test_a_page_closed_after_a_refusal_is_expired_not_voided(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page, "4000000000000002")
    assert shop.desk.close(page.session_id).state is PaymentState.EXPIRED
    assert shop.desk.look_up(page.session_id).state is PaymentState.EXPIRED


def test_closing_while_the_bank_asks_leaves_nothing_to_confirm(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page, BANK_ASKS_CARD)
    assert shop.desk.close(page.session_id).state is PaymentState.EXPIRED
    assert shop.answer_bank(page, "confirmer").status_code == 410


def test_closing_too_late_tells_that_someone_paid(shop: Shop) -> None:
    page, _facts, _intent = authorised(shop)
    assert shop.desk.close(page.session_id).state is PaymentState.AUTHORISED


@pytest.mark.parametrize(
    ("minutes", "state"), [(39.9, PaymentState.OPEN), (40, PaymentState.EXPIRED)]
)
def test_a_page_ends_by_the_clock(
    shop: Shop, minutes: float, state: PaymentState
) -> None:
    page = shop.begin()
    shop.clock.advance(minutes=minutes)
    assert shop.desk.look_up(page.session_id).state is state


def test_a_bank_keeps_an_authorisation_seven_days(shop: Shop) -> None:
    page, _facts, _intent = authorised(shop)
    shop.clock.advance(days=7)
    shop.fake.standin.sweep()
    assert shop.desk.look_up(page.session_id).state is PaymentState.VOIDED


def test_the_same_key_gives_the_same_page(shop: Shop) -> None:
    request = shop.request()
    first = shop.desk.begin(request)
    shop.clock.advance(minutes=5)
    assert shop.desk.begin(request) == first
    with pytest.raises(PaymentDeskRefusedRequest) as refused:
        shop.desk.begin(replace(request, amount_cents=1))
    assert refused.value.code == "idempotency_error"


def test_a_key_is_forgotten_after_a_day(shop: Shop) -> None:
    request = shop.request()
    first = shop.desk.begin(request)
    shop.clock.advance(hours=24)
    later = replace(request, expires_at=shop.request().expires_at)
    assert shop.desk.begin(later).session_id != first.session_id


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_cents": 49},
        {"amount_cents": -100},
        {"amount_cents": 100_000_000},
        {"currency": "xyz"},
        {"email": "nobody"},
        {"success_url": "javascript:alert(1)"},
        {"description": ""},
        {"order_code": "X" * 201},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_wrong_request_is_refused_and_opens_nothing(
    shop: Shop, changes: dict[str, object]
) -> None:
    with pytest.raises(PaymentDeskRefusedRequest):
        shop.begin(**changes)


def test_a_page_shorter_than_thirty_minutes_is_refused(shop: Shop) -> None:
    request = shop.request()
    shop.clock.advance(minutes=11)
    with pytest.raises(PaymentDeskRefusedRequest, match="30 minutes"):
        shop.desk.begin(request)


def test_an_unknown_page_and_a_wrong_key_are_refused(shop: Shop) -> None:
    with pytest.raises(PaymentDeskRefusedRequest) as unknown:
        shop.desk.look_up("cs_test_nothing")
    assert unknown.value.code == "resource_missing"
    stranger = StripeDesk(
        secret_key="sk_test_stranger",
        webhook_secrets=("whsec",),
        api_base=shop.fake.url,
    )
    with pytest.raises(PaymentDeskRefusedRequest):
        stranger.look_up(shop.begin().session_id)
    assert SECRET_KEY not in str(unknown.value)
