"""The page on which a member cancels what they just paid, all of it or a part."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.kernel.ids import OrderLineId, RefundId, written_id
from flashsale.orders import changing_mind, history, refunding
from flashsale.orders.basket_views import signed_in
from flashsale.orders.board import blueprint
from flashsale.orders.changing_mind import (
    Cancellable,
    Changed,
    NothingChosen,
    TooLate,
)
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
)
from flashsale.orders.restitutions import NotRestored
from flashsale.web import own_writes
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

log = logging.getLogger(__name__)

TOKEN_LENGTH = 32
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationPage:
    """What may be cancelled. chosen: what was checked; fault: what is wrong with it."""

    code: str
    now: datetime
    offer: Cancellable
    chosen: frozenset[OrderLineId]
    token: str
    fault: str = ""


@blueprint.get("/commandes/<code>/annulation")
@audience(Audience.MEMBER)
def get_cancellation(code: str) -> str | Response:
    """Show what may be cancelled, all of it checked."""
    offer = _offer(code)
    if offer is None:
        return _too_late(code)
    every = frozenset(line.id for line in offer.lines)
    return _shown(code, offer, every, _new_token())


@blueprint.post("/commandes/<code>/annulation")
@audience(Audience.MEMBER)
def post_paid_cancellation(code: str) -> str | Response | tuple[str, int]:
    """Cancel what is checked; posted twice it is cancelled once."""
    chosen = frozenset(
        OrderLineId(number)
        for number in map(written_id, request.form.getlist("ligne"))
        if number is not None
    )
    token = _token_of(request.form.get("token", ""))
    with runtime().work() as work:
        outcome = changing_mind.cancel(work, signed_in().id, code, chosen, token)
    if outcome is None:
        abort(404)
    match outcome:
        case Changed(refund_id):
            return _done(code, refund_id)
        case TooLate():
            return _too_late(code)
        case NothingChosen():
            offer = _offer(code)
            if offer is None:
                return _too_late(code)
            fault = gettext("Cochez ce que vous annulez.")
            return _shown(code, offer, frozenset(), token, fault), 422
        case NotRestored():
            flash(
                gettext(
                    "Rien n’est annulé : une partie l’est déjà. Voyez la commande."
                ),
                "erreur",
            )
            return redirect(f"/commandes/{code}", 303)
        case _:
            assert_never(outcome)


def _done(code: str, refund_id: RefundId | None) -> Response:
    own_writes.note()
    if refund_id is not None:
        try:
            refunding.carry_out(runtime(), refund_id)
        except (PaymentDeskUnreachable, PaymentDeskRefusedRequest):
            # It is written down: the sweep asks again within the minute.
            log.warning("refund.later refund=%s", refund_id)
    flash(gettext("C’est annulé, et votre argent revient."), "succes")
    return redirect(f"/commandes/{code}", 303)


def _offer(code: str) -> Cancellable | None:
    with runtime().read() as work:
        if not history.is_of(work, signed_in().id, code):
            abort(404)
        return changing_mind.cancellable(work, signed_in().id, code)


def _too_late(code: str) -> Response:
    flash(
        gettext("Trop tard pour annuler ici : le délai est passé, ou c’est posté."),
        "erreur",
    )
    return redirect(f"/commandes/{code}", 303)


def _token_of(posted: str) -> str:
    """Return the token of a form of ours, or a new one for what is none."""
    return posted if _TOKEN.fullmatch(posted) else _new_token()


def _new_token() -> str:
    return runtime().ids.token()[:TOKEN_LENGTH]


def _shown(
    code: str,
    offer: Cancellable,
    chosen: frozenset[OrderLineId],
    token: str,
    fault: str = "",
) -> str:
    page = CancellationPage(
        code=code,
        now=runtime().clock.now(),
        offer=offer,
        chosen=chosen,
        token=token,
        fault=fault,
    )
    return render_template("orders/cancellation.html", page=page)
