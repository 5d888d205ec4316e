"""The basket: what is held, each line with its own time, and what it would cost."""

from typing import assert_never, cast

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.db import Work
from flashsale.kernel.ids import HoldId
from flashsale.kernel.places import HOME
from flashsale.kernel.typed_money import cents_of, typed_amount
from flashsale.members.next_path import next_path
from flashsale.members.sessions import SignedInMember
from flashsale.orders import history, pages, parcels, taps, wording
from flashsale.orders.board import blueprint
from flashsale.orders.cards import card_name
from flashsale.orders.checkout import order_under_way
from flashsale.orders.contents import Contents, contents_of
from flashsale.orders.history import OrderSheet
from flashsale.orders.merchant import merchant_of
from flashsale.orders.pages import BasketPage, BasketRow, Misnamed, Naming
from flashsale.orders.pricing import Wishes, price
from flashsale.orders.quote import deliveries_for
from flashsale.sales import holds, naming, releases
from flashsale.sales import views as sales_views
from flashsale.sales.admission import Wish
from flashsale.sales.basket import Basket, BasketLine, basket_of
from flashsale.sales.catalogue import DropFacts, drop_by_id
from flashsale.sales.forms import is_token
from flashsale.sales.holds import HoldExtended, HoldPlaced, HoldRefused
from flashsale.sales.naming import NamingRefused, PriceNamed, PriceOutOfRange
from flashsale.sales.releases import HoldReleased
from flashsale.sales.stock import Refusal
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import hour
from flashsale.web.filters import price as format_price
from flashsale.web.i18n import current_language
from flashsale.web.provinces import PROVINCES

BASKET = "/panier"
LONGEST_AMOUNT = 40


def signed_in() -> SignedInMember:
    """Return the member of this request; the audience guard let only members in."""
    return cast(SignedInMember, current_user)


@blueprint.get(BASKET)
@audience(Audience.MEMBER)
def get_basket() -> str:
    """Show what the member holds, and held until a moment ago."""
    member = signed_in()
    with runtime().read() as work:
        basket = basket_of(work, member.id)
        page = _page(work, basket)
    return render_template("orders/basket.html", page=page)


def _page(work: Work, basket: Basket, misnamed: Misnamed | None = None) -> BasketPage:
    member, policy = signed_in(), runtime().pricing
    contents = contents_of(work, policy, member.id)
    known = history.last_address(work, member.id)
    province = known.province if known else HOME
    total = tap = None
    waiting = history.cards_waiting(work, member.id)
    order = _under_way(work, contents, waiting)
    if order is not None:
        total = pages.sum_of_order(order)
    elif not contents.is_empty:
        delivery = deliveries_for(contents.articles)[0]
        wishes = Wishes(
            delivery=delivery,
            province=province,
            postal_code=known.postal_code if known else "",
            parcel=parcels.parcel_for(work, member.id, known),
        )
        priced = price(work, policy, contents, wishes)
        total = pages.sum_of_quote(priced)
        tap = taps.offered(work, contents, priced, wishes)
    extended = request.args.get("prolonge", "")
    return BasketPage(
        now=work.now,
        rows=tuple(_row(line, extended, misnamed) for line in basket.lines),
        gift_cards=contents.gift_cards,
        total=total,
        province=str(PROVINCES[province]),
        order_code=order.code if order else None,
        waiting=waiting,
        tap=tap,
        tap_card=card_name(tap.card.brand) if tap else "",
        merchant=merchant_of(runtime().settings),
        parcels=parcels.open_parcels(work, member.id),
    )


def _under_way(
    work: Work, contents: Contents, waiting: tuple[OrderSheet, ...]
) -> OrderSheet | None:
    """Return the order that has to be paid before anything else of this basket."""
    code = order_under_way(work, contents.hold_ids)
    if code is not None:
        return history.order_of(work, signed_in().id, code)
    return waiting[0] if waiting and contents.is_empty else None


def _row(line: BasketLine, extended: str, misnamed: Misnamed | None) -> BasketRow:
    status = "expired"
    if line.is_live:
        status = "paying" if line.state == "paying" else "live"
    return BasketRow(
        row=pages.row_of_basket(line, current_language()),
        hold_id=line.hold_id,
        slug=line.drop_slug,
        status=status,
        expires_at=line.expires_at,
        can_extend=line.extensions_left > 0,
        was_extended=line.is_live and extended == str(line.hold_id),
        token="" if line.is_live else runtime().ids.token(),
        naming=_naming(line, misnamed) if status == "live" else None,
    )


def _naming(line: BasketLine, misnamed: Misnamed | None) -> Naming | None:
    if line.pay_from_cents is None:
        return None
    typed, fault = typed_amount(line.unit_price_cents), ""
    if misnamed is not None and misnamed.hold_id == line.hold_id:
        typed, fault = misnamed.typed, misnamed.fault
    return Naming(line.pay_from_cents, typed, fault)


