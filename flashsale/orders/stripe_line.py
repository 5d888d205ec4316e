"""The line to Stripe: one SDK client, its limits, its errors in the house's words."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

import requests
import stripe

from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
)

CONNECT_WITHIN_SECONDS = 3.0
ANSWER_WITHIN_SECONDS = 10.0
# One more try of the same request under the same key: Stripe answers what it
# answered the first time, so a lost answer is found again and nothing is done twice.
# Not more: a member waits, and the callers look up what stays unknown.
NETWORK_RETRIES = 1

# Stripe answered, and said that our request is wrong; nothing was done.
_REFUSALS = (
    stripe.InvalidRequestError,
    stripe.IdempotencyError,
    stripe.AuthenticationError,
    stripe.PermissionError,
    stripe.CardError,
)

Answer = TypeVar("Answer")


def connect(
    secret_key: str, api_base: str, session: requests.Session | None = None
) -> stripe.StripeClient:
    """Return a client that speaks with `api_base` as the account of `secret_key`.

    session: another way to carry requests than over the network, for proofs.
    """
    # The SDK would tell Stripe how long our calls took; nobody asked for it.
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base.rstrip("/")},
        max_network_retries=NETWORK_RETRIES,
        http_client=stripe.RequestsClient(
            timeout=(CONNECT_WITHIN_SECONDS, ANSWER_WITHIN_SECONDS),
            session=session or _session_for(api_base),
        ),
    )


def _session_for(api_base: str) -> requests.Session | None:
    """Return a session that ignores the machine's proxies, for a desk on loopback."""
    if urlsplit(api_base).hostname not in {"127.0.0.1", "localhost", "::1"}:
        return None
    session = requests.Session()
    session.trust_env = False
    return session


def ask(doing: str, call: Callable[[], Answer]) -> Answer:
    """Return Stripe's answer, its errors told as the house's two faults."""
    try:
        return call()
    except stripe.IdempotencyError as error:
        raise PaymentDeskRefusedRequest(
            doing, str(error), "idempotency_error"
        ) from error
    except _REFUSALS as error:
        raise PaymentDeskRefusedRequest(doing, str(error), error.code) from error
    except stripe.StripeError as error:
        raise PaymentDeskUnreachable(doing, str(error)) from error
