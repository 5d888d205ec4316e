"""Sold units that come back: the sale did not take place after all."""

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales import claims
from flashsale.sales.freeing import Back, give_back
from flashsale.sales.models import Hold


def take_back(work: Work, hold_ids: tuple[HoldId, ...]) -> int:
    """Free the units of bought holds and return how many holds; a second call does 0.

    The holds are released, as if they had never been bought: nobody was charged.
    Who waits for them comes first. Publishes StockFreed and MemberClaimChanged.
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
    give_back(
        work,
        [
            Back(
                drop_id=DropId(row.drop_id),
                lot_id=LotId(row.lot_id),
                member_id=MemberId(row.member_id),
                units=row.quantity,
                hold_id=HoldId(row.id),
            )
            for row in back
        ],
        source="sold",
        kind="release",
        by=None,
    )
    return len(back)
