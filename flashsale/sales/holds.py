"""Placing, extending and pinning holds; how they end is in `releases.py`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from flashsale.db import Work, table_of
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.members.buyers import Buyer, buyer_of
from flashsale.sales import claims, hold_reads, stock
from flashsale.sales.contest import is_contested
from flashsale.sales.events import HoldTaken
from flashsale.sales.hold_reads import Former, Offer, Own, is_live, offer_of, own_of
from flashsale.sales.lifecycle import DropState, Phase, phase_at
from flashsale.sales.models import Drop, Hold, Lot
from flashsale.sales.stock import HoldTimes, Refusal, StockLevel

LIVE = hold_reads.LIVE
_WRITE_HOLD = insert(table_of(Hold))


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest:
    """What a member asks for.

    quantity: units, >= 1. request_token: one per form; the same token again is the
    same hold, never a second one.
    """

    member_id: MemberId
    lot_id: LotId
    quantity: int
    request_token: str


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """The units are the member's until `expires_at`."""

    hold_id: HoldId
    drop_id: DropId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HoldRefused:
    """The member cannot have it, and why."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class HoldExtended:
    """The hold now ends at `expires_at`."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Pinned:
    """The holds are kept for a payment; `expires_at` is the earliest of them."""

    expires_at: datetime


_REFUSAL_OF_PHASE = {
    Phase.HIDDEN: Refusal.NOT_FOUND,
    Phase.UPCOMING: Refusal.NOT_OPEN,
    Phase.SUSPENDED: Refusal.SUSPENDED,
    Phase.CLOSED: Refusal.CLOSED,
    Phase.CANCELLED: Refusal.CLOSED,
}


def place(work: Work, request: HoldRequest) -> HoldPlaced | HoldRefused:
    """Hold units of a lot at today's price, or say why not.

    Publishes HoldTaken. Idempotent by request token: the same form is the same hold,
    and HOLD_ENDED once that is over. One member's forms are looked at one by one, so
    that what they have in all is counted by one of them at a time.
    """
    buyer = buyer_of(work, request.member_id, alone=True)
    own = own_of(work, request.member_id, request.lot_id, request.request_token)
    if own.same is not None:
        return _again(own.same)
    offer = offer_of(work, request.lot_id, request.member_id)
    if offer is None:
        return HoldRefused(Refusal.NOT_FOUND)
    phase = phase_at(offer.state, offer.window, work.now)
    is_early = phase is Phase.UPCOMING and _may_come_early(offer, buyer, work.now)
    refusal = (
        _refuse_by_hour(offer, phase, is_early=is_early)
        or _refuse_for_lines(work, request, own)
        or _claim(work, request, offer, is_early=is_early)
    )
    if refusal is not None:
        return HoldRefused(refusal)
    expires_at = stock.first_expiry(
        work.now, offer.window.closes_at, needs_more_time=buyer.needs_more_time
    )
    return _write(work, request, offer, expires_at)


def _again(former: Former) -> HoldPlaced | HoldRefused:
    if not former.is_kept:
        return HoldRefused(Refusal.HOLD_ENDED)
    return HoldPlaced(former.hold_id, former.drop_id, former.expires_at)


def _may_come_early(offer: Offer, buyer: Buyer, now: datetime) -> bool:
    return (
        offer.state is DropState.SCHEDULED
        and offer.early.is_on(offer.window.opens_at, now)
        and buyer.has_early_access_at(now)
    )


def _refuse_by_hour(offer: Offer, phase: Phase, *, is_early: bool) -> Refusal | None:
    if is_early:
        # The queue of an opening begins with the opening.
        return None
    if phase is not Phase.LIVE:
        return _REFUSAL_OF_PHASE[phase]
    return None if offer.is_turn else Refusal.NOT_YOUR_TURN


def _refuse_for_lines(work: Work, request: HoldRequest, own: Own) -> Refusal | None:
    if own.lines >= stock.MOST_LIVE_LINES:
        return Refusal.TOO_MANY_LINES
    if own.expiries < stock.EXPIRIES_BEFORE_WAITLIST:
        return None
    # They had their chances: what others may want goes by the waitlist.
    contested = is_contested(work, request.lot_id, besides=request.quantity)
    return Refusal.WAITLIST_ONLY if contested else None


def _claim(
    work: Work, request: HoldRequest, offer: Offer, *, is_early: bool
) -> Refusal | None:
    session, units = work.session, request.quantity
    mine = (request.member_id, offer.drop_id, units)
    if not claims.claim_for_member(session, *mine, most=offer.member_limit):
        return Refusal.OVER_MEMBER_LIMIT
    share = offer.early.percent if is_early else None
    if claims.hold_units(session, request.lot_id, units, early_percent=share):
        return None
    claims.give_back_member_claim(session, *mine)
    return stock.shortage(level_of(work, request.lot_id), units)


def level_of(work: Work, lot_id: LotId) -> StockLevel:
    """Return the counts of a lot as they stand in this transaction."""
    row = work.session.execute(
        select(Lot.allotted, Lot.held, Lot.sold, Lot.offered).where(Lot.id == lot_id)
    ).one()
    return StockLevel(*row)


