"""The opening queue: taking a place in it, and giving places their turns.

Joining only inserts: no row is fought for. Turns are given to all who joined since,
at once, by whoever asks first: a page, a hold, or the worker's sweep.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, exists, func, select, text, update

from flashsale.db import UtcDateTime, Work
from flashsale.kernel.ids import DropId, MemberId
from flashsale.kernel.window import Window
from flashsale.sales.events import TurnsGiven
from flashsale.sales.lifecycle import DropState, Phase, phase_at
from flashsale.sales.models import Drop, QueuePlace, Rush
from flashsale.sales.opening_draw import draw
from flashsale.sales.opening_turns import DRAWN_AFTER, QUEUE_OPENS_BEFORE, Queue
from flashsale.sales.pauses import pauses_of

log = logging.getLogger(__name__)

CODE_LENGTH = 12
# The same statement on both stores; a second place of a member is not one.
_JOIN = text(
    "INSERT INTO queue_place (id, drop_id, member_id, code, joined_at) "
    "VALUES (:id, :drop_id, :member_id, :code, :joined_at) "
    "ON CONFLICT (drop_id, member_id) DO NOTHING"
).bindparams(bindparam("joined_at", type_=UtcDateTime()))


class JoinRefusal(StrEnum):
    """Why a member cannot take a place."""

    NOT_FOUND = "not_found"
    # The opening is an ordinary one, or the queue is over: no place is needed.
    NO_QUEUE = "no_queue"
    NOT_YET = "not_yet"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Place:
    """A member's place. turn: None until it is given; then it never changes."""

    code: str
    joined_at: datetime
    turn: int | None


@dataclass(frozen=True, slots=True)
class Joined:
    """The member has this place, and has no other."""

    place: Place


@dataclass(frozen=True, slots=True)
class JoinRefused:
    """The member has no place, and why."""

    refusal: JoinRefusal


def join(work: Work, drop_id: DropId, member_id: MemberId) -> Joined | JoinRefused:
    """Take a place in the queue of a drop, or find the one taken before.

    Idempotent: from any device, however often, a member has one place.
    """
    refusal = _refusal(work, drop_id)
    if refusal is not None:
        return JoinRefused(refusal)
    known = place_of(work, drop_id, member_id)
    if known is not None:
        return Joined(known)
    work.session.execute(
        _JOIN,
        {
            "id": work.ids.new(work.now),
            "drop_id": drop_id,
            "member_id": member_id,
            "code": work.ids.code(CODE_LENGTH),
            "joined_at": work.now,
        },
    )
    taken = place_of(work, drop_id, member_id)
    if taken is None:
        raise RuntimeError("a place that was just taken is there")
    return Joined(taken)


def _refusal(work: Work, drop_id: DropId) -> JoinRefusal | None:
    row = work.session.execute(
        select(Drop.state, Drop.opens_at, Drop.closes_at).where(Drop.id == drop_id)
    ).first()
    if row is None:
        return JoinRefusal.NOT_FOUND
    phase = phase_at(
        DropState(row.state), Window(row.opens_at, row.closes_at), work.now
    )
    if phase is Phase.HIDDEN:
        return JoinRefusal.NOT_FOUND
    if phase in (Phase.CLOSED, Phase.CANCELLED):
        return JoinRefusal.CLOSED
    # Shared among all who join: a curator who takes the queue away comes before
    # or after them, never between.
    rush = work.session.execute(
        select(Rush.ended_at)
        .where(Rush.drop_id == drop_id)
        .with_for_update(read=True, key_share=True)
    ).first()
    if rush is None or rush.ended_at is not None:
        return JoinRefusal.NO_QUEUE
    is_early = work.now < row.opens_at - QUEUE_OPENS_BEFORE
    return JoinRefusal.NOT_YET if is_early else None


def place_of(work: Work, drop_id: DropId, member_id: MemberId) -> Place | None:
    """Return the member's place in the queue of a drop, or None."""
    row = work.session.execute(
        select(QueuePlace.code, QueuePlace.joined_at, QueuePlace.turn).where(
            QueuePlace.drop_id == drop_id, QueuePlace.member_id == member_id
        )
    ).first()
    return None if row is None else Place(row.code, row.joined_at, row.turn)


