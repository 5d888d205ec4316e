"""What a message of the payment desk must be to be believed, and what it then says."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.fakestripe.courier import sign
from flashsale.orders.payment_desk import (
    BadSignature,
    PaymentDesk,
    PaymentEvent,
    page_expires_at,
)
from flashsale.orders.payment_stripe import StripeDesk
from flashsale.orders.payment_stripe_reading import event_of

NOW = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())
OLD, NEW = "whsec_old", "whsec_new"
DESK: PaymentDesk = StripeDesk(secret_key="sk_test_x", webhook_secrets=(OLD, NEW))


def message(thing: dict[str, object], event_type: str = "any") -> bytes:
    event = {
        "id": "evt_1",
        "object": "event",
        "type": event_type,
        "created": STAMP,
        "data": {"object": thing},
    }
    return json.dumps(event, ensure_ascii=False).encode()


BODY = message({"object": "checkout.session", "id": "cs_1", "name": "Éloïse"})


def good(body: bytes = BODY, secret: str = OLD, at: int = STAMP) -> str:
    return sign(body.decode(), (secret,), at)


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_either_live_secret_signs(secret: str) -> None:
    event = DESK.read_event(BODY, good(secret=secret), NOW)
    assert event.session_id == "cs_1"


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "nonsense",
        f"t={STAMP}",
        "v1=00",
        "t=noon,v1=00",
        f"t={STAMP},v1=00",
        f"t={STAMP},v0={good().split('v1=')[1]}",
        f"t={STAMP},v1=é",
        good(secret="whsec_stranger"),
        good(body=BODY + b" "),
        good(at=STAMP - 301),
        good(at=STAMP + 301),
        good().replace(f"t={STAMP}", f"t={STAMP + 1}"),
    ],
)
def test_anything_else_is_refused(signature: str) -> None:
    with pytest.raises(BadSignature):
        DESK.read_event(BODY, signature, NOW)


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
def test_five_minutes_either_way_are_allowed(seconds: int) -> None:
    signature = good(at=STAMP + seconds)
    assert DESK.read_event(BODY, signature, NOW).event_id == "evt_1"


def test_the_machines_clock_has_no_say() -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    signature = good(at=int(long_ago.timestamp()))
    assert abs(time.time() - long_ago.timestamp()) > 300
    assert DESK.read_event(BODY, signature, long_ago).event_id == "evt_1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"data": {"object": []}}',
        message({"object": "checkout.session"}),
        message({"object": "checkout.session", "id": "x", "metadata": "y"}),
    ],
)
def test_a_signed_body_that_is_no_event_is_refused(body: bytes) -> None:
    text = body.decode("utf-8", "surrogateescape")
    signature = sign("", (OLD,), STAMP)
    if body.isascii():
        signature = sign(text, (OLD,), STAMP)
    with pytest.raises(BadSignature):
        DESK.read_event(body, signature, NOW)


@given(st.binary(max_size=200), st.text(max_size=100))
def test_no_body_and_no_signature_does_anything_but_be_refused(
    body: bytes, signature: str
) -> None:
    with pytest.raises(BadSignature):
        DESK.read_event(body, signature, NOW)


@pytest.mark.parametrize(
    ("thing", "session_id", "intent_id", "order_code"),
    [
        (
            {
                "object": "checkout.session",
                "id": "cs_1",
                "payment_intent": "pi_1",
                "client_reference_id": "AB12",
            },
            "cs_1",
            "pi_1",
            "AB12",
        ),
        (
            {"object": "checkout.session", "id": "cs_1", "payment_intent": None},
            "cs_1",
            None,
            None,
        ),
        (
            {
                "object": "payment_intent",
                "id": "pi_1",
                "metadata": {"order_code": "AB12"},
            },
            None,
            "pi_1",
            "AB12",
        ),
        (
            {
                "object": "charge",
                "id": "ch_1",
                "payment_intent": {"id": "pi_1"},
                "metadata": {},
            },
            None,
            None,
            None,
        ),
        (
            {"object": "charge", "id": "ch_1", "payment_intent": "pi_1"},
            None,
            "pi_1",
            None,
        ),
    ],
)
def test_an_event_names_its_page_its_intent_and_its_order(
    thing: dict[str, object],
    session_id: str | None,
    intent_id: str | None,
    order_code: str | None,
) -> None:
    assert event_of(message(thing, "some.type")) == PaymentEvent(
        event_id="evt_1",
        type="some.type",
        session_id=session_id,
        intent_id=intent_id,
        order_code=order_code,
        created_at=NOW,
        object_id=str(thing["id"]),
    )


@pytest.mark.parametrize("secrets", [(), ("a", "b", "c")])
def test_a_desk_has_one_or_two_secrets(secrets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="one or two"):
        StripeDesk(secret_key="sk_test_x", webhook_secrets=secrets)


def test_a_page_lasts_longer_than_stripes_half_hour_and_in_whole_seconds() -> None:
    started_at = NOW.replace(microsecond=999_999)
    assert page_expires_at(started_at) == NOW + timedelta(minutes=40)
