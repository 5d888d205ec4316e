"""How orders and payments change state: guarded updates that say whether they hit.

Two processes may see the same payment at once; who finds the state already changed
does nothing. No other file writes a state.
"""

from sqlalchemy import CursorResult, Update, update

from flashsale.credit import gift_cards, ledger
from flashsale.db import Work
from flashsale.kernel.ids import HoldId, MemberId, OrderId, PaymentId, RefundId
from flashsale.orders.events import OrderCancelled
from flashsale.orders.lifecycle import (
    REFUND_WAYS,
    CancelReason,
    OrderState,
    PaymentStage,
    RefundStage,
    before,
)
from flashsale.orders.models import Order, OrderLine, Payment, Refund
from flashsale.promotions import codes
from flashsale.sales import holds

LONGEST_REFUSAL = 60


def _hit(work: Work, statement: Update) -> bool:
    result = work.session.execute(
        statement.execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount == 1


def move_payment(
    work: Work, payment_id: PaymentId, to: PaymentStage, **values: object
) -> bool:
    """Move a payment forward; False when it is not where one comes to `to` from."""
    return _hit(
        work,
        update(Payment)
        .where(Payment.id == payment_id, Payment.state.in_(sorted(before(to))))
        .values(state=str(to), updated_at=work.now, **values),
    )


def name_charge(
    work: Work, payment_id: PaymentId, intent_ref: str, refusal_code: str
) -> bool:
    """Name the charge of a saved card as the desk does; False when it has a name.

    refusal_code: why it was refused, or empty. Once a charge is given up the desk has
    nothing to say of it any more.
    """
    return _hit(
        work,
        update(Payment)
        .where(
            Payment.id == payment_id,
            Payment.state == str(PaymentStage.CHARGING),
            Payment.intent_ref.is_(None),
        )
        .values(
            intent_ref=intent_ref,
            refusal_code=refusal_code[:LONGEST_REFUSAL],
            updated_at=work.now,
        ),
    )


def take_turn(
    work: Work, payment_id: PaymentId, stages: frozenset[PaymentStage]
) -> bool:
    """Lock a payment that stands in one of `stages` until the transaction ends.

    False when it stands elsewhere by now: another process was first.
    """
    return _hit(
        work,
        update(Payment)
        .where(Payment.id == payment_id, Payment.state.in_(sorted(stages)))
        .values(updated_at=work.now),
    )


def lock_payment(work: Work, payment_id: PaymentId) -> None:
    """Have a payment alone until the transaction ends, wherever it stands."""
    work.session.execute(
        update(Payment)
        .where(Payment.id == payment_id)
        .values(updated_at=Payment.updated_at),
        execution_options={"synchronize_session": False},
    )


def move_refund(
    work: Work, refund_id: RefundId, to: RefundStage, **values: object
) -> bool:
    """Move a refund forward; False when it is not where one comes to `to` from."""
    sources = [str(known) for known, after in REFUND_WAYS.items() if to in after]
    return _hit(
        work,
        update(Refund)
        .where(Refund.id == refund_id, Refund.state.in_(sources))
        .values(state=str(to), updated_at=work.now, **values),
    )


def lock_order(work: Work, order_id: OrderId) -> None:
    """Have an order alone until the transaction ends, wherever it stands."""
    work.session.execute(
        update(Order)
        .where(Order.id == order_id)
        .values(request_token=Order.request_token),
        execution_options={"synchronize_session": False},
    )


def confirm_order(work: Work, order_id: OrderId) -> bool:
    """Record a pending order as paid now; False when it is not pending."""
    return _hit(
        work,
        update(Order)
        .where(Order.id == order_id, Order.state == str(OrderState.PENDING))
        .values(state=str(OrderState.PAID), paid_at=work.now),
    )


def cancel_order(
    work: Work,
    order_id: OrderId,
    member_id: MemberId,
    hold_ids: tuple[HoldId, ...],
    reason: CancelReason,
) -> bool:
    """Cancel a pending order and let go of its holds; False when it is not pending.

    The holds live on until their instant, so that the basket can be paid again; its
    gift cards, its code and its credit come back.
    Publishes OrderCancelled.
    """
    cancelled = _hit(
        work,
        update(Order)
        .where(Order.id == order_id, Order.state == str(OrderState.PENDING))
        .values(
            state=str(OrderState.CANCELLED),
            cancelled_at=work.now,
            cancel_reason=str(reason),
        ),
    )
    if not cancelled:
        return False
    work.session.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id)
        .values(live_hold_id=None),
        execution_options={"synchronize_session": False},
    )
    holds.unpin(work, hold_ids)
    gift_cards.give_back(work, order_id)
    codes.release(work, order_id)
    ledger.release(work, order_id)
    work.publish(OrderCancelled(order_id, member_id, reason))
    return True
