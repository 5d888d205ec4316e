"""The books of each day: what came in, what went back, and what the papers say.

For each day, taken by card + paid with credit = invoiced, and arrived back on cards =
credit notes. What the payment service itself has is compared every five minutes by
`orders/reconciliation.py`; here the house's own books are held against its papers.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import and_, select

from flashsale.db import Work
from flashsale.kernel.period import Period
from flashsale.kernel.window import house_day
from flashsale.orders.lifecycle import OrderState, PaymentStage, RefundStage
from flashsale.orders.models import Order, Payment, Refund
from flashsale.orders.restitution_models import Restitution
from flashsale.paper.content import PaperKind
from flashsale.paper.models import PaperRow

AT_A_TIME = 1_000
_PAID = Order.state == str(OrderState.PAID)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBooks:
    """What one day says, in cents; taxes, carriage and gift cards are in all of it.

    card: taken from cards, for orders paid on that day. credit: paid with credit.
    invoiced: their invoices. refunded: arrived back on cards that day. noted: the
    credit notes of that day. credited: given back as credit; no note is made of that.
    """

    orders: int = 0
    card_cents: int = 0
    credit_cents: int = 0
    invoiced_cents: int = 0
    refunded_cents: int = 0
    noted_cents: int = 0
    credited_cents: int = 0

    @property
    def kept_cents(self) -> int:
        """What is left of the day at the payment service, before its fees."""
        return self.card_cents - self.refunded_cents

    @property
    def gap_cents(self) -> int:
        """By how much books and papers differ, both ways added; 0 when all is well."""
        sold = self.card_cents + self.credit_cents - self.invoiced_cents
        return abs(sold) + abs(self.refunded_cents - self.noted_cents)


@dataclass(frozen=True, slots=True)
class Books:
    """A period, day by day, the first day first; days without anything are left out."""

    period: Period
    days: tuple[tuple[date, DayBooks], ...]
    total: DayBooks

    @property
    def gap_cents(self) -> int:
        """By how much the days differ, each for itself."""
        return sum(books.gap_cents for _, books in self.days)

    @property
    def gaps(self) -> int:
        """How many days differ."""
        return sum(books.gap_cents != 0 for _, books in self.days)


def books_of(work: Work, period: Period) -> Books:
    """Return the books of a period, at one instant."""
    sums: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for moves in (_sold, _invoiced, _refunded, _credited):
        for at, name, amount in moves(work, period):
            sums[house_day(at)][name] += amount
    days = tuple((day, DayBooks(**sums[day])) for day in sorted(sums))
    total = DayBooks(
        **{
            one.name: sum(getattr(books, one.name) for _, books in days)
            for one in fields(DayBooks)
        }
    )
    return Books(period, days, total)


Move = tuple[datetime, str, int]


def _sold(work: Work, period: Period) -> Iterator[Move]:
    begins, ends = period.bounds
    captured = and_(
        Payment.order_id == Order.id, Payment.state == str(PaymentStage.CAPTURED)
    )
    question = (
        select(
            Order.paid_at,
            Order.refund_credit_cents + Order.paid_credit_cents,
            Payment.amount_cents,
        )
        .outerjoin(Payment, captured)
        .where(_PAID, Order.paid_at >= begins, Order.paid_at < ends)
    )
    for at, credit, card in work.session.execute(question).yield_per(AT_A_TIME):
        if at is None:
            continue
        yield at, "orders", 1
        yield at, "credit_cents", credit
        yield at, "card_cents", card or 0


def _invoiced(work: Work, period: Period) -> Iterator[Move]:
    begins, ends = period.bounds
    question = select(PaperRow.issued_at, PaperRow.kind, PaperRow.total_cents).where(
        PaperRow.issued_at >= begins, PaperRow.issued_at < ends
    )
    for at, kind, cents in work.session.execute(question).yield_per(AT_A_TIME):
        is_invoice = kind == str(PaperKind.INVOICE)
        yield at, "invoiced_cents" if is_invoice else "noted_cents", cents


def _refunded(work: Work, period: Period) -> Iterator[Move]:
    begins, ends = period.bounds
    question = (
        select(Refund.updated_at, Refund.amount_cents)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(
            _PAID,
            Refund.state == str(RefundStage.SUCCEEDED),
            Refund.updated_at >= begins,
            Refund.updated_at < ends,
        )
    )
    for at, cents in work.session.execute(question).yield_per(AT_A_TIME):
        yield at, "refunded_cents", cents


def _credited(work: Work, period: Period) -> Iterator[Move]:
    begins, ends = period.bounds
    question = select(
        Restitution.created_at,
        Restitution.refund_credit_cents + Restitution.paid_credit_cents,
    ).where(Restitution.created_at >= begins, Restitution.created_at < ends)
    for at, cents in work.session.execute(question).yield_per(AT_A_TIME):
        yield at, "credited_cents", cents
