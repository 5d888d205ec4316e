"""Prices of stored orders computed again from what was stored with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.kernel.kinds import DELIVERY_OF, Form, Kind, TaxClass
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.quote import Article, Carriage, Quote, QuoteLine, priced
from flashsale.orders.reductions import Reductions
from flashsale.orders.tariffs import Tariffs, tariffs_of
from flashsale.orders.terms import PIPELINE, Terms, terms_from, terms_of
from flashsale.shipping.rates import NoShippingRate
from flashsale.taxes.amounts import TaxAmounts, TaxEntry
from flashsale.taxes.rates import NoTaxRate, Tax

AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Again:
    """An order priced again: its quote, its titles, and the tables of its day."""

    quote: Quote
    titles: tuple[str, ...]
    on: date
    tariffs: Tariffs


def latest_codes(work: Work, *, most: int) -> tuple[str, ...]:
    """Return the codes of the latest orders, the newest first."""
    found = select(Order.code).order_by(Order.created_at.desc()).limit(most)
    return tuple(work.session.scalars(found))


def miscounted(work: Work, codes: Sequence[str]) -> Iterator[str]:
    """Give the code of each of these orders whose price does not come out again."""
    tariffs = tariffs_of(work)
    for start in range(0, len(codes), AT_A_TIME):
        orders = work.session.scalars(
            select(Order)
            .options(selectinload(Order.lines), selectinload(Order.taxes))
            .where(Order.code.in_(codes[start : start + AT_A_TIME]))
        )
        for order in orders:
            terms = terms_from(order.terms)
            # Another pipeline priced it: its own release could prove it.
            if terms.pipeline == PIPELINE:
                if not _comes_out_if_known(order, terms, tariffs):
                    yield order.code


def priced_again(work: Work, member_id: MemberId, code: str) -> Again | None:
    """Return a member's order priced again, or None when it is not theirs.

    Also None where another pipeline priced it and this one answers otherwise.
    """
    order = work.session.scalars(
        select(Order)
        .options(selectinload(Order.lines), selectinload(Order.taxes))
        .where(Order.code == code, Order.member_id == member_id)
    ).one_or_none()
    if order is None:
        return None
    tariffs = tariffs_of(work)
    try:
        quoted = _priced_again(order, terms_from(order.terms), tariffs)
    except NoTaxRate:
        return None
    if quoted.taxes != _taxes(order):
        return None
    titles = tuple(line.title for line in order.lines)
    on = date.fromisoformat(order.priced_on)
    return Again(quoted, titles, on, tariffs)


def _comes_out_if_known(order: Order, terms: Terms, tariffs: Tariffs) -> bool:
    try:
        return _comes_out(order, terms, tariffs)
    except (NoTaxRate, NoShippingRate):
        return False


def _comes_out(order: Order, terms: Terms, tariffs: Tariffs) -> bool:
    again = _priced_again(order, terms, tariffs)
    on = date.fromisoformat(order.priced_on)
    off = Reductions(code=terms.code, floor_percent=terms.floor_percent)
    return (
        order.terms == terms_of(on, tariffs, off)
        and _amounts(order) == _amounts_of(again)
        and all(map(_is_line, order.lines, again.lines))
        and _entries(order) == set(again.entries)
    )


def _priced_again(order: Order, terms: Terms, tariffs: Tariffs) -> Quote:
    carriage = Carriage(
        OrderDelivery(order.delivery), Province(order.province), order.shipping_cents
    )
    off = Reductions(
        code=terms.code,
        promo_credit_cents=order.promo_credit_cents,
        floor_percent=terms.floor_percent,
        refund_credit_cents=order.refund_credit_cents,
        paid_credit_cents=order.paid_credit_cents,
    )
    return priced(
        [_article(line) for line in order.lines],
        carriage,
        date.fromisoformat(order.priced_on),
        tariffs.taxes,
        off,
        gift_cards_cents=order.gift_cards_cents,
    )


def _article(line: OrderLine) -> Article:
    form = Form(line.form)
    return Article(
        hold_id=HoldId(line.hold_id),
        lot_id=LotId(line.lot_id),
        # What a code applied to is stored by position: the drop is not asked again.
        drop_id=DropId(0),
        kind=Kind(line.shown["kind"]),
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        tax_class=TaxClass(line.tax_class),
        form=form,
        delivery=DELIVERY_OF[form],
        venue=Province(line.place),
    )


def _amounts(order: Order) -> tuple[object, ...]:
    return (
        order.items_cents,
        order.discount_cents,
        order.promo_credit_cents,
        order.refund_credit_cents,
        order.paid_credit_cents,
        order.total_cents,
        _taxes(order),
    )


def _amounts_of(quoted: Quote) -> tuple[object, ...]:
    return (
        quoted.items_cents,
        quoted.discount_cents,
        quoted.promo_credit_cents,
        quoted.refund_credit_cents,
        quoted.paid_credit_cents,
        quoted.total_cents,
        quoted.taxes,
    )


def _entries(order: Order) -> set[TaxEntry]:
    return {
        TaxEntry(
            tax=Tax(row.tax),
            place=Province(row.place),
            rate=row.rate,
            base_cents=row.base_cents,
            cents=row.cents,
        )
        for row in order.taxes
    }


def _is_line(line: OrderLine, quoted: QuoteLine) -> bool:
    stored = (
        line.place,
        line.carriage_cents,
        line.discount_cents,
        line.credit_cents,
        line.net_cents,
        _taxes(line),
    )
    return stored == (
        quoted.place,
        quoted.carriage_cents,
        quoted.discount_cents,
        quoted.credit_cents,
        quoted.net_cents,
        quoted.taxes,
    )


def _taxes(row: Order | OrderLine) -> TaxAmounts:
    return TaxAmounts(
        gst_cents=row.gst_cents,
        qst_cents=row.qst_cents,
        hst_cents=row.hst_cents,
        pst_cents=row.pst_cents,
    )
