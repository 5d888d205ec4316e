"""Choosing who comes first, and promising units to them; one transaction's worth.

Call in this order, with the drop's waitlists locked (`claims.lock_drop`): `pick` before
any lot is touched, then the counts, then `offer`. Nobody else sees what is between.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, func, select, tuple_

from flashsale.catalogue.catalogue import show_start
from flashsale.db import Work
from flashsale.kernel.errors import Fault
from flashsale.kernel.ids import DropId, EntryId, LotId, MemberId, OfferId, WorkId
from flashsale.kernel.window import Window
from flashsale.members import directory
from flashsale.sales import claims
from flashsale.sales.events import MemberClaimChanged, OfferMade
from flashsale.sales.lifecycle import DropState, phase_at
from flashsale.sales.models import Drop, Lot, MemberClaim, WaitEntry, WaitOffer
from flashsale.sales.waiting import (
    EntryState,
    OfferState,
    Sale,
    offer_times,
    stall_of,
)

_InLine = Row[int, int, int, int, datetime]
# Members looked at together: enough that who is kept by their limit costs no query.
BATCH = 50


class WaitlistUnlocked(Fault):
    """Something changed in a waitlist that was to be ours alone."""

    def __init__(self, drop_id: DropId) -> None:
        """Keep which drop."""
        self.drop_id = drop_id
        super().__init__(f"the waitlists of drop {drop_id} changed while locked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Units promised to one who waits, until they are offered. units: >= 1."""

    entry_id: EntryId
    drop_id: DropId
    lot_id: LotId
    member_id: MemberId
    units: int


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """What the waitlist needs to know of a drop in this transaction."""

    sale: Sale
    zone: str
    member_limit: int


def sale_of(work: Work, drop_id: DropId) -> SaleFacts | None:
    """Return how a drop stands for who waits, or None when there is no such."""
    row = work.session.execute(
        select(
            Drop.state,
            Drop.opens_at,
            Drop.closes_at,
            Drop.offers_after_close,
            Drop.zone,
            Drop.member_limit,
            Drop.work_id,
        ).where(Drop.id == drop_id)
    ).first()
    if row is None:
        return None
    window = Window(row.opens_at, row.closes_at)
    sale = Sale(
        phase=phase_at(DropState(row.state), window, work.now),
        window=window,
        after_close=row.offers_after_close,
        show_at=show_start(work, WorkId(row.work_id)),
    )
    return SaleFacts(sale, row.zone, row.member_limit)


def somebody_waits(work: Work, lot_id: LotId) -> bool:
    """Say whether anyone stands in the waitlist of a lot."""
    first = select(WaitEntry.id).where(
        WaitEntry.lot_id == lot_id, WaitEntry.state == str(EntryState.WAITING)
    )
    return work.session.scalar(first.limit(1)) is not None


def pick(work: Work, drop_id: DropId, units: Mapping[LotId, int]) -> list[Pick]:
    """Promise units of lots to who waits first, within their limit; in their order.

    Who may not have any now is passed over and keeps their place. Counts against the
    members' limits and moves their places; the lots' counts are the caller's.
    """
    waited_for = [
        lot_id
        for lot_id in sorted(units)
        if units[lot_id] > 0 and somebody_waits(work, lot_id)
    ]
    if not waited_for:
        return []
    facts = sale_of(work, drop_id)
    if facts is None or stall_of(facts.sale, work.now) is not None:
        return []
    picks: list[Pick] = []
    for lot_id in waited_for:
        picks += _pick_of_lot(work, drop_id, lot_id, units[lot_id], facts.member_limit)
    return picks


