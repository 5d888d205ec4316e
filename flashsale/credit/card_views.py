"""Gift cards for members: choosing one, taking it out of the basket, redeeming one."""

from dataclasses import dataclass
from typing import assert_never

from flask import abort, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.credit import gift_cards, wording
from flashsale.credit.board import blueprint
from flashsale.credit.card_forms import CardForm, RedeemForm
from flashsale.credit.gift_cards import (
    LEAST_CENTS,
    MOST_CENTS,
    CardDraft,
    CardRedeemed,
    CodeMiswritten,
    NoSuchCard,
    TooManyCards,
)
from flashsale.credit.views import credit_page
from flashsale.kernel.ids import GiftCardId
from flashsale.kernel.language import Language
from flashsale.members.limits import Limit, door_limits
from flashsale.members.pages import present_member
from flashsale.members.too_many import too_many
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import price
from flashsale.web.i18n import current_language

__all__ = ["blueprint"]

HOUSE = "house"


@dataclass(frozen=True, slots=True)
class CardPage:
    """Choosing a gift card. least_cents, most_cents: what it may be of.

    leaves: when it is sent, in words.
    """

    form: CardForm
    leaves: str
    least_cents: int
    most_cents: int


@blueprint.get("/cartes-cadeaux")
@audience(Audience.MEMBER)
def get_card_form() -> Response:
    """Show the form of a gift card."""
    form = CardForm(is_sent=False, langue=str(current_language()))
    return _form(form, 200)


@blueprint.post("/cartes-cadeaux")
@audience(Audience.MEMBER)
def post_card() -> Response:
    """Put a gift card in the basket."""
    form = CardForm()
    if not form.is_valid():
        return _form(form, 422)
    draft = CardDraft(
        buyer_id=present_member().id,
        cents=form.cents,
        recipient_name=(form.nom.data or "").strip(),
        recipient_email=(form.courriel.data or "").strip(),
        words=(form.mot.data or "").strip(),
        language=Language(form.langue.data),
    )
    with runtime().work() as work:
        outcome = gift_cards.want(work, draft)
    if isinstance(outcome, TooManyCards):
        form.form_errors.append(gettext("Dix cartes-cadeaux au plus à la fois."))
        return _form(form, 409)
    flash(gettext("La carte-cadeau est au panier."), "succes")
    return redirect("/panier", 303)


@blueprint.post("/cartes-cadeaux/<id:card_id>/enlever")
@audience(Audience.MEMBER)
def post_removal(card_id: int) -> Response:
    """Take a gift card out of the basket."""
    with runtime().work() as work:
        done = gift_cards.remove(work, present_member().id, GiftCardId(card_id))
    if not done:
        abort(404)
    flash(gettext("La carte-cadeau n’est plus au panier."), "succes")
    return redirect("/panier", 303)


@blueprint.post("/credits")
@audience(Audience.MEMBER)
def post_code() -> Response:
    """Redeem a gift card, or say no the same way whatever the reason."""
    form, member, counted = RedeemForm(), present_member(), door_limits()
    names = ((Limit.GIFT_CODE_MEMBER, str(member.id)), (Limit.GIFT_CODE_HOUSE, HOUSE))
    for limit, name in names:
        again_at = counted.refused_until(limit, name)
        if again_at is not None:
            return too_many(again_at)
    with runtime().work() as work:
        outcome = gift_cards.redeem(work, member.id, form.code.data or "")
    match outcome:
        case CardRedeemed(cents):
            amount = price(cents, current_language())
            words = gettext("%(montant)s sont à votre crédit.", montant=amount)
            flash(words, "succes")
            return redirect("/credits", 303)
        case CodeMiswritten():
            words = gettext(
                "Ce code a une faute de frappe : quatre groupes de cinq caractères."
            )
        case NoSuchCard():
            for limit, name in names:
                counted.spend(limit, name)
            words = gettext("Aucune carte n’attend ce code.")
        case _:
            assert_never(outcome)
    form.blame("code", words)
    return make_response(credit_page(form), 422)


def _form(form: CardForm, status: int) -> Response:
    page = CardPage(form, wording.card_leaves(), LEAST_CENTS, MOST_CENTS)
    text = render_template("credit/gift_card.html", page=page)
    return make_response(text, status)
