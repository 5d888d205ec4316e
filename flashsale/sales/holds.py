"""Placing, extending and pinning holds; how they end is in `releases.py`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.kernel.window import Window
from flashsale.sales import claims, stock
from flashsale.sales.events import HoldTaken
from flashsale.sales.lifecycle import DropState, Phase, phase_at
from flashsale.sales.models import Drop, Hold, Lot, QueuePlace, Rush
from flashsale.sales.opening_turns import Queue
from flashsale.sales.stock import HoldTimes, Refusal, StockLevel

LIVE = ("active", "paying")


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


@dataclass(frozen=True, slots=True)
class _Offer:
    """What placing a hold needs to know of a lot, its drop and the member's turn.

    is_turn: whether the opening lets the member in; an ordinary one lets in all.
    """

    drop_id: DropId
    price_cents: int
    member_limit: int
    phase: Phase
    closes_at: datetime
    is_turn: bool


_REFUSAL_OF_PHASE = {
    Phase.HIDDEN: Refusal.NOT_FOUND,
    Phase.UPCOMING: Refusal.NOT_OPEN,
    Phase.SUSPENDED: Refusal.SUSPENDED,
    Phase.CLOSED: Refusal.CLOSED,
    Phase.CANCELLED: Refusal.CLOSED,
}


def place(work: Work, request: HoldRequest) -> HoldPlaced | HoldRefused:
    """Hold units of a lot for ten minutes at today's price, or say why not.

    Publishes HoldTaken. Idempotent by request token.
    """
    known = work.session.execute(
        select(Hold.id, Hold.drop_id, Hold.expires_at).where(
            Hold.member_id == request.member_id,
            Hold.request_token == request.request_token,
        )
    ).first()
    if known is not None:
        return HoldPlaced(HoldId(known.id), DropId(known.drop_id), known.expires_at)
    offer = _offer(work, request.lot_id, request.member_id)
    if offer is None:
        return HoldRefused(Refusal.NOT_FOUND)
    if offer.phase is not Phase.LIVE:
        return HoldRefused(_REFUSAL_OF_PHASE[offer.phase])
    if not offer.is_turn:
        return HoldRefused(Refusal.NOT_YOUR_TURN)
    if _live_lines(work, request.member_id) >= stock.MOST_LIVE_LINES:
        return HoldRefused(Refusal.TOO_MANY_LINES)
    refusal = _claim(work, request, offer)
    if refusal is not None:
        return HoldRefused(refusal)
    return _write(work, request, offer)


def _offer(work: Work, lot_id: LotId, member_id: MemberId) -> _Offer | None:
    row = work.session.execute(
        select(
            Lot.drop_id,
            Lot.price_cents,
            Drop.member_limit,
            Drop.state,
            Drop.opens_at,
            Drop.closes_at,
            Rush.per_minute,
            Rush.ended_at,
            QueuePlace.turn,
        )
        .join(Drop, Drop.id == Lot.drop_id)
        .outerjoin(Rush, Rush.drop_id == Drop.id)
        .outerjoin(
            QueuePlace,
            and_(QueuePlace.drop_id == Drop.id, QueuePlace.member_id == member_id),
        )
        .where(Lot.id == lot_id)
    ).first()
    if row is None:
        return None
    window = Window(row.opens_at, row.closes_at)
    is_turn = True
    if row.per_minute is not None:
        queue = Queue(row.opens_at, row.per_minute, row.ended_at)
        is_turn = queue.lets_in(work.now, row.turn)
    return _Offer(
        drop_id=DropId(row.drop_id),
        price_cents=row.price_cents,
        member_limit=row.member_limit,
        phase=phase_at(DropState(row.state), window, work.now),
        closes_at=row.closes_at,
        is_turn=is_turn,
    )


def _live_lines(work: Work, member_id: MemberId) -> int:
    count = select(func.count()).where(
        Hold.member_id == member_id,
        Hold.state.in_(LIVE),
        Hold.expires_at > work.now,
    )
    return work.session.scalar(count) or 0


def _claim(work: Work, request: HoldRequest, offer: _Offer) -> Refusal | None:
    session, units = work.session, request.quantity
    mine = (request.member_id, offer.drop_id, units)
    if not claims.claim_for_member(session, *mine, most=offer.member_limit):
        return Refusal.OVER_MEMBER_LIMIT
    if claims.hold_units(session, request.lot_id, units):
        return None
    claims.give_back_member_claim(session, *mine)
    return stock.shortage(level_of(work, request.lot_id))


def level_of(work: Work, lot_id: LotId) -> StockLevel:
    """Return the counts of a lot as they stand in this transaction."""
    row = work.session.execute(
        select(Lot.allotted, Lot.held, Lot.sold, Lot.offered).where(Lot.id == lot_id)
    ).one()
    return StockLevel(*row)


def _write(work: Work, request: HoldRequest, offer: _Offer) -> HoldPlaced:
    hold_id = HoldId(work.ids.new(work.now))
    expires_at = stock.first_expiry(work.now, offer.closes_at)
    work.session.add(
        Hold(
            id=hold_id,
            lot_id=request.lot_id,
            drop_id=offer.drop_id,
            member_id=request.member_id,
            quantity=request.quantity,
            unit_price_cents=offer.price_cents,
            state="active",
            request_token=request.request_token,
            created_at=work.now,
            expires_at=expires_at,
        )
    )
    work.session.flush()
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
        closes_at=closes_at,
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
    contested = level_of(work, LotId(hold.lot_id)).available <= 0
    times = _times(hold, closes_at)
    expires_at = stock.extended_expiry(times, work.now, contested=contested)
    if isinstance(expires_at, Refusal):
        return HoldRefused(expires_at)
    changed = claims.end_hold(
        work.session,
        hold_id,
        states=("active",),
        expires_at=expires_at,
        extensions=Hold.extensions + 1,
    )
    return HoldExtended(expires_at) if changed else HoldRefused(Refusal.HOLD_ENDED)


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
        if hold.state not in LIVE or work.now >= hold.expires_at:
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
