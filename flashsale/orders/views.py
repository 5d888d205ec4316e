"""The checkout on one page: what is ordered, where it goes, and the way to pay."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.db import Work
from flashsale.kernel.ids import PaymentId
from flashsale.kernel.places import OrderDelivery
from flashsale.members import directory
from flashsale.orders import (
    basket_views,
    cancellation_views,
    card_views,
    checkout,
    history,
    order_views,
    pages,
    parcel_views,
    parcels,
    tax_views,
    tries,
    webhooks,
    wording,
)
from flashsale.orders.basket_views import BASKET, signed_in
from flashsale.orders.board import blueprint
from flashsale.orders.checkout import (
    BasketChanged,
    CodeRefused,
    CreditGone,
    DeliveryRefused,
    HoldLost,
    Ordered,
    OrderUnderWay,
    PointClosed,
    TokenReused,
    TooLittle,
    TotalChanged,
)
from flashsale.orders.contents import contents_of
from flashsale.orders.delays import promised_by
from flashsale.orders.disclosing import disclosed, item_words
from flashsale.orders.disclosure import Item, missing, missing_of
from flashsale.orders.forms import CheckoutForm
from flashsale.orders.merchant import merchant_of
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.order_views import go_and_pay
from flashsale.orders.pages import CheckoutPage, StoppedPage
from flashsale.orders.pricing import Wishes, price
from flashsale.orders.quote import deliveries_for
from flashsale.sales import holds
from flashsale.shipping import points
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language

# Importing the other view files adds their routes to the blueprint.
__all__ = [
    "basket_views",
    "blueprint",
    "cancellation_views",
    "card_views",
    "order_views",
    "parcel_views",
    "webhooks",
]

log = logging.getLogger(__name__)

CHECKOUT = "/paiement"
Answer = Response | str | tuple[str, int]


@blueprint.get(CHECKOUT)
@audience(Audience.MEMBER)
def get_checkout() -> Answer:
    """Show the checkout, filled in with what is known of the member."""
    form = CheckoutForm()  # type: ignore[no-untyped-call]
    with runtime().work() as work:
        holds.enter_payment(work, signed_in().id)
        known = history.last_address(work, signed_in().id)
        if known is not None:
            form.fill(known)
        elif form.name.data is None:
            form.name.data = signed_in().name
        page = _page(work, form)
    return _shown(page, 200)


@blueprint.post(CHECKOUT)
@audience(Audience.MEMBER)
def post_checkout() -> Answer:
    """Order the basket and go and pay, or show what has to be looked at first."""
    form = CheckoutForm()  # type: ignore[no-untyped-call]
    # Before the page puts the present revision and total in their place.
    shown = _Shown(form.shown_token, form.shown_total_cents, form.shown_due_cents)
    with runtime().read() as work:
        page = _page(work, form)
    if isinstance(page, StoppedPage) and page.reason == "closed":
        return _shown(page, 503)
    if isinstance(page, StoppedPage):
        # Perhaps the same form a second time: the order it made is found again.
        form.offer(tuple(OrderDelivery))
    elif "recalculer" in request.form:
        return _shown(page, 422 if form.code.errors else 200)
    delivery, blamed = form.wanted_delivery, form.code.errors
    if not form.is_right() or blamed or delivery is None:
        form.code.errors = form.code.errors or blamed
        return _shown(page, 422)
    stopped = tries.refused(signed_in(), shown.token)
    return stopped or _place(form, shown, delivery)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page showed when its button was pressed."""

    token: str
    total_cents: int
    due_cents: int


def _place(form: CheckoutForm, shown: _Shown, delivery: OrderDelivery) -> Answer:
    member = signed_in()
    with runtime().work() as work:
        email = directory.member_by_id(work, member.id).write_to
        outcome = checkout.place(
            work,
            runtime().pricing,
            merchant_of(runtime().settings),
            CheckoutRequest(
                member_id=member.id,
                token=shown.token,
                shown_total_cents=shown.total_cents,
                shown_due_cents=shown.due_cents,
                delivery=delivery,
                address=form.address(email),
                language=current_language(),
                code=form.typed_code,
                uses_promo_credit=bool(form.promo_credit.data),
                uses_money=bool(form.money.data),
                keeps_card=wording.keep_card() if form.keep_card.data else "",
                joins_parcel=bool(form.joindre.data),
                keeps_parcel_open=bool(form.garder_ouvert.data),
                point_id=form.point_id,
            ),
        )
    match outcome:
        case Ordered(_, code, payment_id):
            return _ordered(code, payment_id, shown.token)
        case TokenReused(code) | OrderUnderWay(code):
            return _shown(StoppedPage("ordered", code), 409)
        case HoldLost():
            return _shown(StoppedPage("ended"), 409)
        case CreditGone():
            return _again(form, gettext("Votre crédit a changé : vérifiez le total."))
        case CodeRefused() as refused:
            return _again(form, wording.code_refusal(refused))
        case TooLittle():
            return _again(form, wording.too_little())
        case BasketChanged():
            return _again(form, gettext("Votre panier a changé : vérifiez le total."))
        case TotalChanged():
            return _again(form, gettext("Le total a changé : vérifiez-le."))
        case DeliveryRefused():
            return _again(form, gettext("Choisissez comment vous le recevez."))
        case PointClosed():
            return _again(form, gettext("Choisissez un point de cueillette."))
        case _:
            assert_never(outcome)


