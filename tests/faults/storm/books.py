"""What the house and the payment desk have in their books once a sale is quiet."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId
from flashsale.mail.models import OutboxMail
from flashsale.orders.models import Order, OrderLine, Payment
from flashsale.runtime import Runtime
from flashsale.sales.models import Hold, Lot, StockMove


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One hold as SQL has it."""

    id: int
    member: int
    lot: int
    units: int
    token: str
    state: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order and its payment. holds: those of its lines."""

    code: str
    member: int
    state: str
    total_cents: int
    stage: str
    session: str | None
    holds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the ledger: what it did to the free units of a lot."""

    lot: int
    at: datetime
    allotted: int
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The books of one sale; orders of the pings' lot are none.

    lots: allotted, held, sold and offered. intents: at the desk, by its page: (status,
    received, of which order).
    """

    holds: tuple[HoldRow, ...]
    orders: tuple[OrderRow, ...]
    moves: tuple[Move, ...]
    lots: Mapping[int, tuple[int, int, int, int]]
    receipts: Mapping[str, int]
    intents: Mapping[str, tuple[str, int, str]]


def read(runtime: Runtime, drop_id: DropId, stripe: Path) -> Books:
    """Return the books of a sale. stripe: the folder of the desk's own file."""
    with runtime.read() as work:
        lots = _lots(work, drop_id)
        orders = _orders(work, lots)
        return Books(
            holds=_holds(work, drop_id),
            orders=orders,
            moves=_moves(work, lots),
            lots=lots,
            receipts=_receipts(work, orders),
            intents=_intents(stripe, {order.code for order in orders}),
        )


def _holds(work: Work, drop_id: DropId) -> tuple[HoldRow, ...]:
    asked = select(
        Hold.id,
        Hold.member_id,
        Hold.lot_id,
        Hold.quantity,
        Hold.request_token,
        Hold.state,
        Hold.created_at,
        Hold.expires_at,
    ).where(Hold.drop_id == drop_id)
    return tuple(HoldRow(*row) for row in work.session.execute(asked))


def _lots(work: Work, drop_id: DropId) -> dict[int, tuple[int, int, int, int]]:
    asked = select(Lot.id, Lot.allotted, Lot.held, Lot.sold, Lot.offered)
    rows = work.session.execute(asked.where(Lot.drop_id == drop_id))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _moves(work: Work, lots: Collection[int]) -> tuple[Move, ...]:
    asked = (
        select(
            StockMove.lot_id,
            StockMove.at,
            StockMove.allotted,
            StockMove.held,
            StockMove.sold,
            StockMove.offered,
        )
        .where(StockMove.lot_id.in_(lots))
        .order_by(StockMove.at, StockMove.id)
    )
    return tuple(
        Move(lot, at, allotted, allotted - held - sold - offered)
        for lot, at, allotted, held, sold, offered in work.session.execute(asked)
    )


def _orders(work: Work, lots: Collection[int]) -> tuple[OrderRow, ...]:
    lines: dict[int, list[int]] = {}
    asked = select(OrderLine.order_id, OrderLine.hold_id)
    for order, hold in work.session.execute(asked.where(OrderLine.lot_id.in_(lots))):
        lines.setdefault(order, []).append(hold)
    rows = work.session.execute(
        select(
            Order.id,
            Order.code,
            Order.member_id,
            Order.state,
            Order.total_cents,
            Payment.state,
            Payment.session_ref,
        )
        .join(Payment, Payment.order_id == Order.id)
        .where(Order.id.in_(lines))
    )
    return tuple(OrderRow(*row[1:], tuple(sorted(lines[row[0]]))) for row in rows)


def _receipts(work: Work, orders: Collection[OrderRow]) -> dict[str, int]:
    keys = [f"receipt:{order.code}" for order in orders]
    counted = work.session.execute(
        select(OutboxMail.key, func.count())
        .where(OutboxMail.key.in_(keys))
        .group_by(OutboxMail.key)
    )
    return {str(key).removeprefix("receipt:"): int(count) for key, count in counted}


def _intents(stripe: Path, codes: set[str]) -> dict[str, tuple[str, int, str]]:
    """Return what the desk took for these orders, by the page it was paid on."""
    (file,) = stripe.glob("*.sqlite3")
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        found = {}
        for (body,) in connection.execute(
            "SELECT body FROM record WHERE kind = 'payment_intent'"
        ):
            intent = json.loads(body)
            code = intent["metadata"].get("order_code", "")
            if code in codes:
                received = int(intent["amount_received"])
                found[intent["page"]] = (intent["status"], received, code)
        return found
    finally:
        connection.close()
