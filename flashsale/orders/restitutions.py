"""Giving back the money of parts of a paid order, whatever it was paid by.

Written down with its lines before any call: the card's part is a refund of the
payment (`refunds.py`), carried out next; the rest is credit, given here. A gift card
is void from then on. What becomes of the units is another matter (`line_returns.py`).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import func, select

from flashsale.credit import card_refunds, ledger
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.ledger import Gift
from flashsale.db import Work
from flashsale.kernel.ids import (
    GiftCardId,
    MemberId,
    OrderId,
    OrderLineId,
    PaymentId,
    RefundId,
    RestitutionId,
)
from flashsale.orders import refunds, transitions
from flashsale.orders.events import RestitutionMade
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import (
    Order,
    Payment,
)
from flashsale.orders.refunds import RefundRefused
from flashsale.orders.restitution_models import (
    Restitution,
    RestitutionLine,
)
from flashsale.orders.restitution_parts import Part, parts_of, worth_of
from flashsale.orders.restitution_rules import (
    NothingLeft,
    Tenders,
    promo_lapses_at,
    tenders_of,
)


class Cause(StrEnum):
    """Who wanted the money to go back."""

    MEMBER = "member"
    STAFF = "staff"
    # The house cannot keep its word: promo credit is given again too.
    HOUSE = "house"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Units of lines, and gift cards, whose money goes back.

    key: of the form, at most 60 letters; the same key is the same restitution. units:
    >= 1 by line. reason: in words, for the books.
    """

    order_id: OrderId
    units: Mapping[OrderLineId, int]
    key: str
    cause: Cause
    reason: str
    asked_by: MemberId
    card_ids: frozenset[GiftCardId] = frozenset()


@dataclass(frozen=True, slots=True)
class Restored:
    """It is written down. refund_id: what is to be carried out, if a card paid."""

    restitution_id: RestitutionId
    refund_id: RefundId | None


class Refusal(StrEnum):
    """Why no money goes back."""

    NOT_PAID = "not_paid"
    # A line or a card is not of this order, or so many of it are not left.
    NO_SUCH_UNITS = "no_such_units"
    # A gift card was redeemed, or given back, or its payment is contested.
    CARD_GONE = "card_gone"
    # Somebody sent money back at the desk: what is left does not suffice.
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True)
class NotRestored:
    """Nothing was written."""

    refusal: Refusal


class _Undone(Exception):
    """Carries out of the savepoint why nothing goes back after all."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal)


def give_back(work: Work, wanted: Wanted) -> Restored | NotRestored:
    """Write down that parts of a paid order go back, or say why not.

    Guarded: the order is locked while what went back is counted, and a gift card is
    voided by a write that names how it stood. The carriage, with its taxes, goes back
    with the last thing that was to be carried. Publishes RestitutionMade.
    """
    transitions.lock_order(work, wanted.order_id)
    done = known(work, wanted.key)
    if done is not None:
        return done
    order = work.session.scalars(
        select(Order)
        .where(Order.id == wanted.order_id)
        .execution_options(populate_existing=True)
    ).one()
    if order.state != str(OrderState.PAID):
        return NotRestored(Refusal.NOT_PAID)
    before = units_back(work, [wanted.order_id])
    parts = parts_of(order, wanted.units, before, wanted.card_ids)
    if not parts:
        return NotRestored(Refusal.NO_SUCH_UNITS)
    cents = sum(part.amounts.sum_cents for part in parts)
    payment = _payment(work, wanted.order_id)
    try:
        tenders = tenders_of(cents, _left(work, order, payment))
    except NothingLeft:
        return NotRestored(Refusal.NOTHING_LEFT)
    restitution_id = RestitutionId(work.ids.new(work.now))
    try:
        with work.session.begin_nested():
            _void(work, wanted.card_ids)
            cents = tenders.card_cents
            refund_id = _ask(work, wanted, restitution_id, payment, cents)
    except _Undone as undone:
        return NotRestored(undone.refusal)
    promo_cents = _promo_again(wanted.cause, parts)
    _write(work, wanted, restitution_id, refund_id, tenders, parts, promo_cents)
    _give_credit(work, order, restitution_id, tenders)
    if promo_cents:
        _give_promo(work, order, restitution_id, promo_cents)
    work.publish(RestitutionMade(restitution_id, refund_id))
    return Restored(restitution_id, refund_id)


def units_back(work: Work, order_ids: Sequence[OrderId]) -> Counter[OrderLineId]:
    """Return of how many units of each line of these orders the money went back."""
    rows = work.session.execute(
        select(RestitutionLine.order_line_id, func.sum(RestitutionLine.units))
        .join(Restitution, Restitution.id == RestitutionLine.restitution_id)
        .where(
            Restitution.order_id.in_(order_ids),
            RestitutionLine.order_line_id.is_not(None),
        )
        .group_by(RestitutionLine.order_line_id)
    )
    return Counter({OrderLineId(line): int(units) for line, units in rows if line})


def promo_worth(work: Work, order_id: OrderId, units: Mapping[OrderLineId, int]) -> int:
    """Return the promo credit that would be given again for units, in cents."""
    order = work.session.scalars(select(Order).where(Order.id == order_id)).one()
    parts = parts_of(order, units, units_back(work, [order_id]))
    return _promo_again(Cause.HOUSE, parts)


def worth(
    work: Work,
    order_id: OrderId,
    units: Mapping[OrderLineId, int],
    card_ids: Collection[GiftCardId] = (),
) -> int:
    """Return what would go back now for parts of a paid order, in cents; else 0."""
    order = work.session.scalars(select(Order).where(Order.id == order_id)).one()
    if order.state != str(OrderState.PAID):
        return 0
    return worth_of(order, units, units_back(work, [order_id]), card_ids)


def known(work: Work, key: str) -> Restored | None:
    """Return the restitution that was made under a key, or None."""
    row = work.session.execute(
        select(Restitution.id, Restitution.refund_id).where(Restitution.key == key)
    ).first()
    if row is None:
        return None
    refund_id = RefundId(row.refund_id) if row.refund_id else None
    return Restored(RestitutionId(row.id), refund_id)


def _void(work: Work, card_ids: Collection[GiftCardId]) -> None:
    for card_id in sorted(card_ids):
        if not card_refunds.void(work, card_id):
            raise _Undone(Refusal.CARD_GONE)


def _ask(
    work: Work,
    wanted: Wanted,
    restitution_id: RestitutionId,
    payment: tuple[PaymentId, int] | None,
    cents: int,
) -> RefundId | None:
    """Write down the card's part, `cents`, as a refund; None when it has none."""
    if payment is None or not cents:
        return None
    asked = refunds.ask(
        work,
        payment[0],
        cents,
        key=f"restitution-{restitution_id}",
        reason=wanted.reason,
        asked_by=wanted.asked_by,
    )
    if isinstance(asked, RefundRefused):
        raise _Undone(Refusal.NOTHING_LEFT)
    return asked.refund_id


