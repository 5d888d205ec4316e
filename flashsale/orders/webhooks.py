"""Signed messages of the payment desk: verified, stored, and answered at once."""

import logging

from flask import abort, request
from flask.blueprints import BlueprintSetupState

from flashsale.orders import inbox
from flashsale.orders.board import blueprint
from flashsale.orders.payment_desk import BadSignature
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

log = logging.getLogger(__name__)

LARGEST_MESSAGE = 256 * 1024
SIGNATURE = "Stripe-Signature"


@blueprint.post("/webhooks/stripe")
@audience(Audience.ANYONE)
def post_message() -> tuple[str, int]:
    """Store a message; a job handles it, so that the desk never waits for us.

    Once it is stored it is ours: it is answered well however often it comes.
    """
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
    if not 0 < len(event.event_id) <= inbox.LONGEST_ID:
        log.warning("webhook.refused fault=an id of %d letters", len(event.event_id))
        return "", 400
    with runtime().work() as work:
        inbox.store(work, event)
    return "", 200


def _let_machines_in(state: BlueprintSetupState) -> None:
    """Ask no form token of a message: its signature says who sent it."""
    csrf = state.app.extensions.get("csrf")
    if csrf is not None:
        csrf.exempt(post_message)


blueprint.record(_let_machines_in)
