"""Reads: the numbers of an opening queue, its turns, its draw, and who changed it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, MemberId
from flashsale.sales.models import Drop, QueuePlace, Rush, RushChange
from flashsale.sales.opening_queue import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNumbers:
    """What is the same for everyone in a queue.

    places: members who have one. drawn: of these, how many were drawn at the
    opening, None before the draw. next_turn: the first turn not given yet.
    ended_at: from when nobody needs a turn.
    """

    places: int
    drawn: int | None
    next_turn: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draw:
    """The draw of an opening, as anybody may look at it.

    seed: secret, and so empty, before it was drawn. codes: of the places drawn, in
    the order of their turns.
    """

    commitment: str
    committed_at: datetime
    seed: str = ""
    drawn_at: datetime | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RushDecision:
    """What a curator decided. per_minute: None for an ordinary opening."""

    at: datetime
    actor_id: MemberId
    per_minute: int | None


def numbers_of(work: Work, drop_id: DropId) -> QueueNumbers | None:
    """Return the numbers of a drop's queue, or None when it has none."""
    places = select(func.count()).where(QueuePlace.drop_id == drop_id).scalar_subquery()
    row = work.session.execute(
        select(
            Rush.drawn_at, Rush.drawn, Rush.next_turn, Rush.ended_at, places.label("n")
        ).where(Rush.drop_id == drop_id)
    ).first()
    if row is None:
        return None
    return QueueNumbers(
        places=row.n,
        drawn=None if row.drawn_at is None else row.drawn,
        next_turn=row.next_turn,
        ended_at=row.ended_at,
    )


def turns_from(work: Work, drop_id: DropId, turn: int) -> dict[MemberId, Place]:
    """Return the places that have this turn or a later one, by member."""
    rows = work.session.execute(
        select(
            QueuePlace.member_id,
            QueuePlace.code,
            QueuePlace.joined_at,
            QueuePlace.turn,
        ).where(QueuePlace.drop_id == drop_id, QueuePlace.turn >= turn)
    )
    return {
        MemberId(row.member_id): Place(row.code, row.joined_at, row.turn)
        for row in rows
    }


def turns_given(work: Work, drop_id: DropId) -> tuple[int, int]:
    """Return the epoch of a drop's gate and how many turns it should know.

    None of them when nobody needs a turn.
    """
    given = (
        select(func.count())
        .where(QueuePlace.drop_id == drop_id, QueuePlace.turn.is_not(None))
        .scalar_subquery()
    )
    row = work.session.execute(
        select(Drop.epoch, given.label("given"))
        .join(Rush, Rush.drop_id == Drop.id)
        .where(Drop.id == drop_id, Rush.ended_at.is_(None))
    ).first()
    return (0, 0) if row is None else (row.epoch, row.given)


def turns_after(work: Work, drop_id: DropId, *, skip: int) -> dict[MemberId, int]:
    """Return the turns of a drop by member, but for the first `skip` to come."""
    rows = work.session.execute(
        select(QueuePlace.member_id, QueuePlace.turn)
        .where(QueuePlace.drop_id == drop_id, QueuePlace.turn.is_not(None))
        .order_by(QueuePlace.turn)
        .offset(skip)
    )
    return {MemberId(member): turn for member, turn in rows if turn is not None}


def draw_of(work: Work, drop_id: DropId) -> Draw | None:
    """Return the draw of a drop's opening; None when it is an ordinary one."""
    rush = work.session.get(Rush, drop_id)
    if rush is None:
        return None
    if rush.drawn_at is None:
        return Draw(rush.commitment, rush.committed_at)
    codes = work.session.scalars(
        select(QueuePlace.code)
        .where(QueuePlace.drop_id == drop_id, QueuePlace.turn < rush.drawn)
        .order_by(QueuePlace.turn)
    )
    return Draw(
        rush.commitment, rush.committed_at, rush.seed, rush.drawn_at, tuple(codes)
    )


def decisions_on(work: Work, drop_id: DropId) -> tuple[RushDecision, ...]:
    """Return what curators decided about a drop's opening, the latest first."""
    rows = work.session.execute(
        select(RushChange.at, RushChange.actor_id, RushChange.per_minute)
        .where(RushChange.drop_id == drop_id)
        .order_by(RushChange.at.desc(), RushChange.id.desc())
    )
    return tuple(
        RushDecision(row.at, MemberId(row.actor_id), row.per_minute) for row in rows
    )
