"""The refund ledger: each has its row and its key before the desk hears of it.

What was sent back is the sum of the rows that did not fail; the calls themselves are
in `refunding.py`. Which lines a refund is for, and what becomes of stock, is asked
elsewhere: money and stock are two commands.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, PaymentId, RefundId
from flashsale.orders import transitions
from flashsale.orders.desk_facts import RefundFacts, RefundState
from flashsale.orders.events import RefundSucceeded
from flashsale.orders.lifecycle import PaymentStage, RefundStage
from flashsale.orders.models import Payment, Refund

# Words for the ledger; a person's own reason stands there as they wrote it.
NO_ORDER = "no_order"
AT_THE_DESK = "at_the_desk"
OVERTAKEN = "overtaken"
_STAGE_OF = {
    RefundState.PENDING: RefundStage.PENDING,
    RefundState.SUCCEEDED: RefundStage.SUCCEEDED,
    RefundState.FAILED: RefundStage.FAILED,
}


class RefundRefusal(StrEnum):
    """Why money cannot go back."""

    NOT_CAPTURED = "not_captured"
    # More than was taken, counting what went back or is on its way.
    TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """The refund is written down; it is carried out next."""

    refund_id: RefundId


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """Nothing was written. left_cents: what may still go back."""

    refusal: RefundRefusal
    left_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundCase:
    """All that carrying one refund out needs. refund_ref: the desk's name, or None."""

    refund_id: RefundId
    stage: RefundStage
    intent_ref: str
    refund_ref: str | None
    amount_cents: int
    key: str
    created_at: datetime


def ask(
    work: Work,
    payment_id: PaymentId,
    amount_cents: int,
    *,
    key: str,
    reason: str,
    asked_by: MemberId | None = None,
) -> RefundAsked | RefundRefused:
    """Write down that a part of a captured payment goes back, or say why not.

    amount_cents: > 0. key: what it is for, at most 80 letters; the same key is the
    same refund. Guarded: the payment is locked while what is left is counted, so
    that two at once never send back more than was taken (correctness.md F22).

    Raises ValueError when the amount is not positive: the form has told it.
    """
    if amount_cents <= 0:
        raise ValueError(f"a refund is not of {amount_cents} cents")
    captured = frozenset({PaymentStage.CAPTURED})
    if not transitions.take_turn(work, payment_id, captured):
        return RefundRefused(RefundRefusal.NOT_CAPTURED, 0)
    known = _by_key(work, key)
    if known is not None:
        return RefundAsked(known)
    taken = select(Payment.amount_cents).where(Payment.id == payment_id)
    left = (work.session.scalar(taken) or 0) - sent_back(work, payment_id)
    if amount_cents > left:
        return RefundRefused(RefundRefusal.TOO_MUCH, left)
    return RefundAsked(
        write(work, payment_id, amount_cents, key=key, reason=reason, asked_by=asked_by)
    )


def write(
    work: Work,
    payment_id: PaymentId,
    amount_cents: int,
    *,
    key: str,
    reason: str,
    asked_by: MemberId | None = None,
) -> RefundId:
    """Write a refund of which the caller knows that it may be made."""
    refund_id = RefundId(work.ids.new(work.now))
    work.session.add(
        Refund(
            id=refund_id,
            payment_id=payment_id,
            state=str(RefundStage.ASKED),
            amount_cents=amount_cents,
            idempotency_key=key,
            reason=reason,
            asked_by=asked_by,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    work.session.flush()
    return refund_id


def fit(work: Work, payment_id: PaymentId, captured_cents: int) -> None:
    """Let what is still asked for be exactly what is left of what was captured.

    A refund that was not made yet and is for another sum fails as overtaken.
    """
    transitions.lock_payment(work, payment_id)
    asked = asked_for(work, payment_id)
    sums = {x: case_of(work, x) for x in asked}
    asked_cents = sum(case.amount_cents for case in sums.values() if case)
    left = captured_cents - (sent_back(work, payment_id) - asked_cents)
    if asked_cents == left:
        return
    for refund_id in asked:
        transitions.move_refund(
            work, refund_id, RefundStage.FAILED, failure_code=OVERTAKEN
        )
    if left > 0:
        key = f"back-{payment_id}-{left}"
        write(work, payment_id, left, key=key, reason=NO_ORDER)


def sent_back(work: Work, payment_id: PaymentId) -> int:
    """Return what went back of a payment or is on its way, in cents."""
    total = select(func.sum(Refund.amount_cents)).where(
        Refund.payment_id == payment_id, Refund.state != str(RefundStage.FAILED)
    )
    return work.session.scalar(total) or 0


def case_of(work: Work, refund_id: RefundId) -> RefundCase | None:
    """Return a refund as it stands, or None when its payment was never authorised."""
    row = work.session.execute(
        select(Refund, Payment.intent_ref)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.id == refund_id)
    ).first()
    if row is None:
        return None
    refund, intent_ref = row
    if intent_ref is None:
        return None
    return RefundCase(
        refund_id=refund_id,
        stage=RefundStage(refund.state),
        intent_ref=intent_ref,
        refund_ref=refund.refund_ref,
        amount_cents=refund.amount_cents,
        key=refund.idempotency_key,
        created_at=refund.created_at,
    )


def asked_for(work: Work, payment_id: PaymentId) -> list[RefundId]:
    """Return the refunds of a payment that the desk may not have heard of."""
    rows = work.session.scalars(
        select(Refund.id)
        .where(Refund.payment_id == payment_id, Refund.state == str(RefundStage.ASKED))
        .order_by(Refund.id)
    )
    return [RefundId(row) for row in rows]


def waiting(work: Work, *, most: int) -> list[RefundId]:
    """Return refunds that are not at their end, the oldest first."""
    unsettled = (str(RefundStage.ASKED), str(RefundStage.PENDING))
    rows = work.session.scalars(
        select(Refund.id)
        .where(Refund.state.in_(unsettled))
        .order_by(Refund.created_at, Refund.id)
        .limit(most)
    )
    return [RefundId(row) for row in rows]


def record(work: Work, refund_id: RefundId, facts: RefundFacts) -> bool:
    """Record how a refund stands at the desk; False when it was known.

    Publishes RefundSucceeded.
    """
    stage = _STAGE_OF[facts.state]
    moved = transitions.move_refund(
        work,
        refund_id,
        stage,
        refund_ref=facts.refund_id,
        failure_code=facts.failure_code[:60],
    )
    if moved and stage is RefundStage.SUCCEEDED:
        work.publish(RefundSucceeded(refund_id))
    return moved


def learn(work: Work, payment_id: PaymentId, facts: RefundFacts) -> None:
    """Record a refund as the desk tells it, also one that was made there by hand."""
    found = work.session.scalar(
        select(Refund.id).where(
            (Refund.refund_ref == facts.refund_id)
            | (Refund.idempotency_key == facts.own_key)
        )
    )
    if found is None:
        transitions.lock_payment(work, payment_id)
        key = f"desk:{facts.refund_id}"
        found = _by_key(work, key) or write(
            work, payment_id, facts.amount_cents, key=key, reason=AT_THE_DESK
        )
    record(work, RefundId(found), facts)


def _by_key(work: Work, key: str) -> RefundId | None:
    found = work.session.scalar(select(Refund.id).where(Refund.idempotency_key == key))
    return None if found is None else RefundId(found)
