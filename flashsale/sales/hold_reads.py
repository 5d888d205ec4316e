"""Reads: what placing a hold must know of the lot, and of what the member has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select

from flashsale.db import Work, table_of
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.kernel.window import Window
from flashsale.sales.early import EarlyAccess
from flashsale.sales.lifecycle import DropState
from flashsale.sales.models import Drop, Hold, Lot, QueuePlace, Rush
from flashsale.sales.opening_turns import Queue
from flashsale.sales.pauses import shut_us

LIVE = ("active", "paying")

_HOLDS, _LOTS, _DROPS = table_of(Hold).c, table_of(Lot).c, table_of(Drop).c
_RUSHES, _PLACES = table_of(Rush).c, table_of(QueuePlace).c
# Both are asked by everyone who is let in at noon: composed once.
_OWN = select(
    _HOLDS.id,
    _HOLDS.drop_id,
    _HOLDS.lot_id,
    _HOLDS.state,
    _HOLDS.request_token,
    _HOLDS.created_at,
    _HOLDS.expires_at,
    _HOLDS.ended_at,
).where(
    _HOLDS.member_id == bindparam("member_id"),
    or_(
        _HOLDS.request_token == bindparam("token"),
        _HOLDS.state.in_(LIVE),
        (_HOLDS.lot_id == bindparam("lot_id"))
        & _HOLDS.state.in_(("expired", "bought")),
    ),
)
_OFFER = (
    select(
        _LOTS.drop_id,
        _LOTS.price_cents,
        _DROPS.member_limit,
        _DROPS.state,
        _DROPS.opens_at,
        _DROPS.closes_at,
        _DROPS.early_minutes,
        _DROPS.early_percent,
        _RUSHES.per_minute,
        _RUSHES.ended_at,
        shut_us(_RUSHES.drop_id).label("shut_us"),
        _PLACES.turn,
    )
    .select_from(table_of(Lot))
    .join(table_of(Drop), _DROPS.id == _LOTS.drop_id)
    .outerjoin(table_of(Rush), _RUSHES.drop_id == _DROPS.id)
    .outerjoin(
        table_of(QueuePlace),
        and_(
            _PLACES.drop_id == _DROPS.id,
            _PLACES.member_id == bindparam("member_id"),
        ),
    )
    .where(_LOTS.id == bindparam("lot_id"))
)


def is_live(state: str, expires_at: datetime, now: datetime) -> bool:
    """Say whether a hold still keeps its units for its member at `now`."""
    return state in LIVE and now < expires_at


@dataclass(frozen=True, slots=True)
class Offer:
    """What placing a hold needs to know of a lot, its drop and the member's turn.

    is_turn: whether the opening lets the member in; an ordinary one lets in all.
    """

    drop_id: DropId
    price_cents: int
    member_limit: int
    state: DropState
    window: Window
    early: EarlyAccess
    is_turn: bool


@dataclass(frozen=True, slots=True)
class Former:
    """A hold that this very form made. is_kept: it is live, or was bought."""

    hold_id: HoldId
    drop_id: DropId
    expires_at: datetime
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Own:
    """What the member has already.

    same: what this very form got before. lines: holds that are live. expiries: holds
    of the lot that ended by time since they last bought of it.
    """

    same: Former | None
    lines: int
    expiries: int


def own_of(work: Work, member_id: MemberId, lot_id: LotId, token: str) -> Own:
    """Return what a member has who sends a form for a lot, in one query."""
    rows = work.session.execute(
        _OWN, {"member_id": member_id, "lot_id": lot_id, "token": token}
    ).all()
    live = [row for row in rows if is_live(row.state, row.expires_at, work.now)]
    ended = [row for row in rows if row.lot_id == lot_id and row not in live]
    bought_at = [row.ended_at for row in ended if row.state == "bought"]
    last = max((at for at in bought_at if at is not None), default=None)
    same = next((row for row in rows if row.request_token == token), None)
    return Own(
        same=None
        if same is None
        else Former(
            HoldId(same.id),
            DropId(same.drop_id),
            same.expires_at,
            same in live or same.state == "bought",
        ),
        lines=len(live),
        expiries=sum(
            row.state in ("expired", *LIVE) and (last is None or row.created_at > last)
            for row in ended
        ),
    )


def offer_of(work: Work, lot_id: LotId, member_id: MemberId) -> Offer | None:
    """Return a lot as it is offered to a member, or None when there is none."""
    row = work.session.execute(
        _OFFER, {"lot_id": lot_id, "member_id": member_id}
    ).first()
    if row is None:
        return None
    is_turn = True
    if row.per_minute is not None:
        # What has not come by now comes as if the drop had opened that much later.
        counts_from = row.opens_at + timedelta(microseconds=int(row.shut_us))
        queue = Queue(counts_from, row.per_minute, row.ended_at)
        is_turn = queue.lets_in(work.now, row.turn)
    return Offer(
        drop_id=DropId(row.drop_id),
        price_cents=row.price_cents,
        member_limit=row.member_limit,
        state=DropState(row.state),
        window=Window(row.opens_at, row.closes_at),
        early=EarlyAccess(row.early_minutes, row.early_percent),
        is_turn=is_turn,
    )
