"""Reads: what went back of paid orders, exactly, for the paper that proves it.

What went back is told by a refund to a card that succeeded, or by a restitution that no
card had a part in. A restitution says which units of which lines, with their own taxes;
a refund that is of none (asked for at the payment desk itself) is an amount alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId, RefundId, RestitutionId
from flashsale.orders.lifecycle import OrderState, RefundStage
from flashsale.orders.models import (
    Order,
    OrderGiftCard,
    OrderLine,
    Payment,
    Refund,
)
from flashsale.orders.restitution_models import Restitution, RestitutionLine
from flashsale.orders.sold import AT_A_TIME, SoldCard, SoldLine, sold_card, sold_line
from flashsale.taxes.rates import Tax

_PAID = Order.state == str(OrderState.PAID)


@dataclass(frozen=True, slots=True)
class Giving:
    """What gave something back: a refund, or a restitution without one."""

    refund_id: RefundId | None = None
    restitution_id: RestitutionId | None = None

    @property
    def key(self) -> str:
        """Its name among all there are."""
        if self.refund_id is not None:
            return f"refund:{self.refund_id}"
        return f"restitution:{self.restitution_id}"


@dataclass(frozen=True, slots=True)
class GivenPart:
    """Units of a line that went back, or a gift card; with neither, the carriage.

    units: of the line, 1 of a card, 0 of the carriage. net_cents: before tax. taxes:
    each with its cents, those of 0 left out. place: whose taxes they are.
    """

    line: SoldLine | None
    units: int
    place: str
    net_cents: int
    taxes: tuple[tuple[Tax, int], ...]
    card: SoldCard | None = None

    @property
    def is_carriage(self) -> bool:
        """Whether it is what was paid for carrying things."""
        return self.line is None and self.card is None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """What went back of a paid order. parts: empty where only the amount is known."""

    giving: Giving
    order_id: OrderId
    card_cents: int
    refund_credit_cents: int = 0
    paid_credit_cents: int = 0
    parts: tuple[GivenPart, ...] = ()

    @property
    def cents(self) -> int:
        """All of it, taxes included."""
        return self.card_cents + self.refund_credit_cents + self.paid_credit_cents


def given_back(work: Work, giving: Giving) -> GivenBack | None:
    """Return what went back; None while it did not, or when the order is not paid."""
    if giving.refund_id is None:
        return _without_card(work, giving)
    row = work.session.execute(
        select(Order.id, Refund.amount_cents)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(
            Refund.id == giving.refund_id,
            Refund.state == str(RefundStage.SUCCEEDED),
            _PAID,
        )
    ).first()
    if row is None:
        return None
    order_id = OrderId(row[0])
    restitution = work.session.scalar(
        select(Restitution).where(Restitution.refund_id == giving.refund_id)
    )
    if restitution is None:
        return GivenBack(giving=giving, order_id=order_id, card_cents=row[1])
    return _whole(work, giving, restitution)


def givings(work: Work) -> Iterator[Giving]:
    """Give all that gave something back of paid orders, the oldest first by kind."""
    refunds = _refunds(select(Refund.id)).order_by(Refund.updated_at, Refund.id)
    for refund_id in work.session.scalars(refunds).yield_per(AT_A_TIME):
        yield Giving(refund_id=RefundId(refund_id))
    others = _credits(select(Restitution.id)).order_by(Restitution.id)
    for restitution_id in work.session.scalars(others).yield_per(AT_A_TIME):
        yield Giving(restitution_id=RestitutionId(restitution_id))


def count_givings(work: Work) -> int:
    """Return how many there are."""
    refunds = work.session.scalar(_refunds(select(func.count(Refund.id))))
    others = work.session.scalar(_credits(select(func.count(Restitution.id))))
    return (refunds or 0) + (others or 0)


def _refunds(question: Select[int]) -> Select[int]:
    return (
        question.select_from(Refund)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(Refund.state == str(RefundStage.SUCCEEDED), _PAID)
    )


def _credits(question: Select[int]) -> Select[int]:
    return (
        question.select_from(Restitution)
        .join(Order, Order.id == Restitution.order_id)
        .where(Restitution.refund_id.is_(None), _PAID)
    )


def _without_card(work: Work, giving: Giving) -> GivenBack | None:
    restitution = work.session.scalar(
        select(Restitution)
        .join(Order, Order.id == Restitution.order_id)
        .where(
            Restitution.id == giving.restitution_id,
            Restitution.refund_id.is_(None),
            _PAID,
        )
    )
    return None if restitution is None else _whole(work, giving, restitution)


def _whole(work: Work, giving: Giving, restitution: Restitution) -> GivenBack:
    rows = work.session.execute(
        select(RestitutionLine, OrderLine, OrderGiftCard, Order.province)
        .outerjoin(OrderLine, OrderLine.id == RestitutionLine.order_line_id)
        .outerjoin(
            OrderGiftCard, OrderGiftCard.id == RestitutionLine.order_gift_card_id
        )
        .join(Restitution, Restitution.id == RestitutionLine.restitution_id)
        .join(Order, Order.id == Restitution.order_id)
        .where(RestitutionLine.restitution_id == restitution.id)
        .order_by(RestitutionLine.id)
    )
    return GivenBack(
        giving=giving,
        order_id=OrderId(restitution.order_id),
        card_cents=restitution.card_cents,
        refund_credit_cents=restitution.refund_credit_cents,
        paid_credit_cents=restitution.paid_credit_cents,
        parts=tuple(_part(*row) for row in rows),
    )


def _part(
    row: RestitutionLine,
    line: OrderLine | None,
    card: OrderGiftCard | None,
    province: str,
) -> GivenPart:
    owed = ((tax, int(getattr(row, f"{tax}_cents"))) for tax in Tax)
    return GivenPart(
        line=None if line is None else sold_line(line),
        units=row.units,
        place=province if line is None else line.place,
        net_cents=row.net_cents,
        taxes=tuple((tax, cents) for tax, cents in owed if cents),
        card=None if card is None else sold_card(card),
    )
