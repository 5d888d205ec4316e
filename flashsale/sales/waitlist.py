"""Joining and leaving a waitlist; what is offered from it is in `offers.py`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, EntryId, HoldId, LotId, MemberId
from flashsale.members import directory
from flashsale.sales import claims, freeing, promotion
from flashsale.sales.hold_reads import own_of
from flashsale.sales.lifecycle import Phase
from flashsale.sales.models import Drop, Hold, Lot, MemberClaim, WaitEntry
from flashsale.sales.promotion import SaleFacts
from flashsale.sales.stock import EXPIRIES_BEFORE_WAITLIST, OFFERS_AFTER_CLOSE
from flashsale.sales.waiting import (
    ACTIVE,
    MOST_JOINS,
    EntryState,
    Priority,
    WaitRefusal,
    stall_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """What a member wants to wait for. quantity: units, >= 1."""

    member_id: MemberId
    lot_id: LotId
    quantity: int


@dataclass(frozen=True, slots=True)
class Joined:
    """The member has a place in the waitlist, a new one or the one they had."""

    entry_id: EntryId
    drop_id: DropId


@dataclass(frozen=True, slots=True)
class Left:
    """The member's place is given up."""

    drop_id: DropId


@dataclass(frozen=True, slots=True)
class WaitRefused:
    """The member cannot have it, and why."""

    refusal: WaitRefusal


def join(work: Work, request: JoinRequest) -> Joined | WaitRefused:
    """Give a member a place at the tail of a lot's waitlist, or say why not.

    One active place each: asking again gives the same one. When units are free only
    because nobody who waits may have them, they are offered at once.
    """
    drop_id = drop_of(work, request.lot_id)
    if drop_id is None:
        return WaitRefused(WaitRefusal.NOT_FOUND)
    claims.lock_drop(work.session, drop_id)
    known = active_entry(work, request.member_id, request.lot_id)
    if known is not None:
        return Joined(known, drop_id)
    facts = promotion.sale_of(work, drop_id)
    refusal = _refusal(work, request, drop_id, facts)
    if refusal is not None:
        return WaitRefused(refusal)
    entry_id = _write(work, request, drop_id, Priority.EVERYONE)
    freeing.offer_free(work, drop_id)
    return Joined(entry_id, drop_id)


def drop_of(work: Work, lot_id: LotId) -> DropId | None:
    """Return the drop of a lot, or None when there is no such lot."""
    found = work.session.scalar(select(Lot.drop_id).where(Lot.id == lot_id))
    return None if found is None else DropId(found)


def active_entry(work: Work, member_id: MemberId, lot_id: LotId) -> EntryId | None:
    """Return the place a member has in a lot's waitlist now, or None."""
    found = work.session.scalar(
        select(WaitEntry.id).where(
            WaitEntry.member_id == member_id,
            WaitEntry.lot_id == lot_id,
            WaitEntry.state.in_(ACTIVE),
        )
    )
    return None if found is None else EntryId(found)


def _refusal(
    work: Work, request: JoinRequest, drop_id: DropId, facts: SaleFacts | None
) -> WaitRefusal | None:
    if facts is None:
        return WaitRefusal.NOT_FOUND
    refusal = _REFUSAL_OF_PHASE.get(facts.sale.phase)
    if refusal is not None:
        return refusal
    if stall_of(facts.sale, work.now) is not None:
        return WaitRefusal.OVER
    if not directory.active_among(work, [request.member_id]):
        return WaitRefusal.MEMBER_CLOSED
    free = work.session.scalar(select(Lot.available).where(Lot.id == request.lot_id))
    if (free or 0) > 0 and not _goes_by_the_waitlist(work, request):
        return WaitRefusal.COPIES_FREE
    if request.quantity > facts.member_limit - claimed_by(work, request, drop_id):
        return WaitRefusal.OVER_MEMBER_LIMIT
    if _joins(work, request) >= MOST_JOINS:
        return WaitRefusal.JOINED_TOO_OFTEN
    return None


def _goes_by_the_waitlist(work: Work, request: JoinRequest) -> bool:
    """Say whether a free unit is not the member's to hold: others wait, or they let
    the lot go too often."""
    if promotion.somebody_waits(work, request.lot_id):
        return True
    own = own_of(work, request.member_id, request.lot_id, "")
    return own.expiries >= EXPIRIES_BEFORE_WAITLIST


_REFUSAL_OF_PHASE = {
    Phase.HIDDEN: WaitRefusal.NOT_FOUND,
    Phase.UPCOMING: WaitRefusal.NOT_OPEN,
    Phase.SUSPENDED: WaitRefusal.SUSPENDED,
    Phase.CLOSED: WaitRefusal.OVER,
    Phase.CANCELLED: WaitRefusal.OVER,
}


