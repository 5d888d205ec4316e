"""Signed messages of the payment desk: they say that something moved, never what."""

import logging

from flask import abort, request
from flask.blueprints import BlueprintSetupState

from flashsale.db import Work
from flashsale.kernel.ids import PaymentId
from flashsale.orders import inbox, payments
from flashsale.orders.board import blueprint
from flashsale.orders.payment_desk import BadSignature, PaymentEvent
from flashsale.orders.settlement import settle
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

log = logging.getLogger(__name__)

LARGEST_MESSAGE = 256 * 1024
SIGNATURE = "Stripe-Signature"


@blueprint.post("/webhooks/stripe")
@audience(Audience.ANYONE)
def post_message() -> tuple[str, int]:
    """Settle the payment a message is about; 503 asks for it to be sent again."""
    # The signature is over the bytes as they came.
    body = request.get_data(cache=False)
    if len(body) > LARGEST_MESSAGE:
        abort(413)
    try:
        event = runtime().payment_desk.read_event(
            body, request.headers.get(SIGNATURE, ""), runtime().clock.now()
        )
    except BadSignature as fault:
        log.warning("webhook.refused fault=%s", fault)
        return "", 400
    with runtime().read() as work:
        if inbox.is_known(work, event.event_id):
            return "", 200
        payment_id = _payment_of(work, event)
    if payment_id is None:
        # Another house's, or one of a page that we never stored: no effect here.
        with runtime().work() as work:
            inbox.record(work, event)
        return "", 200
    settled = settle(runtime(), payment_id, event)
    return "", 200 if settled.is_known else 503


def _payment_of(work: Work, event: PaymentEvent) -> PaymentId | None:
    if event.session_id is not None:
        found = payments.payment_of_session(work, event.session_id)
        if found is not None:
            return found
    if event.order_code is not None:
        return payments.payment_of_order(work, event.order_code)
    return None


def _let_machines_in(state: BlueprintSetupState) -> None:
    """Ask no form token of a message: its signature says who sent it."""
    csrf = state.app.extensions.get("csrf")
    if csrf is not None:
        csrf.exempt(post_message)


blueprint.record(_let_machines_in)
