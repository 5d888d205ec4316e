"""What a basket is at this instant: its articles, its revision, its tax day."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.window import HOUSE_ZONE
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order
from flashsale.orders.quote import Article
from flashsale.sales.basket import BasketLine

ZONE = ZoneInfo(HOUSE_ZONE)


def tax_day(now: datetime) -> date:
    """Return the wall date, in the house's zone, that rates are looked up at."""
    return now.astimezone(ZONE).date()


def articles_of(lines: Sequence[BasketLine]) -> tuple[Article, ...]:
    """Return basket lines as what a quote prices."""
    return tuple(
        Article(
            hold_id=line.hold_id,
            lot_id=line.lot_id,
            quantity=line.quantity,
            unit_price_cents=line.unit_price_cents,
            tax_class=line.tax_class,
            form=line.form,
            delivery=line.delivery,
            weight_g=line.weight_g,
            thickness_mm=line.thickness_mm,
        )
        for line in lines
    )


def revision_of(work: Work, member_id: MemberId, lines: Sequence[BasketLine]) -> str:
    """Return the token of a basket as it is now: 64 hex digits.

    It changes with the live lines, and once an order made of them is cancelled, so
    that the same basket may then be ordered again. Unique per member in SQL.
    """
    cancelled = work.session.scalar(
        select(func.count()).where(
            Order.member_id == member_id, Order.state == str(OrderState.CANCELLED)
        )
    )
    parts = [f"{x.hold_id}:{x.quantity}:{x.unit_price_cents}" for x in lines]
    return digest_of([str(member_id), str(cancelled or 0), *sorted(parts)])


def digest_of(parts: Sequence[str]) -> str:
    """Return 64 hex digits that stand for these texts, in this order."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
