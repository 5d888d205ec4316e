"""A member changes their mind right after paying: the copies go on, the money back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, OrderId, OrderLineId, RefundId
from flashsale.orders import (
    handovers,
    line_returns,
    parcels,
    restitutions,
    transitions,
)
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order, Parcel
from flashsale.orders.restitution_parts import worth_of
from flashsale.orders.restitution_rules import may_change_mind_until
from flashsale.orders.restitutions import Cause, NotRestored, Wanted
from flashsale.orders.shown import Shown, shown_from

REASON = "changed_mind"


@dataclass(frozen=True, slots=True)
class CancellableLine:
    """A line that may still be cancelled. cents: what would go back for it alone."""

    id: OrderLineId
    title: str
    shown: Shown
    quantity: int
    cents: int


@dataclass(frozen=True, slots=True)
class Cancellable:
    """What of an order its member may cancel. until: not after this instant.

    carriage_cents: what goes back beside the lines when all of them are cancelled.
    """

    until: datetime
    lines: tuple[CancellableLine, ...]
    carriage_cents: int


@dataclass(frozen=True, slots=True)
class Changed:
    """The lines are cancelled. refund_id: to carry out, None when all is credit."""

    refund_id: RefundId | None


@dataclass(frozen=True, slots=True)
class TooLate:
    """The time is over, or it was posted or handed over."""


@dataclass(frozen=True, slots=True)
class NothingChosen:
    """No line was named, or none that may be cancelled."""


def cancellable(work: Work, member_id: MemberId, code: str) -> Cancellable | None:
    """Return what the member may cancel of their order now; None when nothing."""
    order = _own(work, member_id, code)
    until = _until(work, order) if order is not None else None
    if order is None or until is None or work.now >= until:
        return None
    before = restitutions.units_back(work, [OrderId(order.id)])
    gone = _left(work, order)
    whole = {
        OrderLineId(line.id): line.quantity
        for line in order.lines
        if not before[OrderLineId(line.id)] and OrderLineId(line.id) not in gone
    }
    lines = tuple(
        CancellableLine(
            id=OrderLineId(line.id),
            title=line.title,
            shown=shown_from(line.shown),
            quantity=line.quantity,
            cents=line.net_cents
            + line.gst_cents
            + line.qst_cents
            + line.hst_cents
            + line.pst_cents,
        )
        for line in order.lines
        if OrderLineId(line.id) in whole
    )
    if not lines:
        return None
    carriage = worth_of(order, whole, before) - sum(line.cents for line in lines)
    return Cancellable(until, lines, carriage)


def cancel(
    work: Work,
    member_id: MemberId,
    code: str,
    line_ids: Collection[OrderLineId],
    key: str,
) -> Changed | TooLate | NothingChosen | NotRestored | None:
    """Cancel whole lines of a paid order, or say why not; None when it is not theirs.

    key: of the form, at most 40 letters; posted again it changes nothing and says the
    same. In one transaction: the money is owed, the copies are with who waits. A parcel
    cannot be posted meanwhile.
    """
    order = _own(work, member_id, code)
    if order is None:
        return None
    transitions.lock_order(work, OrderId(order.id))
    wanted = Wanted(
        order_id=OrderId(order.id),
        units={
            OrderLineId(line.id): line.quantity
            for line in order.lines
            if OrderLineId(line.id) in line_ids
        },
        key=f"{code}:{key}",
        cause=Cause.MEMBER,
        reason=REASON,
        asked_by=member_id,
    )
    known = restitutions.known(work, wanted.key)
    if known is not None:
        return Changed(known.refund_id)
    if not wanted.units:
        return NothingChosen()
    until = _until(work, order)
    if until is None or work.now >= until:
        return TooLate()
    if _left(work, order) & wanted.units.keys():
        return TooLate()
    if order.parcel_id is not None and not parcels.keep_here(work, order.parcel_id):
        return TooLate()
    outcome = restitutions.give_back(work, wanted)
    if isinstance(outcome, NotRestored):
        return outcome
    line_returns.release_lines(work, tuple(wanted.units), member_id)
    return Changed(outcome.refund_id)


def _own(work: Work, member_id: MemberId, code: str) -> Order | None:
    found = select(Order).where(Order.code == code, Order.member_id == member_id)
    return work.session.scalars(found).first()


def _left(work: Work, order: Order) -> frozenset[OrderLineId]:
    """Return the lines that left by e-mail, or wait to be fetched."""
    done = handovers.ways_done(work, OrderId(order.id))
    return frozenset(
        OrderLineId(line.id)
        for line in order.lines
        if handovers.way_of(order, line) in done
    )


def _until(work: Work, order: Order) -> datetime | None:
    """Return until when; None when it is not paid, or was posted."""
    if order.state != str(OrderState.PAID):
        return None
    if order.parcel_id is not None:
        sent = select(Parcel.sent_at).where(Parcel.id == order.parcel_id)
        if work.session.scalar(sent) is not None:
            return None
    return may_change_mind_until(order.paid_at)
