"""Reads: the first sheet of the house and the drops of past ones."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from flashsale.db import Work
from flashsale.sales.catalogue import DropFacts, facts_of_rows
from flashsale.sales.lifecycle import DropState
from flashsale.sales.models import Drop

PAST = (str(DropState.SCHEDULED), str(DropState.ARCHIVED))


def first_opening(work: Work) -> datetime | None:
    """Return when the first drop of the house opened or will, None without any."""
    return work.session.scalar(
        select(func.min(Drop.opens_at)).where(Drop.state.in_(PAST))
    )


def past_drops(
    work: Work, query: str, *, most: int, skip: int
) -> tuple[DropFacts, ...]:
    """Return closed drops, the latest first, whose title holds `query` (any case)."""
    found = (
        select(Drop)
        .options(selectinload(Drop.lots))
        .where(Drop.state.in_(PAST), Drop.closes_at <= work.now)
        .order_by(Drop.opens_at.desc(), Drop.place, Drop.id)
    )
    if query:
        found = found.where(Drop.title.icontains(query, autoescape=True))
    rows = work.session.scalars(found.limit(most).offset(skip)).all()
    return facts_of_rows(work, rows)


def count_past(work: Work, query: str) -> int:
    """Return how many drops `past_drops` finds in all."""
    found = select(func.count(Drop.id)).where(
        Drop.state.in_(PAST), Drop.closes_at <= work.now
    )
    if query:
        found = found.where(Drop.title.icontains(query, autoescape=True))
    return work.session.scalar(found) or 0