def claimed_by(work: Work, request: JoinRequest, drop_id: DropId) -> int:
    """Return what counts against the member's limit in the drop."""
    claimed = work.session.scalar(
        select(MemberClaim.claimed).where(
            MemberClaim.member_id == request.member_id, MemberClaim.drop_id == drop_id
        )
    )
    return claimed or 0


def _joins(work: Work, request: JoinRequest) -> int:
    count = select(func.count()).where(
        WaitEntry.member_id == request.member_id, WaitEntry.lot_id == request.lot_id
    )
    return work.session.scalar(count) or 0


def _write(
    work: Work, request: JoinRequest, drop_id: DropId, priority: Priority
) -> EntryId:
    entry_id = EntryId(work.ids.new(work.now))
    work.session.add(
        WaitEntry(
            id=entry_id,
            lot_id=request.lot_id,
            drop_id=drop_id,
            member_id=request.member_id,
            priority=int(priority),
            quantity=request.quantity,
            state=str(EntryState.WAITING),
            joined_at=work.now,
        )
    )
    work.session.flush()
    return entry_id


def leave(work: Work, member_id: MemberId, entry_id: EntryId) -> Left | WaitRefused:
    """Give a member's place up; one that was offered something is passed instead.

    Leaving twice is leaving once.
    """
    row = work.session.execute(
        select(WaitEntry.drop_id).where(
            WaitEntry.id == entry_id, WaitEntry.member_id == member_id
        )
    ).first()
    if row is None:
        return WaitRefused(WaitRefusal.NOT_FOUND)
    drop_id = DropId(row.drop_id)
    claims.lock_drop(work.session, drop_id)
    left = claims.move_entry(
        work.session,
        entry_id,
        states=(str(EntryState.WAITING),),
        state=str(EntryState.LEFT),
        ended_at=work.now,
    )
    if left or _state_of(work, entry_id) is EntryState.LEFT:
        return Left(drop_id)
    return WaitRefused(WaitRefusal.OFFER_ENDED)


def _state_of(work: Work, entry_id: EntryId) -> EntryState:
    return EntryState(
        work.session.scalars(
            select(WaitEntry.state).where(WaitEntry.id == entry_id)
        ).one()
    )


def make_good(work: Work, member_id: MemberId, hold_ids: Sequence[HoldId]) -> None:
    """Put a member who lost units through us before everyone in their lots' waitlists.

    They paid, and the units of these holds were gone. A place they have moves up; a
    second call does nothing. Nothing is promised where the drop offers no more.
    """
    rows = work.session.execute(
        select(Hold.lot_id, Hold.drop_id, func.sum(Hold.quantity).label("units"))
        .where(Hold.id.in_(hold_ids), Hold.member_id == member_id)
        .group_by(Hold.lot_id, Hold.drop_id)
        .order_by(Hold.drop_id, Hold.lot_id)
    ).all()
    for drop_id in sorted({DropId(row.drop_id) for row in rows}):
        claims.lock_drop(work.session, drop_id)
    for row in rows:
        request = JoinRequest(
            member_id=member_id, lot_id=LotId(row.lot_id), quantity=row.units
        )
        _put_first(work, request, DropId(row.drop_id))


def _put_first(work: Work, request: JoinRequest, drop_id: DropId) -> None:
    facts = promotion.sale_of(work, drop_id)
    if facts is None or facts.sale.phase is Phase.CANCELLED:
        return
    if work.now >= facts.sale.window.closes_at + OFFERS_AFTER_CLOSE:
        return
    known = active_entry(work, request.member_id, request.lot_id)
    if known is None:
        _write(work, request, drop_id, Priority.WRONGED)
        return
    claims.move_entry(
        work.session, known, states=ACTIVE, priority=int(Priority.WRONGED)
    )


def close_over(work: Work, *, most: int = 200) -> int:
    """End the waits of drops that offer no more, and return how many; they are demand.

    Only tidies: what a drop offers is asked of the clock. A second run does none.
    """
    over = (
        select(WaitEntry.id)
        .join(Drop, Drop.id == WaitEntry.drop_id)
        .where(
            WaitEntry.state == str(EntryState.WAITING),
            Drop.closes_at <= work.now - OFFERS_AFTER_CLOSE,
        )
        .order_by(WaitEntry.id)
        .limit(most)
    )
    ended = [EntryId(row) for row in work.session.scalars(over)]
    claims.close_entries(work.session, ended, work.now)
    return len(ended)
