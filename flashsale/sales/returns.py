"""Sold units that come back on the table: the sale did not take place after all."""

from collections import Counter

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales import claims
from flashsale.sales.events import MemberClaimChanged, StockFreed
from flashsale.sales.models import Hold


def take_back(work: Work, hold_ids: tuple[HoldId, ...]) -> int:
    """Free the units of bought holds and return how many holds; a second call does 0.

    The holds are released, as if they had never been bought: nobody was charged.
    Publishes StockFreed and MemberClaimChanged. Locks in the order of
    docs/stock.md: holds, members' claims, lots.
    """
    rows = work.session.execute(
        select(Hold.id, Hold.lot_id, Hold.drop_id, Hold.member_id, Hold.quantity)
        .where(Hold.id.in_(hold_ids))
        .order_by(Hold.id)
    ).all()
    back = [
        row
        for row in rows
        if claims.end_hold(
            work.session, HoldId(row.id), states=("bought",), state="released"
        )
    ]
    members: Counter[tuple[int, int]] = Counter()
    lots: Counter[tuple[int, int]] = Counter()
    for row in back:
        members[(row.drop_id, row.member_id)] += row.quantity
        lots[(row.drop_id, row.lot_id)] += row.quantity
    for (drop, member), units in sorted(members.items()):
        claims.give_back_member_claim(
            work.session, MemberId(member), DropId(drop), units
        )
        work.publish(MemberClaimChanged(DropId(drop), MemberId(member)))
    for (drop, lot), units in sorted(lots.items()):
        claims.return_units(work.session, LotId(lot), units)
        work.publish(StockFreed(DropId(drop), LotId(lot)))
    for row in back:
        claims.record_move(
            work.session,
            id=work.ids.new(work.now),
            lot_id=row.lot_id,
            kind="release",
            sold=-row.quantity,
            hold_id=row.id,
            actor_id=None,
            at=work.now,
        )
    return len(back)
