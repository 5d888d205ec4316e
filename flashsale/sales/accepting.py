"""Taking what was kept: an offer becomes an ordinary hold, in one transaction."""

from datetime import datetime

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId, OfferId
from flashsale.members import directory
from flashsale.members.buyers import buyer_of
from flashsale.sales import claims, freeing, promotion, stock
from flashsale.sales.events import HoldTaken
from flashsale.sales.hold_reads import own_of
from flashsale.sales.holds import HoldPlaced
from flashsale.sales.models import Hold, MemberClaim, WaitOffer
from flashsale.sales.offers import back_of, end, own_offer
from flashsale.sales.promotion import SaleFacts
from flashsale.sales.waiting import (
    EntryState,
    OfferState,
    Stall,
    WaitRefusal,
    stall_of,
)
from flashsale.sales.waitlist import WaitRefused


def accept(
    work: Work, member_id: MemberId, offer_id: OfferId, units: int
) -> HoldPlaced | WaitRefused:
    """Turn an offer into a hold at the drop's price, or say why not.

    units: 1 or more of those offered; a part closes the place, and the others go to
    the next one. Asked anew here: the time, the drop, the account, the limit. Taking
    twice gives the same hold. Publishes HoldTaken.
    """
    row = own_offer(work, member_id, offer_id)
    if row is None:
        return WaitRefused(WaitRefusal.NOT_FOUND)
    # Their lines are counted by one transaction at a time, as for any hold.
    buyer = buyer_of(work, member_id, alone=True)
    claims.lock_drop(work.session, DropId(row.drop_id))
    work.session.refresh(row)
    if row.state == OfferState.ACCEPTED and row.hold_id is not None:
        return _known(work, HoldId(row.hold_id))
    facts = promotion.sale_of(work, DropId(row.drop_id))
    refusal = _refusal(work, row, units, facts)
    if facts is None or refusal is not None:
        return WaitRefused(refusal or WaitRefusal.OVER)
    closes_at = stock.closing_for(work.now, facts.sale.window.closes_at)
    expires_at = stock.first_expiry(
        work.now, closes_at, needs_more_time=buyer.needs_more_time
    )
    return _take(work, row, units, expires_at)


def _known(work: Work, hold_id: HoldId) -> HoldPlaced:
    hold = work.session.get_one(Hold, hold_id)
    return HoldPlaced(hold_id, DropId(hold.drop_id), hold.expires_at)


def _refusal(
    work: Work, row: WaitOffer, units: int, facts: SaleFacts | None
) -> WaitRefusal | None:
    if row.state != OfferState.OPEN or work.now >= row.expires_at:
        return WaitRefusal.OFFER_ENDED
    if not 1 <= units <= row.units:
        return WaitRefusal.NOT_FOUND
    stall = Stall.OVER if facts is None else stall_of(facts.sale, work.now)
    if facts is None or stall is not None:
        is_suspended = stall is Stall.SUSPENDED
        return WaitRefusal.SUSPENDED if is_suspended else WaitRefusal.OVER
    member_id = MemberId(row.member_id)
    if not directory.active_among(work, [member_id]):
        return WaitRefusal.MEMBER_CLOSED
    if _claimed(work, row) > facts.member_limit:
        return WaitRefusal.OVER_MEMBER_LIMIT
    own = own_of(work, member_id, LotId(row.lot_id), "")
    if own.lines >= stock.MOST_LIVE_LINES:
        return WaitRefusal.TOO_MANY_LINES
    return None


def _claimed(work: Work, row: WaitOffer) -> int:
    """Return what counts against the member's limit, this offer included."""
    claimed = work.session.scalar(
        select(MemberClaim.claimed).where(
            MemberClaim.member_id == row.member_id, MemberClaim.drop_id == row.drop_id
        )
    )
    return claimed or 0


def _take(work: Work, row: WaitOffer, units: int, expires_at: datetime) -> HoldPlaced:
    end(work, row, OfferState.ACCEPTED, EntryState.ACCEPTED)
    drop_id, lot_id = DropId(row.drop_id), LotId(row.lot_id)
    member_id, rest = MemberId(row.member_id), row.units - units
    if rest:
        back = [back_of(row, rest)]
        freeing.give_back(work, back, source="offered", kind="lapse", by=member_id)
    claims.accept_units(work.session, lot_id, units)
    hold = _hold(work, row, units, expires_at)
    work.session.add(hold)
    work.session.flush()
    row.hold_id = hold.id
    work.session.flush()
    claims.record_move(
        work.session,
        id=work.ids.new(work.now),
        lot_id=lot_id,
        kind="accept",
        held=units,
        offered=-units,
        hold_id=hold.id,
        actor_id=member_id,
        at=work.now,
    )
    hold_id = HoldId(hold.id)
    work.publish(HoldTaken(drop_id, lot_id, hold_id, member_id))
    return HoldPlaced(hold_id, drop_id, hold.expires_at)


def _hold(work: Work, row: WaitOffer, units: int, expires_at: datetime) -> Hold:
    return Hold(
        id=work.ids.new(work.now),
        lot_id=row.lot_id,
        drop_id=row.drop_id,
        member_id=row.member_id,
        quantity=units,
        unit_price_cents=row.unit_price_cents,
        state="active",
        request_token=f"offer-{row.id}",
        created_at=work.now,
        expires_at=expires_at,
    )
