"""The desk of orders: found, seen whole; money given back; what became of copies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.db import Work
from flashsale.kernel.ids import OrderLineId, written_id
from flashsale.members.pages import present_member
from flashsale.orders import (
    line_returns,
    order_search,
    orders_here,
    refunding,
    restitutions,
)
from flashsale.orders.line_return_reads import ReturnKind
from flashsale.orders.line_returns import Noted, ReturnRefusal
from flashsale.orders.order_search import OrderRow
from flashsale.orders.orders_here import StaffSheet
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
)
from flashsale.orders.restitution_form import (
    LONGEST_REASON,
    Typed,
    typed_count,
    typed_restitution,
    typed_words,
)
from flashsale.orders.restitutions import Cause, NotRestored, Refusal, Wanted
from flashsale.orders.wording import happening_words
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

PATH = "/bureau/commandes"
blueprint = Blueprint("orders_desk", __name__, url_prefix=PATH)
MOST_LISTED = 50
LONGEST_SEARCH = 100
_READERS = (Audience.ADMINISTRATOR, Audience.SUPPORT, Audience.FULFILMENT)
_PAYERS = (Audience.ADMINISTRATOR, Audience.SUPPORT)
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersPage:
    """Orders, the newest first. older: of the last one, when there are more."""

    rows: tuple[OrderRow, ...]
    wanted: str
    older: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """One order. happenings: when, in words, cents.

    worth_cents: what a restitution that waits for its confirmation gives; 0: none does.
    promo_cents: of promo credit, which it gives again. faults: what is wrong, by field.
    may_pay_back: whether the reader gives money back.
    """

    sheet: StaffSheet
    happenings: tuple[tuple[str, orders_here.Happening], ...]
    token: str
    typed: Typed
    worth_cents: int
    promo_cents: int
    faults: Mapping[str, str]
    may_pay_back: bool


@blueprint.get("")
@audience(*_READERS)
def get_orders() -> str:
    """List the orders, the newest first, or those that are looked for."""
    wanted = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    before = written_id(request.args.get("avant", ""))
    with runtime().read() as work:
        rows = order_search.search(
            work,
            wanted,
            of_papers=runtime().orders_of_papers,
            before=before,
            most=MOST_LISTED + 1,
        )
    shown = rows[:MOST_LISTED]
    older = shown[-1].id if len(rows) > MOST_LISTED else None
    page = OrdersPage(rows=shown, wanted=wanted, older=older)
    return render_template("orders/desk/orders.html", page=page)


@blueprint.get("/<code>")
@audience(*_READERS)
def get_order(code: str) -> str:
    """Show one order whole."""
    return _shown(code)


@blueprint.post("/<code>/rembourser")
@audience(*_PAYERS)
def post_restitution(code: str) -> Response | str | tuple[str, int]:
    """Show what would go back; once that is confirmed, give it back."""
    typed, faults = typed_restitution()
    token = _token()
    if faults:
        return _shown(code, typed, faults, token=token), 422
    if "confirmer" not in request.form:
        return _foreseen(code, typed, token)
    with runtime().work() as work:
        outcome = restitutions.give_back(
            work,
            Wanted(
                order_id=_sheet(work, code).id,
                units=typed.wanted,
                card_ids=typed.cards,
                key=f"desk:{code}:{token}",
                cause=Cause.HOUSE if typed.is_ours else Cause.STAFF,
                reason=typed.reason,
                asked_by=present_member().id,
            ),
        )
    if isinstance(outcome, NotRestored):
        return _shown(code, typed, _faults_of(outcome.refusal)), 409
    if outcome.refund_id is not None:
        try:
            refunding.carry_out(runtime(), outcome.refund_id)
        except (PaymentDeskUnreachable, PaymentDeskRefusedRequest):
            # It is written down: the sweep asks again within the minute.
            flash(
                gettext("Le service de paiement ne répond pas : on réessaie."), "info"
            )
    flash(gettext("C’est noté, et l’argent revient au membre."), "succes")
    return redirect(f"{PATH}/{code}", 303)


@blueprint.post("/<code>/exemplaires")
@audience(*_READERS)
def post_return(code: str) -> Response | tuple[str, int]:
    """Write down what became of copies that were sold."""
    line_id = written_id(request.form.get("ligne", ""))
    units = typed_count(request.form.get("combien", ""))
    kind = next((k for k in ReturnKind if k == request.form.get("sort", "")), None)
    faults = {}
    if line_id is None or units is None or units < 1:
        faults["exemplaires"] = gettext("Dites de quelle ligne, et combien.")
    if kind is None:
        faults["sort"] = gettext("Dites ce qu’ils sont devenus.")
    reason = typed_words("pourquoi")
    if len(reason) > LONGEST_REASON:
        faults["pourquoi"] = gettext("Écrivez-le en 200 caractères au plus.")
    if faults or line_id is None or units is None or kind is None:
        return _shown(code, faults=faults), 422
    with runtime().work() as work:
        outcome = line_returns.note(
            work,
            _sheet(work, code).id,
            OrderLineId(line_id),
            units,
            kind,
            key=f"desk:{code}:{_token()}",
            by=present_member().id,
            reason=reason,
        )
    match outcome:
        case Noted():
            flash(gettext("C’est noté."), "succes")
            return redirect(f"{PATH}/{code}", 303)
        case ReturnRefusal.TOO_MANY:
            fault = gettext("Il n’en reste pas autant dans cette ligne.")
        case ReturnRefusal.LEFT_ALREADY:
            fault = gettext("Une ligne se remet en vente entière, et avant l’envoi.")
        case _:
            assert_never(outcome)
    return _shown(code, faults={"exemplaires": fault}), 409


def _sheet(work: Work, code: str) -> StaffSheet:
    return orders_here.staff_sheet(work, code) or abort(404)


def _foreseen(code: str, typed: Typed, token: str) -> str | tuple[str, int]:
    """Show what would go back, and what follows from it, with a button that does it."""
    worth = _worth(code, typed)
    if isinstance(worth, Refusal):
        return _shown(code, typed, _faults_of(worth), token=token), 422
    cents, promo = worth
    return _shown(code, typed, token=token, worth_cents=cents, promo_cents=promo)


def _worth(code: str, typed: Typed) -> tuple[int, int] | Refusal:
    """Return what would go back, and what promo credit would be given again."""
    with runtime().read() as work:
        sheet = _sheet(work, code)
        gone = {card.id for card in sheet.cards if not card.may_go_back}
        if typed.cards & gone:
            return Refusal.CARD_GONE
        worth = restitutions.worth(work, sheet.id, typed.wanted, typed.cards)
        if not worth:
            return Refusal.NO_SUCH_UNITS
        if not typed.is_ours or not typed.wanted:
            return worth, 0
        return worth, restitutions.promo_worth(work, sheet.id, typed.wanted)


def _token() -> str:
    posted = request.form.get("token", "")
    return posted if _TOKEN.fullmatch(posted) else runtime().ids.token()[:32]


def _faults_of(refusal: Refusal) -> dict[str, str]:
    field = "cartes" if refusal is Refusal.CARD_GONE else "unites"
    return {field: _refusal_words(refusal)}


def _refusal_words(refusal: Refusal) -> str:
    match refusal:
        case Refusal.NOT_PAID:
            return gettext("Cette commande n’est pas payée.")
        case Refusal.NO_SUCH_UNITS:
            return gettext("Il n’en reste pas autant à rembourser.")
        case Refusal.CARD_GONE:
            return gettext(
                "Une carte-cadeau choisie ne se rembourse plus : voyez pourquoi à côté "
                "d’elle."
            )
        case Refusal.NOTHING_LEFT:
            return gettext(
                "De l’argent est déjà reparti au service de paiement : ce qui reste "
                "ne suffit pas."
            )
        case _:
            assert_never(refusal)


def _shown(
    code: str,
    typed: Typed | None = None,
    faults: Mapping[str, str] | None = None,
    *,
    token: str = "",
    worth_cents: int = 0,
    promo_cents: int = 0,
) -> str:
    with runtime().read() as work:
        sheet = _sheet(work, code)
    page = StaffPage(
        sheet=sheet,
        happenings=tuple((happening_words(one.what), one) for one in sheet.happenings),
        token=token or runtime().ids.token()[:32],
        typed=typed or Typed(),
        worth_cents=worth_cents,
        promo_cents=promo_cents,
        faults=faults or {},
        may_pay_back=Audience(str(present_member().role)) in _PAYERS,
    )
    return render_template("orders/desk/order.html", page=page)
