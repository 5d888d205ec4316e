"""Saved cards as their member meets them: the one-tap button, the list, taking back."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.kernel.places import OrderDelivery
from flashsale.orders import forgetting, saved_cards, tapping, tries, wording
from flashsale.orders.basket_views import BASKET, signed_in
from flashsale.orders.board import blueprint
from flashsale.orders.cards import card_name
from flashsale.orders.checkout import OrderUnderWay, TokenReused
from flashsale.orders.closed import refused_while_closed
from flashsale.orders.forms import shown_cents
from flashsale.orders.lifecycle import PaymentStage
from flashsale.orders.order_views import go_and_pay
from flashsale.orders.pages import StoppedPage
from flashsale.orders.saved_cards import SavedCardFacts, SavedCardId
from flashsale.orders.tapping import CardGone, Tapped, TapRequest
from flashsale.sales.forms import is_token
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language

CARDS = "/compte/cartes"
# The bank asks its customer something: only a page can put the question.
ASKS = ("authentication_required", "authentication_not_handled")
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class CardRow:
    """A saved card with the name of its network."""

    card: SavedCardFacts
    name: str


@dataclass(frozen=True, slots=True)
class CardsPage:
    """A member's saved cards."""

    rows: tuple[CardRow, ...]


@blueprint.get(CARDS)
@audience(Audience.MEMBER)
def get_cards() -> str:
    """List the cards a member agreed to keep, with the words they agreed to."""
    with runtime().read() as work:
        cards = saved_cards.cards_of(work, signed_in().id)
    page = CardsPage(tuple(CardRow(card, card_name(card.brand)) for card in cards))
    return render_template("orders/cards.html", page=page)


@blueprint.post("/compte/cartes/<id:card_id>/retirer")
@audience(Audience.MEMBER)
def post_removal(card_id: int) -> Response:
    """Take a card back: from now on it is never charged."""
    with runtime().work() as work:
        known = saved_cards.remove(work, signed_in().id, SavedCardId(card_id))
    if not known:
        abort(404)
    # What the desk does not forget now, the sweep makes it forget.
    forgetting.forget_removed(runtime())
    flash(gettext("La carte est retirée. Elle ne peut plus être débitée."), "succes")
    return redirect(CARDS, 303)


@blueprint.post("/panier/payer")
@audience(Audience.MEMBER)
def post_tap() -> Answer:
    """Buy the basket with a saved card, or show what has to be looked at first."""
    member, form = signed_in(), request.form
    token, card_id = form.get("token", ""), form.get("carte", "")
    delivery = form.get("delivery", "")
    well_formed = (
        is_token(token)
        and card_id.isascii()
        and card_id.isdigit()
        and len(card_id) <= 19
        and delivery in tuple(OrderDelivery)
    )
    closed = refused_while_closed()
    if closed is not None:
        return closed
    if not well_formed:
        return _again()
    stopped = tries.refused(member, token)
    if stopped is not None:
        return stopped
    outcome = tapping.tap(
        runtime(),
        TapRequest(
            member_id=member.id,
            token=token,
            card_id=SavedCardId(int(card_id)),
            delivery=OrderDelivery(delivery),
            shown_total_cents=shown_cents(form.get("total")),
            shown_due_cents=shown_cents(form.get("due")),
            language=current_language(),
        ),
    )
    match outcome:
        case Tapped():
            tries.count(member, token, str(outcome.payment_id))
            return _tapped(outcome)
        case TokenReused(code) | OrderUnderWay(code):
            page = StoppedPage("ordered", code)
            return render_template("orders/stopped.html", page=page), 409
        case CardGone():
            flash(
                gettext("Cette carte ne peut plus servir. Rien n’est débité."), "erreur"
            )
            return redirect(BASKET, 303)
    return _again()


def _tapped(tapped: Tapped) -> Response:
    if tapped.stage is PaymentStage.CREATED and tapped.refusal_code in ASKS:
        return go_and_pay(tapped.code, tapped.payment_id)
    if tapped.stage is PaymentStage.CREATED and tapped.refusal_code:
        flash(wording.card_refusal(tapped.refusal_code), "erreur")
    return redirect(f"/commandes/{tapped.code}", 303)


def _again() -> Response:
    """Go back to the basket as it is now: nothing was written."""
    words = gettext("Votre panier a changé : vérifiez le total. Rien n’est débité.")
    flash(words, "erreur")
    return redirect(BASKET, 303)
