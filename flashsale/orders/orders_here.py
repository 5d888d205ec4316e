"""Reads: one order as the staff see it, whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from flashsale.credit.card_refunds import standings_of
from flashsale.credit.card_states import CardState
from flashsale.db import Work
from flashsale.kernel.ids import (
    DropId,
    GiftCardId,
    LotId,
    MemberId,
    OrderId,
    OrderLineId,
)
from flashsale.members.directory import names_of
from flashsale.orders import line_return_reads, restitutions
from flashsale.orders.addresses import Address, address_of
from flashsale.orders.lifecycle import OrderState, RefundStage
from flashsale.orders.models import Order, OrderLine, Refund
from flashsale.orders.restitution_reads import (
    RestitutionSheet,
    restitutions_of,
)
from flashsale.sales.catalogue import drops_of_lots


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """A line. back: units whose money went back; returned: units accounted for."""

    id: OrderLineId
    drop_id: DropId | None
    title: str
    label_fr: str
    label_en: str
    quantity: int
    paid_cents: int
    back: int
    returned: int

    @property
    def is_back(self) -> bool:
        """Whether the money of all its units went back."""
        return self.back == self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCard:
    """A gift card that was bought. is_back: its money went back from this order.

    redeemed_at: None until somebody redeemed it.
    """

    id: GiftCardId
    recipient: str
    cents: int
    state: CardState
    redeemed_at: datetime | None
    is_back: bool

    @property
    def may_go_back(self) -> bool:
        """Whether its money may go back once the order is paid: nobody redeemed it."""
        return self.state is CardState.ISSUED


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an order. what: a word of ours; cents: of it, or 0."""

    at: datetime
    what: str
    cents: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSheet:
    """One order whole. is_posted: its parcel left the house."""

    id: OrderId
    code: str
    state: OrderState
    member: str
    address: Address
    lines: tuple[StaffLine, ...]
    cards: tuple[StaffCard, ...]
    shipping_cents: int
    total_cents: int
    gift_cards_cents: int
    credit_cents: int
    intent_ref: str
    is_posted: bool
    restitutions: tuple[RestitutionSheet, ...]
    happenings: tuple[Happening, ...]

    @property
    def has_more(self) -> bool:
        """Whether there is anything whose money did not go back."""
        lines = any(not line.is_back for line in self.lines)
        return lines or any(not card.is_back for card in self.cards)


def staff_sheet(work: Work, code: str) -> StaffSheet | None:
    """Return an order whole, or None when there is no such."""
    order = work.session.scalars(
        select(Order)
        .options(
            selectinload(Order.lines),
            selectinload(Order.gift_cards),
            selectinload(Order.payments),
            selectinload(Order.parcel),
        )
        .where(Order.code == code)
    ).first()
    if order is None:
        return None
    order_id, payment = OrderId(order.id), next(iter(order.payments[-1:]), None)
    member_id = MemberId(order.member_id)
    back = restitutions.units_back(work, [order_id])
    returned = line_return_reads.units_returned_of(
        work, [OrderLineId(line.id) for line in order.lines]
    )
    drops = drops_of_lots(work, [LotId(line.lot_id) for line in order.lines])
    sheets = restitutions_of(work, order_id)
    return StaffSheet(
        id=order_id,
        code=order.code,
        state=OrderState(order.state),
        member=names_of(work, {member_id})[member_id],
        address=address_of(order.address),
        lines=tuple(
            _line(line, drops.get(LotId(line.lot_id)), back, returned)
            for line in order.lines
        ),
        cards=_cards(work, order, sheets),
        shipping_cents=order.shipping_cents,
        total_cents=order.total_cents,
        gift_cards_cents=order.gift_cards_cents,
        credit_cents=order.refund_credit_cents + order.paid_credit_cents,
        intent_ref=(payment.intent_ref or "") if payment else "",
        is_posted=order.parcel is not None and order.parcel.sent_at is not None,
        restitutions=sheets,
        happenings=tuple(_happenings(work, order, sheets)),
    )


def _line(
    line: OrderLine,
    drop_id: DropId | None,
    back: Counter[OrderLineId],
    returned: Counter[OrderLineId],
) -> StaffLine:
    line_id = OrderLineId(line.id)
    return StaffLine(
        id=line_id,
        drop_id=drop_id,
        title=line.title,
        label_fr=line.shown["label_fr"],
        label_en=line.shown["label_en"] or line.shown["label_fr"],
        quantity=line.quantity,
        paid_cents=line.net_cents
        + line.gst_cents
        + line.qst_cents
        + line.hst_cents
        + line.pst_cents,
        back=back[line_id],
        returned=returned[line_id],
    )


def _cards(
    work: Work, order: Order, sheets: Sequence[RestitutionSheet]
) -> tuple[StaffCard, ...]:
    back = {card_id for sheet in sheets for card_id, _ in sheet.cards}
    ids = [GiftCardId(card.gift_card_id) for card in order.gift_cards]
    standings = standings_of(work, ids)
    return tuple(
        StaffCard(
            id=card_id,
            recipient=card.recipient_name,
            cents=card.amount_cents,
            state=standings[card_id].state,
            redeemed_at=standings[card_id].redeemed_at,
            is_back=card_id in back,
        )
        for card_id, card in zip(ids, order.gift_cards, strict=True)
    )


def _happenings(
    work: Work, order: Order, sheets: Sequence[RestitutionSheet]
) -> list[Happening]:
    """Return what happened to an order, the oldest first."""
    found = [Happening(order.created_at, "placed", order.total_cents)]
    found += [
        Happening(row.updated_at, f"refund_{row.state}", row.amount_cents)
        for row in work.session.scalars(
            select(Refund)
            .where(
                Refund.payment_id.in_([payment.id for payment in order.payments]),
                Refund.state != str(RefundStage.ASKED),
            )
            .order_by(Refund.id)
        )
    ]
    if order.paid_at:
        found.append(Happening(order.paid_at, "paid", order.total_cents))
    if order.cancelled_at:
        found.append(Happening(order.cancelled_at, "cancelled"))
    if order.parcel is not None and order.parcel.sent_at is not None:
        found.append(Happening(order.parcel.sent_at, "posted"))
    found += [Happening(done.at, f"handed_{done.way}") for done in order.handovers]
    found += [
        Happening(one.at, f"back_{one.cause}", one.tenders.sum_cents, one.reason)
        for one in sheets
    ]
    found += [
        Happening(at, f"stock_{kind}", 0, ", ".join(filter(None, (what, why))))
        for at, kind, what, why in line_return_reads.noted_of(work, OrderId(order.id))
    ]
    return sorted(found, key=lambda one: one.at)
