"""What only a test or a demonstration does at the stand-in, with its secret key.

Banks contest, refunds come back, authorisations lapse: at Stripe these happen by
themselves, here somebody must say when.
"""

from collections.abc import Callable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from flashsale.fakestripe import disputes, payments, refunds
from flashsale.fakestripe.api import only_for_the_owner, standin
from flashsale.fakestripe.records import Dispute, Intent, Refund
from flashsale.fakestripe.refusals import ApiRefusal, wrong_parameter
from flashsale.fakestripe.turn import Turn

blueprint = Blueprint("control", __name__, url_prefix="/_control")


def _text(name: str) -> str:
    wanted = request.get_json(silent=True)
    value = wanted.get(name) if isinstance(wanted, dict) else None
    if not isinstance(value, str) or not value:
        raise wrong_parameter(name, f"a text is expected as {name}")
    return value


def _do(deed: Callable[[Turn], Dispute | Refund | Intent]) -> ResponseReturnValue:
    refused = only_for_the_owner()
    if refused is not None:
        return refused.body(), refused.status
    try:
        with standin().turn() as turn:
            return turn.json_of(deed(turn))
    except ApiRefusal as refusal:
        return refusal.body(), refusal.status


@blueprint.post("/disputes")
def post_dispute() -> ResponseReturnValue:
    """Contest the payment `payment_intent`, for `reason`."""
    return _do(
        lambda turn: disputes.contest(turn, _text("payment_intent"), _text("reason"))
    )


@blueprint.post("/disputes/<dispute>")
def post_dispute_status(dispute: str) -> ResponseReturnValue:
    """Let a dispute go on to `status`."""
    return _do(lambda turn: disputes.move(turn, dispute, _text("status")))


@blueprint.post("/refunds/<refund>")
def post_refund_status(refund: str) -> ResponseReturnValue:
    """Let a refund arrive (`status` succeeded) or be sent back (failed)."""

    def settle(turn: Turn) -> Refund:
        status = _text("status")
        if status not in ("succeeded", "failed"):
            raise wrong_parameter("status", "one of succeeded, failed")
        failure = "lost_or_stolen_card" if status == "failed" else None
        return refunds.settle(turn, refund, failure=failure)

    return _do(settle)


@blueprint.post("/lapse")
def post_lapse() -> ResponseReturnValue:
    """Let the bank take its authorisation of `payment_intent` back."""
    return _do(lambda turn: payments.lapse(turn, _text("payment_intent")))