def _pick_of_lot(
    work: Work, drop_id: DropId, lot_id: LotId, units: int, most: int
) -> Iterator[Pick]:
    last: _InLine | None = None
    while units:
        batch = _first_in_line(work, lot_id, most, last)
        active = directory.active_among(
            work, (MemberId(row.member_id) for row in batch)
        )
        for row in batch:
            member_id = MemberId(row.member_id)
            wanted = min(row.quantity, units)
            got = wanted if member_id in active else 0
            while got and not claims.claim_for_member(
                work.session, member_id, drop_id, got, most=most
            ):
                got -= 1
            if not got:
                continue
            _take_out(work, drop_id, EntryId(row.id))
            units -= got
            yield Pick(
                entry_id=EntryId(row.id),
                drop_id=drop_id,
                lot_id=lot_id,
                member_id=member_id,
                units=got,
            )
            if not units:
                return
        if len(batch) < BATCH:
            return
        last = batch[-1]


def _first_in_line(
    work: Work, lot_id: LotId, most: int, after: _InLine | None
) -> Sequence[_InLine]:
    """Return the next ones whose limit seems to allow a unit, the first first.

    after: the last one seen; who was passed over is not looked at again.
    """
    place = tuple_(WaitEntry.priority, WaitEntry.joined_at, WaitEntry.id)
    same = and_(
        MemberClaim.member_id == WaitEntry.member_id,
        MemberClaim.drop_id == WaitEntry.drop_id,
    )
    found = (
        select(
            WaitEntry.id,
            WaitEntry.member_id,
            WaitEntry.quantity,
            WaitEntry.priority,
            WaitEntry.joined_at,
        )
        .outerjoin(MemberClaim, same)
        .where(
            WaitEntry.lot_id == lot_id,
            WaitEntry.state == str(EntryState.WAITING),
            func.coalesce(MemberClaim.claimed, 0) < most,
        )
        .order_by(WaitEntry.priority, WaitEntry.joined_at, WaitEntry.id)
        .limit(BATCH)
    )
    if after is not None:
        found = found.where(place > (after.priority, after.joined_at, after.id))
    return work.session.execute(found).all()


def _take_out(work: Work, drop_id: DropId, entry_id: EntryId) -> None:
    was_first = claims.move_entry(
        work.session,
        entry_id,
        states=(str(EntryState.WAITING),),
        state=str(EntryState.OFFERED),
    )
    if not was_first:
        raise WaitlistUnlocked(drop_id)


def offer(work: Work, picks: Sequence[Pick]) -> None:
    """Write the offers of picks whose units are counted as offered by now.

    Publishes OfferMade and MemberClaimChanged for each.
    """
    if not picks:
        return
    prices = dict(
        work.session.execute(
            select(Lot.id, Lot.price_cents).where(
                Lot.id.in_({pick.lot_id for pick in picks})
            )
        ).all()
    )
    sales = {pick.drop_id: sale_of(work, pick.drop_id) for pick in picks}
    for each in picks:
        facts = sales[each.drop_id]
        if facts is not None:
            _write(work, each, facts, prices[each.lot_id])


def _write(work: Work, pick: Pick, facts: SaleFacts, price_cents: int) -> None:
    offer_id = OfferId(work.ids.new(work.now))
    times = offer_times(facts.sale, work.now, facts.zone)
    work.session.add(
        WaitOffer(
            id=offer_id,
            entry_id=pick.entry_id,
            lot_id=pick.lot_id,
            drop_id=pick.drop_id,
            member_id=pick.member_id,
            units=pick.units,
            unit_price_cents=price_cents,
            state=str(OfferState.OPEN),
            made_at=work.now,
            expires_at=times.expires_at,
            remind_at=times.remind_at,
        )
    )
    work.session.flush()
    claims.record_move(
        work.session,
        id=work.ids.new(work.now),
        lot_id=pick.lot_id,
        kind="offer",
        offered=pick.units,
        at=work.now,
    )
    work.publish(
        OfferMade(pick.drop_id, pick.lot_id, offer_id, pick.member_id, pick.entry_id)
    )
    work.publish(MemberClaimChanged(pick.drop_id, pick.member_id))
