"""The administrator's gift cards: which were paid and redeemed; a new code for one."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.credit import gift_cards
from flashsale.credit.card_states import CardState
from flashsale.credit.gift_cards import CardFacts
from flashsale.kernel.ids import GiftCardId
from flashsale.members.directory import names_of
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("card_desk", __name__, url_prefix="/bureau/cartes-cadeaux")

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class CardRow:
    """One gift card, with the names of who bought and who redeemed it."""

    card: CardFacts
    buyer: str
    redeemer: str


@dataclass(frozen=True, slots=True)
class CardsPage:
    """The gift cards that were paid. open_cents: of those still to be redeemed."""

    rows: tuple[CardRow, ...]
    open_cents: int


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_cards() -> str:
    """List the gift cards that were paid."""
    with runtime().read() as work:
        cards = gift_cards.latest(work, most=MOST_LISTED)
        people = {card.buyer_id for card in cards}
        people |= {card.redeemed_by for card in cards if card.redeemed_by}
        names = names_of(work, people)
    rows = tuple(
        CardRow(
            card,
            names[card.buyer_id],
            names[card.redeemed_by] if card.redeemed_by else "",
        )
        for card in cards
    )
    ended = (CardState.REDEEMED, CardState.REFUNDED)
    open_cents = sum(card.cents for card in cards if card.state not in ended)
    page = CardsPage(rows, open_cents)
    return render_template("credit/desk/cards.html", page=page)


@blueprint.post("/<id:card_id>/nouveau-code")
@audience(Audience.ADMINISTRATOR)
def post_new_code(card_id: int) -> Response:
    """Send a new code to who was to get the card; the old one is void."""
    with runtime().work() as work:
        done = gift_cards.replace_code(work, GiftCardId(card_id))
    if done:
        flash(gettext("Un nouveau code est parti. L’ancien ne vaut plus."), "succes")
    else:
        flash(gettext("Cette carte est déjà encaissée, ou remboursée."), "erreur")
    return redirect(url_for("card_desk.get_cards"), 303)
