"""The stand-in's API as the SDK and plain HTTP see it: refunds, lists, refusals."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import stripe

from flashsale.fakestripe.shapes import API_VERSION
from tests.flows.payment_shop import SECRET_KEY, Shop, open_shop

BEARER = {"Authorization": f"Bearer {SECRET_KEY}"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


@pytest.fixture
def client(shop: Shop) -> stripe.StripeClient:
    return stripe.StripeClient(SECRET_KEY, base_addresses={"api": shop.fake.url})


def captured_intent(shop: Shop) -> str:
    page = shop.begin()
    shop.pay(page)
    intent = shop.desk.look_up(page.session_id).intent_id or ""
    shop.desk.capture(page.session_id, intent, 4655, f"capture-{page.session_id[-9:]}")
    return intent


def test_the_sdk_speaks_the_version_the_stand_in_speaks() -> None:
    assert stripe.api_version == API_VERSION


def test_refunds_never_exceed_what_was_taken(
    shop: Shop, client: stripe.StripeClient
) -> None:
    intent = captured_intent(shop)
    part = client.v1.refunds.create({"payment_intent": intent, "amount": 1000})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, "amount": 3656})
    rest = client.v1.refunds.create({"payment_intent": intent})
    assert (part.amount, rest.amount, rest.status) == (1000, 3655, "succeeded")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_already_refunded"
    listed = client.v1.refunds.list({"payment_intent": intent}).data
    assert [refund.id for refund in listed] == [rest.id, part.id]
    assert client.v1.refunds.retrieve(part.id).amount == 1000
    charge = client.v1.charges.retrieve(rest.charge)
    assert (charge.refunded, charge.amount_refunded) == (True, 4655)
    types = [event.type for event in client.v1.events.list().data]
    assert types[:4] == ["refund.created", "charge.refunded"] * 2


def test_what_was_not_captured_is_cancelled_not_refunded(
    shop: Shop, client: stripe.StripeClient
) -> None:
    page = shop.begin()
    shop.pay(page)
    intent = shop.desk.look_up(page.session_id).intent_id or ""
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent})


def test_an_intent_of_an_open_page_is_not_cancelled_directly(
    shop: Shop, client: stripe.StripeClient
) -> None:
    page = shop.begin()
    shop.pay(page, "4000000000000002")
    intent = shop.desk.look_up(page.session_id).intent_id or ""
    with pytest.raises(stripe.InvalidRequestError, match="expire the Checkout"):
        client.v1.payment_intents.cancel(intent)


def test_lists_are_paged_newest_first(shop: Shop, client: stripe.StripeClient) -> None:
    made = [shop.begin().session_id for _ in range(5)]
    listed = client.v1.checkout.sessions.list({"limit": 2})
    assert listed.has_more
    assert [page.id for page in listed.auto_paging_iter()] == made[::-1]
    back = client.v1.checkout.sessions.list({"limit": 2, "ending_before": made[1]})
    assert [page.id for page in back.data] == [made[3], made[2]]
    shop.desk.close(made[0])
    ended = client.v1.checkout.sessions.list({"status": "expired"}).data
    assert [page.id for page in ended] == [made[0]]
    now = int(shop.clock.now().timestamp())
    assert not client.v1.checkout.sessions.list({"created": {"gt": now}}).data
    assert len(client.v1.checkout.sessions.list({"created": {"gte": now}}).data) == 5


def test_intents_and_events_are_listed_and_fetched(
    shop: Shop, client: stripe.StripeClient
) -> None:
    intent = captured_intent(shop)
    assert [found.id for found in client.v1.payment_intents.list().data] == [intent]
    succeeded = client.v1.events.list({"types": ["payment_intent.succeeded"]}).data
    assert [event.data.object["id"] for event in succeeded] == [intent]
    assert client.v1.events.retrieve(succeeded[0].id).type == "payment_intent.succeeded"
    fetched = client.v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]})
    assert isinstance(fetched.latest_charge, stripe.Charge)
    details = fetched.latest_charge.payment_method_details
    assert details is not None
    assert details.card is not None
    assert details.card.last4 == "4242"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"payment_method_types[0]": "card"}, "payment_method_types_no_longer_support"),
        ({"coupon": "X"}, "parameter_unknown"),
        ({"mode": "subscription"}, "must be one of payment"),
        ({"mode": "payment"}, "exactly one line item"),
        ({"mode[a]": "payment"}, "Invalid string"),
        ({"line_items": "x", "mode": "payment"}, "Invalid object"),
        ({"mode": "payment", "expires_at": "soon"}, "line_items"),
    ],
)
def test_what_stripe_refuses_is_refused(
    shop: Shop, form: dict[str, str], code: str
) -> None:
    url = f"{shop.fake.url}/v1/checkout/sessions"
    answer = shop.browser.post(url, form, headers=BEARER, timeout=10)
    assert answer.status_code == 400
    assert code in answer.text
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_no_key_another_version_and_unknown_paths_are_refused(shop: Shop) -> None:
    url = f"{shop.fake.url}/v1/events"
    assert shop.browser.get(url, timeout=10).status_code == 401
    other = {**BEARER, "Stripe-Version": "2022-08-01"}
    assert shop.browser.get(url, headers=other, timeout=10).status_code == 400
    answer = shop.browser.get(f"{url}/a/b/c", headers=BEARER, timeout=10)
    assert (answer.status_code, "error" in answer.json()) == (404, True)
    basic = shop.browser.get(url, auth=(SECRET_KEY, ""), timeout=10)
    assert basic.status_code == 200


def test_a_refused_form_leaves_its_key_free(shop: Shop) -> None:
    url = f"{shop.fake.url}/v1/refunds"
    headers = {**BEARER, "Idempotency-Key": "refund-1"}
    assert shop.browser.post(url, {}, headers=headers, timeout=10).status_code == 400
    form = {"payment_intent": captured_intent(shop)}
    answer = shop.browser.post(url, form, headers=headers, timeout=10)
    again = shop.browser.post(url, form, headers=headers, timeout=10)
    assert (answer.status_code, again.json()) == (200, answer.json())
    assert again.headers["Idempotent-Replayed"] == "true"


def test_ten_cards_at_once_make_one_authorisation(
    shop: Shop, client: stripe.StripeClient
) -> None:
    page = shop.begin()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: shop.pay(page).status_code, range(10)))
    assert answers == [303] * 10
    events = client.v1.events.list({"type": "checkout.session.completed"}).data
    assert len(events) == 1


def test_ten_requests_under_one_key_make_one_page(shop: Shop) -> None:
    request = shop.request()
    with ThreadPoolExecutor(10) as pool:
        pages = set(pool.map(lambda _: shop.desk.begin(request), range(10)))
    assert len(pages) == 1