def is_due(work: Work, drop_id: DropId) -> bool:
    """Say whether `settle` has something to do; for who would not lock for nothing."""
    row = work.session.execute(
        select(Rush, Drop.opens_at)
        .join(Drop, Drop.id == Rush.drop_id)
        .where(Rush.drop_id == drop_id, Rush.ended_at.is_(None))
    ).first()
    if row is None or work.now < row.opens_at + DRAWN_AFTER:
        return False
    rush: Rush = row[0]
    if rush.drawn_at is None:
        return True
    waiting = exists().where(QueuePlace.drop_id == drop_id, QueuePlace.turn.is_(None))
    if work.session.scalar(select(waiting)):
        return True
    queue = _queue(work, drop_id, row.opens_at, rush.per_minute)
    return queue.may_end_at(work.now, rush.next_turn)


def _queue(work: Work, drop_id: DropId, opens_at: datetime, per_minute: int) -> Queue:
    pauses = pauses_of(work, [drop_id]).get(drop_id, ())
    return Queue(opens_at, per_minute, pauses=pauses)


def settle(work: Work, drop_id: DropId) -> bool:
    """Do what is due in a queue: the draw, the turns of who came since, its end.

    Returns whether anything was done; idempotent, at any time, by anybody. Whoever
    is second waits for the first and finds nothing to do. Publishes TurnsGiven.
    """
    # Not against those who join: one of them that never ends must stop nobody.
    rush = work.session.scalars(
        select(Rush).where(Rush.drop_id == drop_id).with_for_update(key_share=True)
    ).first()
    if rush is None or rush.ended_at is not None:
        return False
    opens_at = work.session.execute(
        select(Drop.opens_at).where(Drop.id == drop_id)
    ).scalar_one()
    if work.now < opens_at + DRAWN_AFTER:
        return False
    queue = _queue(work, drop_id, opens_at, rush.per_minute)
    is_first = rush.drawn_at is None
    if is_first:
        _draw(work, rush, opens_at)
    given = _give_turns(work, rush, queue)
    ends = queue.may_end_at(work.now, rush.next_turn)
    if ends:
        rush.ended_at = work.now
        log.info("queue.ended drop=%s turns=%s", drop_id, rush.next_turn)
    if not (is_first or given or ends):
        return False
    work.session.flush()
    work.publish(TurnsGiven(drop_id))
    return True


def _draw(work: Work, rush: Rush, opens_at: datetime) -> None:
    """Give the places taken before the opening their turns, in drawn order."""
    rows = work.session.execute(
        select(QueuePlace.id, QueuePlace.code).where(
            QueuePlace.drop_id == rush.drop_id, QueuePlace.joined_at < opens_at
        )
    ).all()
    ids = {row.code: row.id for row in rows}
    _write(work, [(ids[code], turn) for turn, code in enumerate(draw(rush.seed, ids))])
    rush.drawn_at, rush.drawn, rush.next_turn = work.now, len(ids), len(ids)
    log.info("queue.drawn drop=%s places=%s", rush.drop_id, rush.drawn)


def _give_turns(work: Work, rush: Rush, queue: Queue) -> int:
    """Give those who came since the draw the next turns, first come, first served."""
    rows = work.session.execute(
        select(QueuePlace.id, QueuePlace.joined_at)
        .where(QueuePlace.drop_id == rush.drop_id, QueuePlace.turn.is_(None))
        .order_by(QueuePlace.joined_at, QueuePlace.id)
    ).all()
    turns = list(queue.turns_of((row.joined_at for row in rows), rush.next_turn))
    if not turns:
        return 0
    _write(work, [(row.id, turn) for row, turn in zip(rows, turns, strict=True)])
    rush.next_turn = turns[-1] + 1
    return len(turns)


def _write(work: Work, turns: list[tuple[int, int]]) -> None:
    if turns:
        work.session.execute(
            update(QueuePlace), [{"id": id, "turn": turn} for id, turn in turns]
        )


def queues_to_settle(work: Work) -> tuple[DropId, ...]:
    """Return the drops whose queue may have something to do: open, and not over."""
    rows = work.session.scalars(
        select(Rush.drop_id)
        .join(Drop, Drop.id == Rush.drop_id)
        .where(
            Rush.ended_at.is_(None),
            Drop.opens_at <= work.now,
            Drop.closes_at > work.now,
            Drop.state.in_((str(DropState.SCHEDULED), str(DropState.SUSPENDED))),
        )
    )
    return tuple(DropId(row) for row in rows)


def count_places(work: Work, drop_id: DropId) -> int:
    """Return how many members have a place in the queue of a drop."""
    count = select(func.count()).where(QueuePlace.drop_id == drop_id)
    return work.session.scalar(count) or 0
