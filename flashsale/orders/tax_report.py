"""What the house charged and gave back of each tax over a period, by place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, func, or_, select

from flashsale.db import Work
from flashsale.kernel.period import Period
from flashsale.kernel.places import Province
from flashsale.orders.lifecycle import OrderState, RefundStage
from flashsale.orders.models import Order, OrderLine, OrderTax, Payment, Refund
from flashsale.orders.restitution_models import Restitution, RestitutionLine
from flashsale.taxes.rates import Tax

_PAID = Order.state == str(OrderState.PAID)
_DID_NOT_FAIL = Refund.state != str(RefundStage.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow:
    """One tax of one place at one rate. base: what it was taken of, before tax.

    back: what refunds of the period took off both; orders: how many charged it.
    """

    tax: Tax
    place: Province
    rate: int
    orders: int = 0
    base_cents: int = 0
    cents: int = 0
    back_base_cents: int = 0
    back_cents: int = 0

    @property
    def net_base_cents(self) -> int:
        """What it was taken of, less what went back; may be below 0."""
        return self.base_cents - self.back_base_cents

    @property
    def net_cents(self) -> int:
        """What is left to remit; may be below 0."""
        return self.cents - self.back_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxReport:
    """A period: its rows by place and tax, and all that was sold in it.

    sales_cents: before tax, gift cards left out, taxed or not. refunded_cents: sent
    back to cards, taxes and gift cards included. undetailed: orders from before places
    were kept, whose taxes stand in `undetailed_cents` and in no row.
    """

    period: Period
    rows: tuple[TaxRow, ...]
    orders: int
    sales_cents: int
    refunded_cents: int
    undetailed: int
    undetailed_cents: int

    def total(self, *taxes: Tax) -> TaxRow | None:
        """Return the sum of the rows of these taxes, None where there is none."""
        found = [row for row in self.rows if row.tax in taxes]
        if not found:
            return None
        return replace(
            found[0],
            rate=0,
            orders=0,
            base_cents=sum(row.base_cents for row in found),
            cents=sum(row.cents for row in found),
            back_base_cents=sum(row.back_base_cents for row in found),
            back_cents=sum(row.back_cents for row in found),
        )


def report(work: Work, period: Period) -> TaxReport:
    """Return the taxes of the orders paid, and of the refunds asked, in a period.

    What goes back by line takes off its own taxes. A refund of which only the amount is
    known, made at the payment desk itself, takes off its part of each tax of its order,
    in proportion to the total: all that went back so up to then, less what had before,
    so that several are together what one of them all would be (behaviour.md §7).
    """
    paid_then = _paid_in(period)
    taxes = Order.gst_cents + Order.qst_cents + Order.hst_cents + Order.pst_cents
    sold = work.session.execute(
        select(
            func.count(Order.id),
            func.sum(Order.items_cents - Order.gift_cards_cents + Order.shipping_cents),
        ).where(paid_then)
    ).one()
    detailed = select(OrderTax.order_id).distinct()
    undetailed = work.session.execute(
        select(func.count(Order.id), func.sum(taxes)).where(
            paid_then, taxes > 0, Order.id.not_in(detailed)
        )
    ).one()
    back, refunded = _given_back(work, period)
    return TaxReport(
        period=period,
        rows=_rows(_charged(work, paid_then), back),
        orders=int(sold[0]),
        sales_cents=int(sold[1] or 0),
        refunded_cents=refunded,
        undetailed=int(undetailed[0]),
        undetailed_cents=int(undetailed[1] or 0),
    )


Key = tuple[str, str, int]
# Base and tax, in cents.
Sums = tuple[int, int]


def _paid_in(period: Period) -> ColumnElement[bool]:
    begins, ends = period.bounds
    return and_(_PAID, Order.paid_at >= begins, Order.paid_at < ends)


def _charged(work: Work, paid_then: ColumnElement[bool]) -> Sequence[TaxRow]:
    found = work.session.execute(
        select(
            OrderTax.tax,
            OrderTax.place,
            OrderTax.rate,
            func.count(OrderTax.order_id),
            func.sum(OrderTax.base_cents),
            func.sum(OrderTax.cents),
        )
        .join(Order, Order.id == OrderTax.order_id)
        .where(paid_then)
        .group_by(OrderTax.tax, OrderTax.place, OrderTax.rate)
    )
    return [
        TaxRow(
            tax=Tax(tax),
            place=Province(place),
            rate=rate,
            orders=int(orders),
            base_cents=int(base),
            cents=int(cents),
        )
        for tax, place, rate, orders, base, cents in found
    ]


def _given_back(work: Work, period: Period) -> tuple[dict[Key, Sums], int]:
    """Return what went off each base and tax, and what went back to cards in all."""
    back: dict[Key, Sums] = {}
    _add_restitutions(work, period, back)
    _add_refunds(work, period, back)
    begins, ends = period.bounds
    refunded = work.session.scalar(
        select(func.sum(Refund.amount_cents))
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(_PAID, _DID_NOT_FAIL)
        .where(Refund.created_at >= begins, Refund.created_at < ends)
    )
    return back, int(refunded or 0)


def _add(back: dict[Key, Sums], key: Key, base_cents: int, cents: int) -> None:
    base, tax = back.get(key, (0, 0))
    back[key] = (base + base_cents, tax + cents)


def _add_restitutions(work: Work, period: Period, back: dict[Key, Sums]) -> None:
    """Add the very taxes of the lines and of the carriage that went back."""
    begins, ends = period.bounds
    rows = work.session.execute(
        select(RestitutionLine, Order.id, Order.province, OrderLine.place)
        .join(Restitution, Restitution.id == RestitutionLine.restitution_id)
        .join(Order, Order.id == Restitution.order_id)
        .outerjoin(OrderLine, OrderLine.id == RestitutionLine.order_line_id)
        .outerjoin(Refund, Refund.id == Restitution.refund_id)
        .where(
            _PAID,
            # A gift card bore no tax: none goes back with it.
            RestitutionLine.order_gift_card_id.is_(None),
            or_(Restitution.refund_id.is_(None), _DID_NOT_FAIL),
            Restitution.created_at >= begins,
            Restitution.created_at < ends,
        )
    ).all()
    owed: dict[int, list[OrderTax]] = defaultdict(list)
    orders = {row[1] for row in rows}
    for tax in work.session.scalars(
        select(OrderTax).where(OrderTax.order_id.in_(orders))
    ):
        owed[tax.order_id].append(tax)
    carried = {row[1] for row in rows if row[0].order_line_id is None}
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for one in work.session.scalars(
        select(OrderLine).where(OrderLine.order_id.in_(carried))
    ):
        lines[one.order_id].append(one)
    for line, order_id, province, place in rows:
        if line.order_line_id is None:
            here = [tax for tax in owed[order_id] if tax.place == province]
            for tax in here:
                _add(back, _key(tax), *_of_carriage(tax, here, lines[order_id]))
        else:
            for tax in _of_line(line, place, owed[order_id]):
                _add(back, _key(tax), line.net_cents, _cents(line, tax))


def _key(tax: OrderTax) -> Key:
    return tax.tax, tax.place, tax.rate


def _cents(line: RestitutionLine | OrderLine, tax: OrderTax) -> int:
    cents: int = getattr(line, f"{tax.tax}_cents")
    return cents


def _of_line(
    line: RestitutionLine | OrderLine, place: str, owed: Sequence[OrderTax]
) -> list[OrderTax]:
    """Return the taxes of an order that a line bears.

    Books and other things may have other rates of one tax in one place: what was
    charged says which.
    """
    found = []
    for name in Tax:
        here = [one for one in owed if (one.tax, one.place) == (str(name), place)]
        if here and _cents(line, here[0]):
            found.append(min(here, key=lambda one: _distance(line, one)))
    return found


def _distance(line: RestitutionLine | OrderLine, tax: OrderTax) -> int:
    return abs(_cents(line, tax) * 100_000 - tax.rate * line.net_cents)


def _of_carriage(
    tax: OrderTax, here: Sequence[OrderTax], lines: Sequence[OrderLine]
) -> Sums:
    """Return base and cents of a tax that no line bears: it goes back whole."""
    own = [line for line in lines if tax in _of_line(line, tax.place, here)]
    own = [line for line in own if line.place == tax.place]
    return (
        tax.base_cents - sum(line.net_cents for line in own),
        tax.cents - sum(_cents(line, tax) for line in own),
    )


def _add_refunds(work: Work, period: Period, back: dict[Key, Sums]) -> None:
    """Add the part of each tax in refunds of which only the amount is known."""
    begins, ends = period.bounds
    of_lines = select(Restitution.refund_id).where(Restitution.refund_id.is_not(None))
    rows = work.session.execute(
        select(Order.id, Order.total_cents, Refund.amount_cents, Refund.created_at)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(_PAID, _DID_NOT_FAIL, Refund.created_at < ends)
        .where(Refund.id.not_in(of_lines))
    ).all()
    before: dict[int, int] = {}
    until: dict[int, int] = {}
    totals = {order_id: total for order_id, total, _, _ in rows}
    for order_id, _, cents, at in rows:
        until[order_id] = until.get(order_id, 0) + cents
        if at < begins:
            before[order_id] = before.get(order_id, 0) + cents
    changed = [one for one in until if until[one] != before.get(one, 0)]
    for row in work.session.scalars(
        select(OrderTax).where(OrderTax.order_id.in_(changed))
    ):
        total = totals[row.order_id]
        spans = (until[row.order_id], before.get(row.order_id, 0))
        _add(
            back,
            (row.tax, row.place, row.rate),
            _share(row.base_cents, spans, total),
            _share(row.cents, spans, total),
        )


def _share(cents: int, spans: tuple[int, int], total: int) -> int:
    """Return the part of an amount that went back between two sums of refunds."""
    now, then = (
        (2 * cents * min(sent, total) + total) // (2 * total) for sent in spans
    )
    return now - then


def _rows(
    charged: Sequence[TaxRow], back: Mapping[Key, tuple[int, int]]
) -> tuple[TaxRow, ...]:
    by_key = {(str(row.tax), str(row.place), row.rate): row for row in charged}
    for key, (base, cents) in back.items():
        tax, place, rate = key
        row = by_key.get(key) or TaxRow(tax=Tax(tax), place=Province(place), rate=rate)
        by_key[key] = replace(row, back_base_cents=base, back_cents=cents)
    places = list(Province)
    order = list(Tax)
    return tuple(
        sorted(
            by_key.values(),
            key=lambda row: (places.index(row.place), order.index(row.tax), -row.rate),
        )
    )
