"""Reads: what members have in each drop: held, bought, offered, waited for."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales.holds import LIVE
from flashsale.sales.models import Hold, MemberClaim
from flashsale.sales.waits import Wait, Waits, waits_of, waits_of_all


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLot:
    """A live hold of the member. is_paying: it cannot be extended or put back."""

    hold_id: HoldId
    lot_id: LotId
    quantity: int
    expires_at: datetime
    is_paying: bool = False


@dataclass(frozen=True, slots=True)
class Stake:
    """What a member has in one drop.

    claimed: units held, offered and bought together. waits: their places on its
    waitlists, the offers among them.
    """

    claimed: int
    holds: tuple[HeldLot, ...]
    waits: tuple[Wait, ...] = ()

    @property
    def held(self) -> int:
        """Units in live holds."""
        return sum(hold.quantity for hold in self.holds)

    @property
    def offered(self) -> int:
        """Units kept for them out of a waitlist."""
        return sum(wait.offer.units for wait in self.waits if wait.offer)

    @property
    def bought(self) -> int:
        """Units bought; what ended and is not yet reclaimed does not count as one."""
        return max(0, self.claimed - self.held - self.offered)

    @property
    def expires_at(self) -> datetime | None:
        """When the first of the holds ends."""
        return min((hold.expires_at for hold in self.holds), default=None)


NOTHING = Stake(0, ())


Stakes = Mapping[DropId, Stake]
_HOLDS = (
    select(
        Hold.member_id,
        Hold.drop_id,
        Hold.id,
        Hold.lot_id,
        Hold.quantity,
        Hold.expires_at,
        Hold.state,
    )
    .where(Hold.state.in_(LIVE))
    .order_by(Hold.expires_at, Hold.id)
)
_CLAIMS = select(MemberClaim.member_id, MemberClaim.drop_id, MemberClaim.claimed)


def stakes_of(
    work: Work, member_id: MemberId, drop_ids: Collection[DropId]
) -> dict[DropId, Stake]:
    """Return the member's stakes in these drops, in three queries.

    What is past its time is no longer the member's; until it is reclaimed its units
    are taken off the claim here, so that they do not look bought.
    """
    if not drop_ids:
        return {}
    holds = work.session.execute(
        _HOLDS.where(Hold.member_id == member_id, Hold.drop_id.in_(drop_ids))
    )
    claims = work.session.execute(
        _CLAIMS.where(
            MemberClaim.member_id == member_id, MemberClaim.drop_id.in_(drop_ids)
        )
    )
    waits = waits_of(work, member_id, drop_ids)
    return _composed(work.now, holds, claims, waits).get(member_id, {})


def stakes_of_all(
    work: Work, drop_ids: Collection[DropId]
) -> dict[MemberId, dict[DropId, Stake]]:
    """Return the stakes of every member who has any in these drops: three queries."""
    if not drop_ids:
        return {}
    holds = work.session.execute(_HOLDS.where(Hold.drop_id.in_(drop_ids)))
    claims = work.session.execute(
        _CLAIMS.where(MemberClaim.drop_id.in_(drop_ids), MemberClaim.claimed > 0)
    )
    return _composed(work.now, holds, claims, waits_of_all(work, drop_ids))


def _composed(
    now: datetime,
    holds: Iterable[Row[int, int, int, int, int, datetime, str]],
    claims: Iterable[Row[int, int, int]],
    waits: Waits,
) -> dict[MemberId, dict[DropId, Stake]]:
    ended = Counter[tuple[int, int]](waits.lapsed)
    held: dict[tuple[int, int], list[HeldLot]] = {}
    for member, drop, hold, lot, quantity, expires_at, state in holds:
        whose = (member, drop)
        if expires_at <= now:
            ended[whose] += quantity
            continue
        held.setdefault(whose, []).append(
            HeldLot(
                hold_id=HoldId(hold),
                lot_id=LotId(lot),
                quantity=quantity,
                expires_at=expires_at,
                is_paying=state == "paying",
            )
        )
    counted = {(member, drop): claimed for member, drop, claimed in claims}
    found: dict[MemberId, dict[DropId, Stake]] = {}
    for whose in counted.keys() | waits.places.keys():
        found.setdefault(MemberId(whose[0]), {})[DropId(whose[1])] = Stake(
            max(0, counted.get(whose, 0) - ended[whose]),
            tuple(held.get(whose, ())),
            tuple(waits.places.get(whose, ())),
        )
    return found
