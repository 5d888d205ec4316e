"""What must always be true of who waits and what is offered, asked of the store."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.kernel.invariants import Finding
from flashsale.members import directory
from flashsale.sales.invariants import MOST_NAMED, count_of, finding_of
from flashsale.sales.models import (
    Hold,
    Lot,
    MemberClaim,
    StockMove,
    WaitEntry,
    WaitOffer,
)
from flashsale.sales.promotion import sale_of
from flashsale.sales.sweeping import offering
from flashsale.sales.waiting import EntryState, OfferState, stall_of

# The sweep is late by no more than this while a worker is there.
SWEPT_WITHIN = timedelta(seconds=60)
OPEN = str(OfferState.OPEN)


def offered_units_are_in_open_offers(work: Work) -> Finding:
    """offered = sum of the units of open offers."""
    in_offers = (
        select(func.coalesce(func.sum(WaitOffer.units), 0))
        .where(WaitOffer.lot_id == Lot.id, WaitOffer.state == OPEN)
        .scalar_subquery()
    )
    broken = select(Lot.id, Lot.offered, in_offers).where(Lot.offered != in_offers)
    name = "offered units are those of open offers"
    return finding_of(work, name, count_of(work, Lot), broken)


def offered_places_have_one_open_offer(work: Work) -> Finding:
    """A place is offered exactly when one open offer of its own lot names it."""
    offers = (
        select(func.count())
        .where(
            WaitOffer.entry_id == WaitEntry.id,
            WaitOffer.lot_id == WaitEntry.lot_id,
            WaitOffer.member_id == WaitEntry.member_id,
            WaitOffer.units <= WaitEntry.quantity,
            WaitOffer.state == OPEN,
        )
        .scalar_subquery()
    )
    is_offered = WaitEntry.state == str(EntryState.OFFERED)
    broken = select(WaitEntry.id, WaitEntry.state, offers).where(
        or_(and_(is_offered, offers != 1), and_(~is_offered, offers != 0))
    )
    name = "a place has one open offer when it is offered, else none"
    return finding_of(work, name, count_of(work, WaitEntry), broken)


def accepted_offers_became_holds(work: Work) -> Finding:
    """An offer is accepted exactly when it names a hold of its member and lot."""
    same = and_(
        Hold.id == WaitOffer.hold_id,
        Hold.member_id == WaitOffer.member_id,
        Hold.lot_id == WaitOffer.lot_id,
        Hold.quantity <= WaitOffer.units,
    )
    is_accepted = WaitOffer.state == str(OfferState.ACCEPTED)
    broken = (
        select(WaitOffer.id, WaitOffer.state, WaitOffer.hold_id)
        .outerjoin(Hold, same)
        .where(
            or_(
                and_(is_accepted, Hold.id.is_(None)),
                and_(~is_accepted, WaitOffer.hold_id.is_not(None)),
            )
        )
    )
    name = "every accepted offer became one hold, and no other did"
    return finding_of(work, name, count_of(work, WaitOffer), broken)


def ended_offers_are_swept(work: Work) -> Finding:
    """No open offer is past its end by more than a minute."""
    broken = select(WaitOffer.id, WaitOffer.expires_at).where(
        WaitOffer.state == OPEN, WaitOffer.expires_at < work.now - SWEPT_WITHIN
    )
    name = "no offer outlives its end by more than a minute"
    return finding_of(work, name, count_of(work, WaitOffer), broken)


def nobody_is_passed_over(work: Work) -> Finding:
    """No unit is free while someone waits for it who may have it.

    A drop in which stock moved in the last minute is left to the sweep; so is who
    joined within it.
    """
    settled = work.now - SWEPT_WITHIN
    broken: list[str] = []
    for drop_id in offering(work):
        facts = sale_of(work, drop_id)
        if facts is None or stall_of(facts.sale, work.now) is not None:
            continue
        if _moved_since(work, drop_id, settled):
            continue
        broken += _passed_over(work, drop_id, facts.member_limit, settled)
    name = "no unit is free while someone waits for it who may have it"
    looked_at = count_of(work, WaitEntry)
    return Finding(name, looked_at, tuple(broken[:MOST_NAMED]))


def _moved_since(work: Work, drop_id: DropId, since: datetime) -> bool:
    last = work.session.scalar(
        select(func.max(StockMove.at))
        .join(Lot, Lot.id == StockMove.lot_id)
        .where(Lot.drop_id == drop_id)
    )
    return last is not None and last > since


def _passed_over(
    work: Work, drop_id: DropId, most: int, settled: datetime
) -> list[str]:
    same = and_(
        MemberClaim.member_id == WaitEntry.member_id,
        MemberClaim.drop_id == WaitEntry.drop_id,
    )
    rows = work.session.execute(
        select(WaitEntry.id, WaitEntry.member_id, WaitEntry.lot_id)
        .join(Lot, Lot.id == WaitEntry.lot_id)
        .outerjoin(MemberClaim, same)
        .where(
            WaitEntry.drop_id == drop_id,
            WaitEntry.state == str(EntryState.WAITING),
            WaitEntry.joined_at < settled,
            Lot.available > 0,
            func.coalesce(MemberClaim.claimed, 0) < most,
        )
    ).all()
    active = directory.active_among(work, {MemberId(row.member_id) for row in rows})
    return [
        f"{row.id} lot {LotId(row.lot_id)}"
        for row in rows
        if MemberId(row.member_id) in active
    ]


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    offered_units_are_in_open_offers,
    offered_places_have_one_open_offer,
    accepted_offers_became_holds,
    ended_offers_are_swept,
    nobody_is_passed_over,
)
