"""Reads: the waitlists of a drop as its curator sees them, and why they stand still."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.members import directory
from flashsale.sales.models import MemberClaim, WaitEntry, WaitOffer
from flashsale.sales.promotion import sale_of
from flashsale.sales.waiting import (
    ACTIVE,
    EntryState,
    OfferState,
    Priority,
    Stall,
    stall_of,
    stall_of_member,
)

# Places shown of one drop; the others are counted.
MOST_SHOWN = 200
# Who waited to the end for nothing.
_UNSATISFIED = (str(EntryState.WAITING), str(EntryState.CLOSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWait:
    """One place. position: from 1 in its waitlist, in the order they are served.

    offered, offered_until: of the open offer. is_unanswered: it is over and not swept
    yet. stall: what keeps this member from being offered anything, None when nothing
    does but the lack of copies.
    """

    position: int
    lot_id: LotId
    name: str
    priority: Priority
    quantity: int
    state: EntryState
    joined_at: datetime
    offered: int
    offered_until: datetime | None
    is_unanswered: bool
    stall: Stall | None


@dataclass(frozen=True, slots=True)
class Demand:
    """Who waited for a drop that is over and got nothing: members, and units."""

    members: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWaitlists:
    """All waitlists of a drop. stall: what stops all of them. ended: by how they ended.

    after_close: the producer's permission; until: the last instant of an offer.
    """

    waits: tuple[DeskWait, ...]
    total: int
    ended: dict[EntryState, int]
    stall: Stall | None
    after_close: bool
    until: datetime
    demand: Demand


def desk_waitlists(work: Work, drop_id: DropId) -> DeskWaitlists:
    """Return the waitlists of a drop that exists, in as many queries however long."""
    facts = sale_of(work, drop_id)
    assert facts is not None  # noqa: S101 - the caller read the drop
    counts = _counts(work, drop_id)
    return DeskWaitlists(
        waits=_waits(work, drop_id, facts.member_limit),
        total=sum(counts.get(state, 0) for state in ACTIVE),
        ended={state: n for state, n in counts.items() if state not in ACTIVE},
        stall=stall_of(facts.sale, work.now),
        after_close=facts.sale.after_close,
        until=facts.sale.last_offer_at,
        demand=demand_of(work, drop_id),
    )


def _counts(work: Work, drop_id: DropId) -> dict[EntryState, int]:
    rows = work.session.execute(
        select(WaitEntry.state, func.count())
        .where(WaitEntry.drop_id == drop_id)
        .group_by(WaitEntry.state)
    )
    return {EntryState(state): count for state, count in rows}


def _waits(work: Work, drop_id: DropId, member_limit: int) -> tuple[DeskWait, ...]:
    own_offer = and_(
        WaitOffer.entry_id == WaitEntry.id, WaitOffer.state == str(OfferState.OPEN)
    )
    own_claim = and_(
        MemberClaim.member_id == WaitEntry.member_id,
        MemberClaim.drop_id == WaitEntry.drop_id,
    )
    rows = work.session.execute(
        select(WaitEntry, WaitOffer, func.coalesce(MemberClaim.claimed, 0))
        .outerjoin(WaitOffer, own_offer)
        .outerjoin(MemberClaim, own_claim)
        .where(WaitEntry.drop_id == drop_id, WaitEntry.state.in_(ACTIVE))
        .order_by(
            WaitEntry.lot_id,
            # Who is being offered something was first.
            WaitEntry.state,
            WaitEntry.priority,
            WaitEntry.joined_at,
            WaitEntry.id,
        )
        .limit(MOST_SHOWN)
    ).all()
    members = [MemberId(entry.member_id) for entry, _, _ in rows]
    names = directory.names_of(work, members)
    active = directory.active_among(work, members)
    shown: list[DeskWait] = []
    positions: dict[int, int] = {}
    for entry, offer, claimed in rows:
        member_id = MemberId(entry.member_id)
        positions[entry.lot_id] = positions.get(entry.lot_id, 0) + 1
        stall = stall_of_member(
            is_active=member_id in active, may_take=member_limit - claimed
        )
        shown.append(
            _shown(work, entry, offer, positions[entry.lot_id], names[member_id], stall)
        )
    return tuple(shown)


def _shown(
    work: Work,
    entry: WaitEntry,
    offer: WaitOffer | None,
    position: int,
    name: str,
    stall: Stall | None,
) -> DeskWait:
    return DeskWait(
        position=position,
        lot_id=LotId(entry.lot_id),
        name=name,
        priority=Priority(entry.priority),
        quantity=entry.quantity,
        state=EntryState(entry.state),
        joined_at=entry.joined_at,
        offered=offer.units if offer else 0,
        offered_until=offer.expires_at if offer else None,
        is_unanswered=offer is not None and work.now >= offer.expires_at,
        stall=None if offer else stall,
    )


def demand_of(work: Work, drop_id: DropId) -> Demand:
    """Return who waits for a drop, or waited to its end, without an offer."""
    members, units = work.session.execute(
        select(
            func.count(WaitEntry.member_id.distinct()),
            func.coalesce(func.sum(WaitEntry.quantity), 0),
        ).where(WaitEntry.drop_id == drop_id, WaitEntry.state.in_(_UNSATISFIED))
    ).one()
    return Demand(members, int(units))
