"""Reads for the staff: days by which the law or a bank wants something done.

The law counts from the day that was promised (Québec, P-40.1 s. 54.9 and 54.12–54.13):
what has not come thirty days after it may be cancelled, the copy of the contract leaves
within fifteen days, and money goes back within fifteen. See law-and-tax L12 and L13 in
docs/money.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId
from flashsale.kernel.window import house_day
from flashsale.mail import outbox
from flashsale.orders import disputes, handovers, parcels_here, watchlist
from flashsale.orders.delays import promised_by
from flashsale.orders.history import leaving_at
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.line_return_reads import released_lines
from flashsale.orders.models import Order, Parcel
from flashsale.orders.parcels import has_body
from flashsale.orders.parcels_back import kept_until
from flashsale.orders.receipts import MESSAGE as RECEIPT

CANCELLABLE_AFTER = timedelta(days=30)
COPY_WITHIN = timedelta(days=15)
REFUND_WITHIN = timedelta(days=15)
# Letters leave in minutes and refunds arrive in days: sooner there is nothing to do.
COPY_TAKES = timedelta(days=1)
REFUND_TAKES = timedelta(days=3)
MOST_READ = 500


class DeadlineKind(StrEnum):
    """What has to be done."""

    # Its promised day has come and it was not posted.
    PARCEL = "parcel"
    # The post brought it back, and its buyer waits for it or for their money.
    BACK = "back"
    # Its promised day has come and it was not e-mailed, or cannot be fetched.
    HANDOVER = "handover"
    # The receipt, which is the copy of the contract, has not left.
    COPY = "copy"
    REFUND = "refund"
    # A bank waits for an answer.
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One thing to do for an order.

    since: the day that began it; for a parcel, the day that was promised. last: the
    last day to do it. is_over: that day has gone by.
    """

    kind: DeadlineKind
    order_code: str
    since: date
    last: date
    is_over: bool


def pending(work: Work) -> tuple[Deadline, ...]:
    """Return what has to be done, what is due first before the others."""
    today = house_day(work.now)
    found = [
        *_parcels(work, today),
        *_back(work, today),
        *_handovers(work, today),
        *_copies(work, today),
        *_refunds(work, today),
        *_disputes(work, today),
    ]
    return tuple(sorted(found, key=lambda one: (one.last, one.kind, one.order_code)))


def _due(
    kind: DeadlineKind, code: str, since: date, last: date, today: date
) -> Deadline:
    return Deadline(
        kind=kind, order_code=code, since=since, last=last, is_over=last < today
    )


def _parcels(work: Work, today: date) -> Iterator[Deadline]:
    orders = work.session.scalars(
        select(Order)
        .join(Parcel, Parcel.id == Order.parcel_id)
        .where(
            Order.state == str(OrderState.PAID),
            Parcel.sent_at.is_(None),
            Parcel.closes_at <= work.now,
        )
        .order_by(Order.paid_at, Order.id)
        .limit(MOST_READ)
    ).all()
    gone = released_lines(work, [OrderId(order.id) for order in orders])
    for order in orders:
        promised = promised_by(leaving_at(order))
        waits = any(has_body(line) and line.id not in gone for line in order.lines)
        if waits and promised <= today:
            last = promised + CANCELLABLE_AFTER
            yield _due(DeadlineKind.PARCEL, order.code, promised, last, today)


def _back(work: Work, today: date) -> Iterator[Deadline]:
    for parcel in parcels_here.parcels_back(work, most=MOST_READ):
        if parcel.back_at is not None:
            since, last = house_day(parcel.back_at), kept_until(parcel.back_at)
            yield _due(DeadlineKind.BACK, parcel.codes[-1], since, last, today)


def _handovers(work: Work, today: date) -> Iterator[Deadline]:
    # One for an order, however many ways its things leave.
    waiting = {one.code: one for one in handovers.to_hand_over(work, most=MOST_READ)}
    for one in waiting.values():
        if one.promised <= today:
            last = one.promised + CANCELLABLE_AFTER
            yield _due(DeadlineKind.HANDOVER, one.code, one.promised, last, today)


def _copies(work: Work, today: date) -> Iterator[Deadline]:
    before = work.now - COPY_TAKES
    for key, written_at in outbox.unsent(work, RECEIPT, before, most=MOST_READ):
        since = house_day(written_at)
        code = key.removeprefix(f"{RECEIPT}:")
        yield _due(DeadlineKind.COPY, code, since, since + COPY_WITHIN, today)


def _refunds(work: Work, today: date) -> Iterator[Deadline]:
    for row in watchlist.refunds(work, most=MOST_READ):
        if row.created_at <= work.now - REFUND_TAKES:
            since = house_day(row.created_at)
            last = since + REFUND_WITHIN
            yield _due(DeadlineKind.REFUND, row.order_code, since, last, today)


def _disputes(work: Work, today: date) -> Iterator[Deadline]:
    for sheet in disputes.latest(work, most=MOST_READ):
        if sheet.closed_at is None and sheet.answer_by is not None:
            since, last = house_day(sheet.opened_at), house_day(sheet.answer_by)
            yield _due(DeadlineKind.DISPUTE, sheet.order_code, since, last, today)
