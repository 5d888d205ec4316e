"""Turning holds into sold units, in the transaction of the order that pays them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales import claims
from flashsale.sales.models import Drop, Hold


@dataclass(frozen=True, slots=True)
class Bought:
    """Every hold is now sold."""


@dataclass(frozen=True, slots=True)
class PurchaseRefused:
    """These holds ended, and their units are not free any more: nothing was sold."""

    hold_ids: tuple[HoldId, ...]


_Row = Row[int, int, int, int, int, str, int, int, datetime]


def buy(work: Work, hold_ids: tuple[HoldId, ...]) -> Bought | PurchaseRefused:
    """Sell all the holds, or none of them.

    A hold that ended meanwhile is taken again, from free units and within the
    member's limit only (behaviour.md §2). Holds already bought stay bought, so the
    call is idempotent. On a refusal what was taken here is undone.
    """
    with work.session.begin_nested() as attempt:
        lost = _sell(work, _rows(work, hold_ids))
        if lost:
            attempt.rollback()
    return PurchaseRefused(tuple(lost)) if lost else Bought()


def _rows(work: Work, hold_ids: tuple[HoldId, ...]) -> Sequence[_Row]:
    return work.session.execute(
        select(
            Hold.id,
            Hold.lot_id,
            Hold.drop_id,
            Hold.member_id,
            Hold.quantity,
            Hold.state,
            Drop.member_limit,
            Drop.early_percent,
            Drop.opens_at,
        )
        .join(Drop, Drop.id == Hold.drop_id)
        .where(Hold.id.in_(hold_ids))
        .order_by(Hold.id)
    ).all()


def _sell(work: Work, rows: Sequence[_Row]) -> list[HoldId]:
    # Holds, then members' claims, then lots, each by id: the order of docs/stock.md.
    wanted = [row for row in rows if row.state != "bought"]
    ended = [row for row in wanted if not _take_out(work, row)]
    for row in sorted(ended, key=lambda row: row.drop_id):
        if not claims.claim_for_member(
            work.session,
            MemberId(row.member_id),
            DropId(row.drop_id),
            row.quantity,
            most=row.member_limit,
        ):
            return [HoldId(row.id)]
    lost = []
    for row in sorted(wanted, key=lambda row: (row.lot_id, row.id)):
        if row in ended and not _take_again(work, row):
            lost.append(HoldId(row.id))
            continue
        claims.sell_units(work.session, LotId(row.lot_id), row.quantity)
        _record(work, row, kind="sell", held=-row.quantity, sold=row.quantity)
    return lost


def _take_out(work: Work, row: _Row) -> bool:
    return claims.end_hold(
        work.session,
        HoldId(row.id),
        states=("active", "paying"),
        state="bought",
        ended_at=work.now,
    )


def _take_again(work: Work, row: _Row) -> bool:
    share = row.early_percent if work.now < row.opens_at else None
    if not claims.hold_units(
        work.session, LotId(row.lot_id), row.quantity, early_percent=share
    ):
        return False
    _record(work, row, kind="hold", held=row.quantity)
    return claims.end_hold(
        work.session,
        HoldId(row.id),
        states=("expired", "released"),
        state="bought",
        ended_at=work.now,
    )


def _record(work: Work, row: _Row, **change: object) -> None:
    claims.record_move(
        work.session,
        id=work.ids.new(work.now),
        lot_id=row.lot_id,
        hold_id=row.id,
        actor_id=row.member_id,
        at=work.now,
        **change,
    )