def _write(
    work: Work, request: HoldRequest, offer: Offer, expires_at: datetime
) -> HoldPlaced:
    hold_id = HoldId(work.ids.new(work.now))
    work.session.execute(
        _WRITE_HOLD,
        {
            "id": hold_id,
            "lot_id": request.lot_id,
            "drop_id": offer.drop_id,
            "member_id": request.member_id,
            "quantity": request.quantity,
            "unit_price_cents": offer.price_cents,
            "state": "active",
            "request_token": request.request_token,
            "created_at": work.now,
            "expires_at": expires_at,
        },
    )
    claims.record_move(
        work.session,
        id=work.ids.new(work.now),
        lot_id=request.lot_id,
        kind="hold",
        held=request.quantity,
        hold_id=hold_id,
        actor_id=request.member_id,
        at=work.now,
    )
    taken = HoldTaken(offer.drop_id, request.lot_id, hold_id, request.member_id)
    work.publish(taken)
    return HoldPlaced(hold_id, offer.drop_id, expires_at)


def own_hold(
    work: Work, member_id: MemberId, hold_id: HoldId
) -> tuple[Hold, datetime] | None:
    """Return a member's hold and its drop's closing, or None when it is not theirs."""
    row = work.session.execute(
        select(Hold, Drop.closes_at)
        .join(Drop, Drop.id == Hold.drop_id)
        .where(Hold.id == hold_id, Hold.member_id == member_id)
    ).first()
    return None if row is None else (row[0], row[1])


def _times(hold: Hold, closes_at: datetime) -> HoldTimes:
    return HoldTimes(
        created_at=hold.created_at,
        expires_at=hold.expires_at,
        extensions=hold.extensions,
        closes_at=stock.closing_for(hold.created_at, closes_at),
    )


def extend(
    work: Work, member_id: MemberId, hold_id: HoldId
) -> HoldExtended | HoldRefused:
    """Give a live hold five more minutes, as often as the crowd allows."""
    own = own_hold(work, member_id, hold_id)
    if own is None:
        return HoldRefused(Refusal.NOT_FOUND)
    hold, closes_at = own
    if hold.state == "paying":
        return HoldRefused(Refusal.IN_PAYMENT)
    if hold.state != "active":
        return HoldRefused(Refusal.HOLD_ENDED)
    contested = is_contested(work, LotId(hold.lot_id))
    times = _times(hold, closes_at)
    expires_at = stock.extended_expiry(times, work.now, contested=contested)
    if isinstance(expires_at, Refusal):
        return HoldRefused(expires_at)
    changed = claims.end_hold(
        work.session,
        hold_id,
        states=("active",),
        alive_at=work.now,
        expires_at=expires_at,
        extensions=hold.extensions + 1,
    )
    return HoldExtended(expires_at) if changed else HoldRefused(Refusal.HOLD_ENDED)


def enter_payment(work: Work, member_id: MemberId) -> int:
    """Raise a member's live holds to five more minutes, each once; return how many.

    What the member does when they come to the checkout, before there is an order.
    """
    rows = work.session.execute(
        select(Hold, Drop.closes_at)
        .join(Drop, Drop.id == Hold.drop_id)
        .where(
            Hold.member_id == member_id,
            Hold.state == "active",
            Hold.raised_at.is_(None),
            Hold.expires_at > work.now,
            Hold.expires_at < work.now + stock.PAYMENT_RAISES_TO,
        )
        .order_by(Hold.id)
    ).all()
    raised = 0
    for hold, closes_at in rows:
        ends_at = stock.raised_expiry(_times(hold, closes_at), work.now)
        if ends_at is not None:
            raised += claims.end_hold(
                work.session,
                HoldId(hold.id),
                states=("active",),
                alive_at=work.now,
                expires_at=ends_at,
                raised_at=work.now,
            )
    return raised


def pin(
    work: Work, member_id: MemberId, hold_ids: tuple[HoldId, ...]
) -> Pinned | HoldRefused:
    """Keep a member's live holds for a payment that starts now.

    All or none: a refusal leaves the caller to roll back. Holds already pinned by
    an earlier try stay as they are.
    """
    earliest: datetime | None = None
    for hold_id in sorted(hold_ids):
        own = own_hold(work, member_id, hold_id)
        if own is None:
            return HoldRefused(Refusal.NOT_FOUND)
        hold, closes_at = own
        if not is_live(hold.state, hold.expires_at, work.now):
            return HoldRefused(Refusal.HOLD_ENDED)
        expires_at = hold.expires_at
        if hold.state == "active":
            pinned = stock.pinned_expiry(_times(hold, closes_at), work.now)
            if isinstance(pinned, Refusal):
                return HoldRefused(pinned)
            expires_at = pinned
            if not claims.end_hold(
                work.session,
                hold_id,
                states=("active",),
                alive_at=work.now,
                state="paying",
                paying_at=work.now,
                expires_at=expires_at,
            ):
                return HoldRefused(Refusal.HOLD_ENDED)
        earliest = expires_at if earliest is None else min(earliest, expires_at)
    if earliest is None:
        return HoldRefused(Refusal.NOT_FOUND)
    return Pinned(earliest)


def unpin(work: Work, hold_ids: tuple[HoldId, ...]) -> int:
    """Take holds out of payment; they live on until their instant. Return how many."""
    return sum(
        claims.end_hold(
            work.session, hold_id, states=("paying",), state="active", paying_at=None
        )
        for hold_id in sorted(hold_ids)
    )
