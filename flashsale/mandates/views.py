"""Automatic purchase as its member meets it: giving the mandate, taking it back."""

from dataclasses import dataclass
from typing import assert_never, cast

from flask import Blueprint, abort, flash, make_response, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.kernel.ids import EntryId
from flashsale.kernel.typed_money import typed_amount
from flashsale.mandates import mandates, wording
from flashsale.mandates.estimate import Way
from flashsale.mandates.forms import MandateForm
from flashsale.mandates.mandates import (
    Agreed,
    AgreeRefused,
    AgreeRequest,
    StandingMandate,
    Terms,
)
from flashsale.mandates.rules import AgreeRefusal
from flashsale.members.sessions import SignedInMember
from flashsale.orders import saved_cards
from flashsale.orders.closed import refused_while_closed
from flashsale.orders.merchant import Merchant, merchant_of
from flashsale.orders.saved_cards import SavedCardFacts, SavedCardId
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import price
from flashsale.web.i18n import current_language

blueprint = Blueprint("mandates", __name__)

LISTS = "/listes-attente"
# The field beside which each refusal is told.
_FIELDS = {
    AgreeRefusal.UNDER_TOTAL: "maximum",
    AgreeRefusal.DAY_PAST: "jour",
    AgreeRefusal.DAY_TOO_LATE: "jour",
    AgreeRefusal.DELIVERY_CLOSED: "facon",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatePage:
    """Giving a mandate for one place. standing: the one already given, or None.

    ways: each with its words. card: None where no saved card could be charged.
    """

    form: MandateForm
    terms: Terms
    ways: tuple[tuple[Way, str], ...]
    card: SavedCardFacts | None
    card_words: str
    consent: str
    standing: StandingMandate | None
    merchant: Merchant

    @property
    def path(self) -> str:
        """The address of this page."""
        return path_of(self.terms.line.wait.entry_id)

    @property
    def priced(self) -> tuple[tuple[Way, str], ...]:
        """The ways that have a price of their own: all pickup points have the same."""
        first = {way.delivery: (way, words) for way, words in reversed(self.ways)}
        return tuple(one for one in self.ways if one in first.values())


def path_of(entry_id: EntryId) -> str:
    """Return the address of the page for a place in a waitlist."""
    return f"/attente/{entry_id}/achat"


def _me() -> SignedInMember:
    return cast(SignedInMember, current_user)


@blueprint.get("/attente/<id:entry_id>/achat")
@audience(Audience.MEMBER)
def get_mandate(entry_id: int) -> Response:
    """Show what an automatic purchase would be, and the one that was asked for."""
    page = _page(EntryId(entry_id), MandateForm(is_sent=False))
    return _gone(EntryId(entry_id)) if page is None else _shown(page, 200)


@blueprint.post("/attente/<id:entry_id>/achat")
@audience(Audience.MEMBER)
def post_mandate(entry_id: int) -> Response:
    """Have the house buy once the member's turn comes, or say what is to be mended."""
    form = MandateForm()
    is_right = form.is_valid()
    page = _page(EntryId(entry_id), form)
    if page is None:
        return _gone(EntryId(entry_id))
    closed = refused_while_closed()
    if closed is not None:
        return closed
    if not is_right:
        return _shown(page, 422)
    return _agree(page)


def _agree(page: MandatePage) -> Response:
    form, entry_id = page.form, page.terms.line.wait.entry_id
    if page.card is None or form.card_id != page.card.id:
        # The words on the page named another card.
        return _back(AgreeRefused(AgreeRefusal.CARD_GONE))
    request = AgreeRequest(
        member_id=_me().id,
        entry_id=entry_id,
        card_id=SavedCardId(form.card_id),
        way=form.facon.data or "",
        max_total_cents=form.max_total_cents,
        last_day=form.last_day,
        words=page.consent,
        language=current_language(),
    )
    with runtime().work() as work:
        outcome = mandates.agree(work, request)
    match outcome:
        case Agreed():
            flash(gettext("C’est noté : on l’achète pour vous à votre tour."), "succes")
            return redirect(LISTS, 303)
        case AgreeRefused(why, least_cents):
            if why not in _FIELDS:
                return _back(outcome)
            words = wording.refusal(why, price(least_cents, current_language()))
            form.blame(_FIELDS[why], words)
            return _shown(page, 422)
        case _:
            assert_never(outcome)


def _back(refused: AgreeRefused) -> Response:
    flash(wording.refusal(refused.refusal, ""), "erreur")
    return redirect(LISTS, 303)


@blueprint.post("/attente/<id:entry_id>/achat/annuler")
@audience(Audience.MEMBER)
def post_withdrawal(entry_id: int) -> Response:
    """Take a mandate back; possible until the card is being charged."""
    with runtime().work() as work:
        done = mandates.withdraw(work, _me().id, EntryId(entry_id))
    if done:
        flash(gettext("L’achat automatique est annulé."), "succes")
    else:
        words = gettext("Aucun achat automatique n’est en attente pour cette place.")
        flash(words, "erreur")
    return redirect(LISTS, 303)


def _page(entry_id: EntryId, form: MandateForm) -> MandatePage | None:
    with runtime().read() as work:
        terms = mandates.terms_of(work, _me().id, entry_id)
        card = saved_cards.usable_of(work, _me().id)
        standing = mandates.standing_of(work, _me().id).get(entry_id)
    if terms is None:
        return None
    address = terms.address
    door = f"{address.line1}, {address.city}" if address else ""
    ways = tuple((way, wording.way_words(way, door)) for way in terms.ways)
    form.offer(
        [(way.value, words) for way, words in ways], standing.way if standing else ""
    )
    _fill(form, terms, standing)
    if form.carte.data is None:
        form.carte.data = str(card.id) if card else ""
    return MandatePage(
        form=form,
        terms=terms,
        ways=ways,
        card=card,
        card_words=wording.card_words(card) if card else "",
        consent=wording.consent(card, terms.line.work.title) if card else "",
        standing=standing,
        merchant=merchant_of(runtime().settings),
    )


def _fill(form: MandateForm, terms: Terms, standing: StandingMandate | None) -> None:
    """Put in the empty fields what was agreed to before, or the usual."""
    if form.maximum.data is None and terms.ways:
        usual = terms.ways[0].total_cents
        most = standing.max_total_cents if standing else usual
        form.maximum.data = typed_amount(most)
    if form.jour.data is None:
        last_day = standing.last_day if standing else terms.last_day
        form.jour.data = last_day.isoformat()


def _gone(entry_id: EntryId) -> Response:
    """Go back to the lists: the place waits no more; 404 where it was never theirs."""
    with runtime().read() as work:
        if not mandates.is_place_of(work, _me().id, entry_id):
            abort(404)
    flash(wording.refusal(AgreeRefusal.NOT_WAITING, ""), "erreur")
    return redirect(LISTS, 303)


def _shown(page: MandatePage, status: int) -> Response:
    return make_response(render_template("mandates/mandate.html", page=page), status)