@blueprint.post("/panier/<id:hold_id>/prolonger")
@audience(Audience.MEMBER)
def post_extension(hold_id: int) -> Response:
    """Give a hold five more minutes; the confirmation takes the focus there."""
    member, back = signed_in(), _back()
    with runtime().work() as work:
        outcome = holds.extend(work, member.id, HoldId(hold_id))
    match outcome:
        case HoldExtended(expires_at) if back != BASKET:
            until = hour(expires_at, current_language())
            flash(gettext("Prolongé jusqu’à %(heure)s.", heure=until), "succes")
            return redirect(back, 303)
        case HoldExtended():
            return redirect(f"{BASKET}?prolonge={hold_id}#prolonge", 303)
        case HoldRefused(refusal):
            return _refused(refusal, back)
        case _:
            assert_never(outcome)


@blueprint.post("/panier/<id:hold_id>/prix")
@audience(Audience.MEMBER)
def post_price(hold_id: int) -> Response | tuple[str, int]:
    """Name the price of a line whose price is free."""
    member, typed = signed_in(), request.form.get("prix", "")[:LONGEST_AMOUNT]
    cents = cents_of(typed)
    if cents is None:
        fault = gettext("Écrivez un montant en dollars, comme 12,50 $.")
        return _misnamed(HoldId(hold_id), typed, fault)
    with runtime().work() as work:
        outcome = naming.name_price(work, member.id, HoldId(hold_id), cents)
    match outcome:
        case PriceNamed(named):
            words = gettext("Votre prix : %(prix)s.", prix=price_words(named))
            flash(words, "succes")
            return redirect(f"{BASKET}#ligne-{hold_id}", 303)
        case PriceOutOfRange(least, most):
            fault = gettext(
                "Le montant va de %(least)s à %(most)s.",
                least=price_words(least),
                most=price_words(most),
            )
            return _misnamed(HoldId(hold_id), typed, fault)
        case NamingRefused(refusal):
            return _refused(refusal, BASKET)
        case _:
            assert_never(outcome)


def _misnamed(hold_id: HoldId, typed: str, fault: str) -> tuple[str, int]:
    """Show the basket with what is wrong beside the line; nothing was written."""
    with runtime().read() as work:
        basket = basket_of(work, signed_in().id)
        if hold_id not in {line.hold_id for line in basket.lines}:
            abort(404)
        page = _page(work, basket, Misnamed(hold_id, typed, fault))
    return render_template("orders/basket.html", page=page), 422


def price_words(cents: int) -> str:
    """Return an amount as the page writes it."""
    return format_price(cents, current_language())


@blueprint.post("/panier/<id:hold_id>/remettre")
@audience(Audience.MEMBER)
def post_release(hold_id: int) -> Response:
    """Put a line back on the table; one that ended is put out of sight."""
    member, back = signed_in(), _back()
    with runtime().work() as work:
        outcome = releases.release(work, member.id, HoldId(hold_id))
        hidden = isinstance(outcome, HoldRefused) and releases.hide(
            work, member.id, HoldId(hold_id)
        )
    if hidden:
        return redirect(back, 303)
    match outcome:
        case HoldReleased():
            sales_views.hot_table().forget()
            flash(gettext("C’est remis sur la table."), "succes")
            return redirect(back, 303)
        case HoldRefused(refusal):
            return _refused(refusal, back)
        case _:
            assert_never(outcome)


@blueprint.post("/panier/<id:hold_id>/reprendre")
@audience(Audience.MEMBER)
def post_retry(hold_id: int) -> Response | tuple[str, int]:
    """Ask again for a line that ended, if a copy is free."""
    member = signed_in()
    token = request.form.get("token", "")
    if not is_token(token):
        abort(422)
    line, drop = _ended_line(HoldId(hold_id))
    wish = Wish(
        drop_id=drop.id,
        epoch=drop.epoch,
        lot_id=line.lot_id,
        member_id=member.id,
        quantity=line.quantity,
        token=token,
        early=member.has_early_access_at(runtime().clock.now()),
    )
    outcome = sales_views.asked(wish)
    match outcome:
        case HoldPlaced():
            with runtime().work() as work:
                releases.hide(work, member.id, HoldId(hold_id))
            sales_views.hot_table().forget()
            flash(gettext("C’est de nouveau gardé pour vous."), "succes")
            return redirect(BASKET, 303)
        case HoldRefused(Refusal.TOO_BUSY):
            return sales_views.busy(wish, drop, f"{BASKET}/{hold_id}/reprendre", {})
        case HoldRefused(refusal):
            return sales_views.refused(refusal, drop, wish)
        case _:
            assert_never(outcome)


def _ended_line(hold_id: HoldId) -> tuple[BasketLine, DropFacts]:
    with runtime().read() as work:
        lines = basket_of(work, signed_in().id).lines
        line = next((x for x in lines if x.hold_id == hold_id and not x.is_live), None)
        drop = drop_by_id(work, line.drop_id) if line else None
    if line is None or drop is None:
        abort(404)
    return line, drop


def _back() -> str:
    """Return the page the form came from, when it is one of ours; else the basket."""
    wanted = request.form.get("retour")
    return next_path(wanted) if wanted else BASKET


def _refused(refusal: Refusal, back: str) -> Response:
    if refusal is Refusal.NOT_FOUND:
        abort(404)
    flash(wording.hold_refusal(refusal), "erreur")
    return redirect(back, 303)