def _payment(work: Work, order_id: OrderId) -> tuple[PaymentId, int] | None:
    row = work.session.execute(
        select(Payment.id, Payment.amount_cents)
        .where(Payment.order_id == order_id)
        .order_by(Payment.id.desc())
        .limit(1)
    ).first()
    return (PaymentId(row.id), row.amount_cents) if row else None


def _left(work: Work, order: Order, payment: tuple[PaymentId, int] | None) -> Tenders:
    given = work.session.execute(
        select(
            func.coalesce(func.sum(Restitution.refund_credit_cents), 0),
            func.coalesce(func.sum(Restitution.paid_credit_cents), 0),
        ).where(Restitution.order_id == order.id)
    ).one()
    card = 0
    if payment is not None:
        transitions.lock_payment(work, payment[0])
        card = payment[1] - refunds.sent_back(work, payment[0])
    return Tenders(
        card,
        order.refund_credit_cents - int(given[0]),
        order.paid_credit_cents - int(given[1]),
    )


def _write(
    work: Work,
    wanted: Wanted,
    restitution_id: RestitutionId,
    refund_id: RefundId | None,
    tenders: Tenders,
    parts: Sequence[Part],
    promo_cents: int,
) -> None:
    work.session.add(
        Restitution(
            id=restitution_id,
            order_id=wanted.order_id,
            key=wanted.key,
            cause=str(wanted.cause),
            reason=wanted.reason,
            asked_by=wanted.asked_by,
            total_cents=tenders.sum_cents,
            promo_credit_cents=promo_cents,
            refund_id=refund_id,
            created_at=work.now,
            **asdict(tenders),
        )
    )
    work.session.flush()
    for part in parts:
        work.session.add(
            RestitutionLine(
                id=work.ids.new(work.now),
                restitution_id=restitution_id,
                order_line_id=part.line_id,
                order_gift_card_id=part.card.id if part.card else None,
                units=part.units,
                **asdict(part.amounts),
            )
        )
    work.session.flush()


def _promo_again(cause: Cause, parts: Sequence[Part]) -> int:
    if cause is not Cause.HOUSE:
        return 0
    return sum(part.promo_cents for part in parts)


def _give_promo(
    work: Work, order: Order, restitution_id: RestitutionId, cents: int
) -> None:
    would = ledger.promo_of_order_lapsed_at(work, OrderId(order.id)) or work.now
    ledger.give(
        work,
        Gift(
            key=f"restitution:{restitution_id}:{Bucket.PROMO}",
            kind=Kind.GRANT,
            member_id=MemberId(order.member_id),
            bucket=Bucket.PROMO,
            cents=cents,
            reason=order.code,
            order_id=OrderId(order.id),
            lapses_at=promo_lapses_at(would, work.now),
        ),
    )


def _give_credit(
    work: Work, order: Order, restitution_id: RestitutionId, tenders: Tenders
) -> None:
    for bucket, cents in (
        (Bucket.REFUND, tenders.refund_credit_cents),
        (Bucket.PAID, tenders.paid_credit_cents),
    ):
        if cents:
            ledger.give(
                work,
                Gift(
                    key=f"restitution:{restitution_id}:{bucket}",
                    kind=Kind.REFUND,
                    member_id=MemberId(order.member_id),
                    bucket=bucket,
                    cents=cents,
                    reason=order.code,
                    order_id=OrderId(order.id),
                ),
            )
