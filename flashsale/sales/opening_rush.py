"""A curator makes the opening of a drop a queue, or an ordinary one again."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, exists, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, MemberId
from flashsale.kernel.window import Window
from flashsale.sales.drops import changed, locked
from flashsale.sales.lifecycle import DropState, Phase, phase_at
from flashsale.sales.models import Drop, QueuePlace, Rush, RushChange
from flashsale.sales.opening_draw import commitment_of
from flashsale.sales.opening_turns import MOST_PER_MINUTE, QUEUE_OPENS_BEFORE

log = logging.getLogger(__name__)


class RushRefusal(StrEnum):
    """Why the opening of a drop cannot be so."""

    NOT_FOUND = "not_found"
    RATE_OUT_OF_RANGE = "rate_out_of_range"
    # It is less than a quarter of an hour before the opening, or after it.
    TOO_LATE = "too_late"
    # Members took places already: the opening was moved later since.
    MEMBERS_WAIT = "members_wait"


@dataclass(frozen=True, slots=True)
class RushSet:
    """The opening is as wanted. per_minute: None for an ordinary one."""

    drop_id: DropId
    per_minute: int | None


@dataclass(frozen=True, slots=True)
class RushRefused:
    """Nothing was changed, and why."""

    refusal: RushRefusal


def set_rush(
    work: Work, drop_id: DropId, per_minute: int | None, *, actor_id: MemberId
) -> RushSet | RushRefused:
    """Let members in `per_minute` at a time, in drawn order; None: all at once.

    Until the queue opens only: its rules are those that members read when they took
    their places. The seed is drawn and promised the first time, and kept when only
    the rate changes. Publishes DropChanged.
    """
    row = locked(work, drop_id)
    if row is None:
        return RushRefused(RushRefusal.NOT_FOUND)
    if per_minute is not None and not 1 <= per_minute <= MOST_PER_MINUTE:
        return RushRefused(RushRefusal.RATE_OUT_OF_RANGE)
    # Who is taking a place just now is waited for; then it is seen.
    known = work.session.get(Rush, drop_id, with_for_update=True)
    refusal = _settled_already(work, row)
    if refusal is not None:
        return RushRefused(refusal)
    if (known.per_minute if known else None) == per_minute:
        return RushSet(drop_id, per_minute)
    if per_minute is None:
        work.session.execute(delete(Rush).where(Rush.drop_id == drop_id))
    elif known is None:
        work.session.add(_promised(work, drop_id, per_minute))
    else:
        known.per_minute = per_minute
    _note(work, drop_id, per_minute, actor_id)
    changed(work, row)
    return RushSet(drop_id, per_minute)


def _settled_already(work: Work, row: Drop) -> RushRefusal | None:
    phase = phase_at(
        DropState(row.state), Window(row.opens_at, row.closes_at), work.now
    )
    if phase not in (Phase.HIDDEN, Phase.UPCOMING):
        return RushRefusal.TOO_LATE
    joins_from = row.opens_at - QUEUE_OPENS_BEFORE
    if phase is Phase.UPCOMING and work.now >= joins_from:
        return RushRefusal.TOO_LATE
    waiting = exists().where(QueuePlace.drop_id == row.id)
    if work.session.scalar(select(waiting)):
        return RushRefusal.MEMBERS_WAIT
    return None


def _promised(work: Work, drop_id: DropId, per_minute: int) -> Rush:
    seed = work.ids.token()
    return Rush(
        drop_id=drop_id,
        per_minute=per_minute,
        seed=seed,
        commitment=commitment_of(seed),
        committed_at=work.now,
    )


def _note(
    work: Work, drop_id: DropId, per_minute: int | None, actor_id: MemberId
) -> None:
    work.session.add(
        RushChange(
            id=work.ids.new(work.now),
            drop_id=drop_id,
            actor_id=actor_id,
            per_minute=per_minute,
            at=work.now,
        )
    )
    work.session.flush()
    log.info("rush.set drop=%s per_minute=%s by=%s", drop_id, per_minute, actor_id)