def _ordered(code: str, payment_id: PaymentId | None, token: str) -> Response:
    if payment_id is None:
        return redirect(f"/commandes/{code}", 303)
    tries.count(signed_in(), token, str(payment_id))
    return go_and_pay(code, payment_id)


def _again(form: CheckoutForm, notice: str) -> Answer:
    """Show the checkout again as things are now: nothing was written."""
    with runtime().read() as work:
        page = _page(work, form, notice)
    return _shown(page, 409)


def _page(
    work: Work, form: CheckoutForm, notice: str = ""
) -> CheckoutPage | StoppedPage:
    member, merchant = signed_in(), merchant_of(runtime().settings)
    if runtime().settings.is_production and missing_of(merchant):
        return _closed(missing_of(merchant))
    contents = contents_of(work, runtime().pricing, member.id)
    under_way = checkout.order_under_way(work, contents.hold_ids)
    if contents.is_empty or under_way:
        return StoppedPage("ordered" if under_way else "ended", under_way)
    deliveries = deliveries_for(contents.articles)
    places = points.points(work, only_open=True)
    form.offer(deliveries, places)
    delivery = form.chosen_delivery(deliveries)
    parcel = None
    if delivery is OrderDelivery.PARCEL:
        parcel = parcels.parcel_for(work, member.id, form.door)
    joins = parcel is not None and bool(form.joindre.data)
    wishes = Wishes(
        delivery=delivery,
        province=form.chosen_province,
        postal_code=form.postal_code.data or "",
        parcel=parcel if joins else None,
        code=form.typed_code,
        uses_promo_credit=bool(form.promo_credit.data),
        uses_money=bool(form.money.data),
    )
    priced = price(work, runtime().pricing, contents, wishes)
    if priced.code_refused is not None:
        form.code.errors = (wording.code_refusal(priced.code_refused),)
    form.token.data = contents.revision
    form.total.data = str(priced.quote.total_cents)
    form.due.data = str(priced.quote.due_cents)
    page = CheckoutPage(
        form=form,
        email=directory.member_by_id(work, member.id).write_to,
        rows=pages.rows_of_basket(contents.lines, current_language()),
        gift_cards=contents.gift_cards,
        total=pages.sum_of_quote(priced),
        credit=priced.balances,
        has_choice=len(deliveries) > 1,
        promised_by=promised_by(_leaves_at(work, form, wishes)),
        merchant=merchant,
        now=work.now,
        why_path=tax_views.path_for(wishes),
        keep_card=wording.keep_card(),
        points=places,
        parcel=parcel,
        joins=joins,
        notice=notice,
    )
    return _with_disclosed(page)


def _with_disclosed(page: CheckoutPage) -> CheckoutPage | StoppedPage:
    """Return the page with all that the law wants read on it, or nothing to pay on."""
    chosen = next((p for p in page.points if p.id == page.form.point_id), None)
    is_fetched = page.total.delivery is OrderDelivery.PICKUP
    place = _place_of(chosen) if is_fetched else page.form.typed_place
    said = disclosed(page, place)
    if runtime().settings.is_production and missing(said):
        return _closed(missing(said))
    words = tuple((item_words(one.item), one.value) for one in said)
    return replace(page, disclosed=words)


def _place_of(point: points.Point | None) -> str:
    words = point.words if point else None
    return f"{words.name}, {words.line1}, {words.city}" if words else ""


def _leaves_at(work: Work, form: CheckoutForm, wishes: Wishes) -> datetime:
    """Return from when on its days to be posted count: from a parcel's closing."""
    if wishes.parcel is not None:
        return wishes.parcel.closes_at
    if wishes.delivery is OrderDelivery.PARCEL and form.garder_ouvert.data:
        return work.now + parcels.OPEN_FOR
    return work.now


def _closed(lacking: tuple[Item, ...]) -> StoppedPage:
    """Sell nothing while an item of the law has no words (L11)."""
    log.error("checkout.closed lacking=%s", [str(item) for item in lacking])
    return StoppedPage("closed", lacking=tuple(item_words(one) for one in lacking))


def _shown(page: CheckoutPage | StoppedPage, status: int) -> Answer:
    if isinstance(page, CheckoutPage):
        return render_template("orders/checkout.html", page=page), status
    if status == 200:
        # Nothing to order here: the order under way, or the basket, says more.
        code = page.order_code
        return redirect(f"/commandes/{code}" if code else BASKET, 303)
    return render_template("orders/stopped.html", page=page), status
