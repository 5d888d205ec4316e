"""A member's orders: the page of each, coming back from the payment, and the list."""

from typing import assert_never

from flask import abort, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.kernel.ids import PaymentId
from flashsale.orders import (
    cancelling,
    changing_mind,
    history,
    opening,
    pages,
    restitution_reads,
    restitutions,
    tries,
    wording,
)
from flashsale.orders.basket_views import BASKET, signed_in
from flashsale.orders.board import blueprint
from flashsale.orders.cancelling import Cancelled, CannotTell, TooLate
from flashsale.orders.cards import card_name
from flashsale.orders.history import OrderSheet
from flashsale.orders.merchant import merchant_of
from flashsale.orders.opening import PageGone, PageOpened, PageUnreachable
from flashsale.orders.pages import OrderPage, PurchasesPage
from flashsale.orders.restitution_reads import given_cents
from flashsale.orders.settlement import settle
from flashsale.web import own_writes
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language
from flashsale.web.provinces import PROVINCES

MOST_LISTED = 200


@blueprint.get("/commandes/<code>")
@audience(Audience.MEMBER)
def get_order(code: str) -> str:
    """Show one of the member's orders; another's is not found."""
    return render_template("orders/order.html", page=_page(_own(code)))


@blueprint.get("/paiement/retour/<code>")
@audience(Audience.MEMBER)
def get_return(code: str) -> Response:
    """Settle the payment one comes back from, and show the order.

    Reloading it only asks the desk again: the same as the webhook and the job do.
    """
    sheet = _own(code)
    if sheet.payment_id is None:
        return redirect(f"/commandes/{code}", 303)
    settled = settle(runtime(), sheet.payment_id)
    own_writes.note()
    if not settled.is_known:
        flash(gettext("Le service de paiement ne répond pas."), "erreur")
    return redirect(f"/commandes/{code}", 303)


@blueprint.post("/commandes/<code>/payer")
@audience(Audience.MEMBER)
def post_payment(code: str) -> Response:
    """Go to the payment page of an order that waits for it."""
    payment_id = _own(code).payment_id
    if payment_id is None:
        return redirect(f"/commandes/{code}", 303)
    stopped = tries.refused(signed_in(), str(payment_id))
    if stopped is not None:
        return stopped
    tries.count(signed_in(), str(payment_id))
    return go_and_pay(code, payment_id)


@blueprint.post("/commandes/<code>/annuler")
@audience(Audience.MEMBER)
def post_cancellation(code: str) -> Response:
    """Cancel an unpaid order and go back to the basket."""
    outcome = cancelling.cancel(runtime(), signed_in().id, code)
    if outcome is None:
        abort(404)
    match outcome:
        case Cancelled():
            flash(gettext("La commande est annulée, rien n’a été débité."), "succes")
            return redirect(BASKET, 303)
        case TooLate():
            flash(
                gettext("Trop tard pour annuler : votre paiement est passé."), "erreur"
            )
            return redirect(f"/commandes/{code}", 303)
        case CannotTell():
            flash(
                gettext("Le service de paiement ne répond pas : rien n’est annulé."),
                "erreur",
            )
            return redirect(f"/commandes/{code}", 303)
        case _:
            assert_never(outcome)


@blueprint.get("/mes-achats")
@audience(Audience.MEMBER)
def get_purchases() -> str:
    """List the member's orders."""
    with runtime().read() as work:
        sheets = history.orders_of(work, signed_in().id, most=MOST_LISTED)
        back = given_cents(work, [sheet.id for sheet in sheets])
        page = PurchasesPage(sheets, back, work.now)
    return render_template("orders/purchases.html", page=page)


def go_and_pay(code: str, payment_id: PaymentId) -> Response:
    """Send the member to the page where they pay, or to their order if there is none.

    No transaction is open here: the desk may be asked.
    """
    outcome = opening.open_page(runtime(), payment_id)
    match outcome:
        case PageOpened(url):
            return redirect(url, 303)
        case PageUnreachable():
            flash(gettext("Le service de paiement ne répond pas."), "erreur")
            return redirect(f"/commandes/{code}", 303)
        case PageGone():
            # Whatever became of it, the books hear of it there.
            return redirect(f"/paiement/retour/{code}", 303)
        case _:
            assert_never(outcome)


def _own(code: str) -> OrderSheet:
    with runtime().read() as work:
        sheet = history.order_of(work, signed_in().id, code)
    if sheet is None:
        abort(404)
    return sheet


def _page(sheet: OrderSheet) -> OrderPage:
    reason = sheet.cancel_reason
    with runtime().read() as work:
        offer = changing_mind.cancellable(work, signed_in().id, sheet.code)
        back = restitution_reads.restitutions_of(work, sheet.id)
        units = restitutions.units_back(work, [sheet.id])
    cards_back = frozenset(card_id for one in back for card_id, _ in one.cards)
    return OrderPage(
        sheet=sheet,
        rows=pages.rows_of_order(sheet.lines, current_language(), units),
        total=pages.sum_of_order(sheet),
        refusal=wording.card_refusal(sheet.refusal_code),
        cancellation=wording.cancellation(reason) if reason else "",
        card=card_name(sheet.card_brand) if sheet.card_last4 else "",
        province=str(PROVINCES[sheet.address.province]),
        merchant=merchant_of(runtime().settings),
        now=runtime().clock.now(),
        cancellable=offer,
        restitutions=back,
        cards_back=cards_back,
        delivery=pages.delivery_left(sheet, units, cards_back),
    )
