"""Reads: what one member has in each drop, held and bought."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales.holds import LIVE
from flashsale.sales.models import Hold, MemberClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLot:
    """A live hold of the member."""

    hold_id: HoldId
    lot_id: LotId
    quantity: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Stake:
    """What a member has in one drop. claimed: units held and bought together."""

    claimed: int
    holds: tuple[HeldLot, ...]

    @property
    def held(self) -> int:
        """Units in live holds."""
        return sum(hold.quantity for hold in self.holds)

    @property
    def bought(self) -> int:
        """Units bought; an expired hold not yet reclaimed does not count as one."""
        return max(0, self.claimed - self.held)

    @property
    def expires_at(self) -> datetime | None:
        """When the first of the holds ends."""
        return min((hold.expires_at for hold in self.holds), default=None)


NOTHING = Stake(0, ())


def stakes_of(
    work: Work, member_id: MemberId, drop_ids: Collection[DropId]
) -> dict[DropId, Stake]:
    """Return the member's stakes in these drops, in two queries.

    A hold past its time is no longer the member's; until it is reclaimed its units
    are taken off the claim here, so that they do not look bought.
    """
    if not drop_ids:
        return {}
    rows = work.session.scalars(
        select(Hold)
        .where(
            Hold.member_id == member_id,
            Hold.drop_id.in_(drop_ids),
            Hold.state.in_(LIVE),
        )
        .order_by(Hold.expires_at, Hold.id)
    ).all()
    claims = work.session.execute(
        select(MemberClaim.drop_id, MemberClaim.claimed).where(
            MemberClaim.member_id == member_id, MemberClaim.drop_id.in_(drop_ids)
        )
    ).all()
    ended: dict[int, int] = {}
    held: dict[int, list[HeldLot]] = {}
    for row in rows:
        if row.expires_at <= work.now:
            ended[row.drop_id] = ended.get(row.drop_id, 0) + row.quantity
            continue
        held.setdefault(row.drop_id, []).append(
            HeldLot(
                hold_id=HoldId(row.id),
                lot_id=LotId(row.lot_id),
                quantity=row.quantity,
                expires_at=row.expires_at,
            )
        )
    return {
        DropId(drop_id): Stake(
            max(0, claimed - ended.get(drop_id, 0)), tuple(held.get(drop_id, ()))
        )
        for drop_id, claimed in claims
    }
