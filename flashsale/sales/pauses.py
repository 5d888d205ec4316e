"""The spans in which a drop was suspended: noted with its state, read by its queue."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from flashsale.db import Work, table_of
from flashsale.kernel.ids import DropId
from flashsale.sales.models import Drop, DropPause, QueuePlace, Rush
from flashsale.sales.opening_turns import Pause

_MICROSECOND = timedelta(microseconds=1)


def begin(work: Work, row: Drop) -> None:
    """Note that a drop, whose row is locked, is suspended from now on."""
    work.session.add(
        DropPause(id=work.ids.new(work.now), drop_id=row.id, since=work.now)
    )
    work.session.flush()


def end(work: Work, row: Drop) -> None:
    """Note that a drop, whose row is locked, goes on from now on, or never."""
    open_one = work.session.scalars(
        select(DropPause).where(DropPause.drop_id == row.id, DropPause.until.is_(None))
    ).first()
    if open_one is None:
        return
    # No turn is given while this is written: whoever gives one knows that turns come.
    work.session.get(Rush, row.id, with_for_update={"key_share": True})
    # Who joined meanwhile, and has a turn already, was told of no earlier instant.
    latest = work.session.scalar(
        select(func.max(QueuePlace.joined_at)).where(
            QueuePlace.drop_id == row.id, QueuePlace.turn.is_not(None)
        )
    )
    until = max(work.now, latest or work.now, open_one.since + _MICROSECOND)
    kept_shut = max(timedelta(), until - max(open_one.since, row.opens_at))
    work.session.execute(
        update(DropPause)
        .where(DropPause.id == open_one.id)
        .values(until=until, lasted_us=kept_shut // _MICROSECOND),
        execution_options={"synchronize_session": False},
    )


def pauses_of(
    work: Work, drop_ids: Collection[DropId]
) -> Mapping[DropId, tuple[Pause, ...]]:
    """Return the pauses of drops, each drop's first one first; most have none."""
    rows = work.session.execute(
        select(DropPause.drop_id, DropPause.since, DropPause.until)
        .where(DropPause.drop_id.in_(drop_ids))
        .order_by(DropPause.since, DropPause.id)
    ).all()
    found: dict[DropId, tuple[Pause, ...]] = {}
    for drop_id, since, until in rows:
        known = found.get(DropId(drop_id), ())
        found[DropId(drop_id)] = (*known, Pause(since, until))
    return found


def shut_us(
    drop_id: InstrumentedAttribute[int] | ColumnElement[int],
) -> ScalarSelect[int]:
    """Return, as a part of a statement, how long the pauses of a drop kept it shut."""
    pauses = table_of(DropPause).c
    return (
        select(func.coalesce(func.sum(pauses.lasted_us), 0))
        .where(pauses.drop_id == drop_id)
        .scalar_subquery()
    )
