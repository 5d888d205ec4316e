"""Reads: what members have in each drop: held, bought, offered, waited for."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Row, bindparam, select

from flashsale.db import Work, table_of
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales.holds import LIVE
from flashsale.sales.models import Hold, MemberClaim
from flashsale.sales.waits import NO_WAITS, Wait, Waits, waits_of, waits_of_all


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
_HOLD, _CLAIM = table_of(Hold).c, table_of(MemberClaim).c
_OF_DROPS: BindParameter[int] = bindparam("drop_ids", expanding=True)
# Composed once, at import: they are asked for by every member who comes.
_HOLDS_OF_ALL = (
    select(
        _HOLD.member_id,
        _HOLD.drop_id,
        _HOLD.id,
        _HOLD.lot_id,
        _HOLD.quantity,
        _HOLD.expires_at,
        _HOLD.state,
    )
    .where(_HOLD.state.in_(LIVE), _HOLD.drop_id.in_(_OF_DROPS))
    .order_by(_HOLD.expires_at, _HOLD.id)
)
_CLAIMS_OF_ALL = select(_CLAIM.member_id, _CLAIM.drop_id, _CLAIM.claimed).where(
    _CLAIM.drop_id.in_(_OF_DROPS), _CLAIM.claimed > 0
)
_HOLDS = _HOLDS_OF_ALL.where(_HOLD.member_id == bindparam("member_id"))
_CLAIMS = _CLAIMS_OF_ALL.where(_CLAIM.member_id == bindparam("member_id"))
HoldRow = Row[int, int, int, int, int, datetime, str]
ClaimRow = Row[int, int, int]


class StakesOfAll(Mapping[MemberId, Stakes]):
    """The stakes of everybody; one member's are composed when they are asked for.

    A crowd may hold ten thousand copies, and this is read anew each second, while
    few of them come within it.
    """

    def __init__(
        self,
        now: datetime,
        holds: Iterable[HoldRow],
        claims: Iterable[ClaimRow],
        waits: Waits,
    ) -> None:
        """Sort what SQL said as of `now` by member."""
        self._now = now
        self._holds: dict[int, list[HoldRow]] = defaultdict(list)
        self._claims: dict[int, list[ClaimRow]] = defaultdict(list)
        for hold in holds:
            self._holds[hold[0]].append(hold)
        for claim in claims:
            self._claims[claim[0]].append(claim)
        self._waits = waits.by_member()

    def __getitem__(self, member_id: MemberId) -> Stakes:
        """Return the member's stakes by drop; KeyError when they have none."""
        claims, waits = self._claims.get(member_id, ()), self._waits.get(member_id)
        if not claims and waits is None:
            raise KeyError(member_id)
        holds = self._holds.get(member_id, ())
        return _composed(self._now, holds, claims, waits or NO_WAITS)

    def __iter__(self) -> Iterator[MemberId]:
        """Go over the members who have any."""
        return iter(MemberId(member) for member in self._claims | self._waits)

    def __len__(self) -> int:
        """Return how many members have any."""
        return len(self._claims | self._waits)


def stakes_of(
    work: Work, member_id: MemberId, drop_ids: Collection[DropId]
) -> Mapping[DropId, Stake]:
    """Return the member's stakes in these drops, in three queries.

    What is past its time is no longer the member's; until it is reclaimed its units
    are taken off the claim here, so that they do not look bought.
    """
    if not drop_ids:
        return {}
    asked = {"member_id": member_id, "drop_ids": list(drop_ids)}
    holds = work.session.execute(_HOLDS, asked)
    claims = work.session.execute(_CLAIMS, asked)
    return _composed(work.now, holds, claims, waits_of(work, member_id, drop_ids))


def stakes_of_all(
    work: Work, drop_ids: Collection[DropId]
) -> Mapping[MemberId, Stakes]:
    """Return the stakes of every member who has any in these drops: three queries."""
    if not drop_ids:
        return {}
    asked = {"drop_ids": list(drop_ids)}
    holds = work.session.execute(_HOLDS_OF_ALL, asked)
    claims = work.session.execute(_CLAIMS_OF_ALL, asked)
    return StakesOfAll(work.now, holds, claims, waits_of_all(work, drop_ids))


def _composed(
    now: datetime,
    holds: Iterable[HoldRow],
    claims: Iterable[ClaimRow],
    waits: Waits,
) -> dict[DropId, Stake]:
    """Compose the stakes of one member, whose rows these are."""
    ended = Counter[int]({drop: units for (_, drop), units in waits.lapsed.items()})
    held: dict[int, list[HeldLot]] = {}
    for _, drop, hold, lot, quantity, expires_at, state in holds:
        if expires_at <= now:
            ended[drop] += quantity
            continue
        held.setdefault(drop, []).append(
            HeldLot(
                hold_id=HoldId(hold),
                lot_id=LotId(lot),
                quantity=quantity,
                expires_at=expires_at,
                is_paying=state == "paying",
            )
        )
    claimed = {drop: units for _, drop, units in claims}
    places = {drop: waited for (_, drop), waited in waits.places.items()}
    return {
        DropId(drop): Stake(
            max(0, claimed.get(drop, 0) - ended[drop]),
            tuple(held.get(drop, ())),
            tuple(places.get(drop, ())),
        )
        for drop in claimed.keys() | places.keys()
    }
