"""What the house charged and gave back of each tax over a period, by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, func, select

from flashsale.db import Work
from flashsale.kernel.period import Period
from flashsale.kernel.places import Province
from flashsale.orders.lifecycle import OrderState, RefundStage
from flashsale.orders.models import Order, OrderTax, Payment, Refund
from flashsale.taxes.rates import Tax

_PAID = Order.state == str(OrderState.PAID)


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
    back to cards, taxes included. undetailed: orders from before places were kept,
    whose taxes stand in `undetailed_cents` and in no row.
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

    A refund takes off its part of each tax of its order, in proportion to the total:
    all that went back up to then, less what had before, so that several refunds are
    together what one of them all would be (behaviour.md §7).
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
    back, refunded = _refunds(work, period)
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


def _refunds(work: Work, period: Period) -> tuple[Mapping[Key, tuple[int, int]], int]:
    """Return what refunds took off each base and tax, and what they were in all."""
    begins, ends = period.bounds
    rows = work.session.execute(
        select(Order.id, Order.total_cents, Refund.amount_cents, Refund.created_at)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(_PAID, Refund.state != str(RefundStage.FAILED), Refund.created_at < ends)
    ).all()
    before: dict[int, int] = {}
    until: dict[int, int] = {}
    totals = {order_id: total for order_id, total, _, _ in rows}
    for order_id, _, cents, at in rows:
        until[order_id] = until.get(order_id, 0) + cents
        if at < begins:
            before[order_id] = before.get(order_id, 0) + cents
    changed = [one for one in until if until[one] != before.get(one, 0)]
    back: dict[Key, tuple[int, int]] = {}
    for row in work.session.scalars(
        select(OrderTax).where(OrderTax.order_id.in_(changed))
    ):
        total, key = totals[row.order_id], (row.tax, row.place, row.rate)
        base, cents = back.get(key, (0, 0))
        spans = (until[row.order_id], before.get(row.order_id, 0))
        base += _share(row.base_cents, spans, total)
        cents += _share(row.cents, spans, total)
        back[key] = (base, cents)
    refunded = sum(until[one] - before.get(one, 0) for one in changed)
    return back, refunded


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
