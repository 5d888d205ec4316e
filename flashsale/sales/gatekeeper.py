"""Keeps the gate true to SQL: sets its counts, rebuilds it under a new epoch."""

import logging
from datetime import timedelta

from sqlalchemy import select, update

from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.sales.early import EarlyAccess
from flashsale.sales.gate import GateFacts, LotCounts
from flashsale.sales.lifecycle import DropState
from flashsale.sales.models import Drop, Lot, MemberClaim, Rush
from flashsale.sales.pauses import shut_us
from flashsale.sales.stock import StockLevel

log = logging.getLogger(__name__)


def facts_of(
    work: Work, drop_id: DropId, *, with_claims: bool = False
) -> GateFacts | None:
    """Return what the gate should know of a drop, or None when there is no such."""
    drop = work.session.execute(
        select(
            Drop.epoch,
            Drop.opens_at,
            Drop.closes_at,
            Drop.member_limit,
            Drop.state,
            Drop.early_minutes,
            Drop.early_percent,
            Rush.per_minute,
            Rush.ended_at,
            shut_us(Drop.id).label("shut_us"),
        )
        .outerjoin(Rush, Rush.drop_id == Drop.id)
        .where(Drop.id == drop_id)
    ).first()
    if drop is None:
        return None
    early = EarlyAccess(drop.early_minutes, drop.early_percent)
    lots = work.session.execute(
        select(Lot.id, Lot.allotted, Lot.held, Lot.sold, Lot.offered).where(
            Lot.drop_id == drop_id
        )
    )
    claims = select(MemberClaim.member_id, MemberClaim.claimed).where(
        MemberClaim.drop_id == drop_id
    )
    claimed = work.session.execute(claims) if with_claims else ()
    return GateFacts(
        drop_id=drop_id,
        epoch=drop.epoch,
        opens_at=drop.opens_at,
        closes_at=drop.closes_at,
        member_limit=drop.member_limit,
        is_open=drop.state == DropState.SCHEDULED,
        early_at=early.begins_at(drop.opens_at),
        lots={
            LotId(lot): counts_of(StockLevel(*counts), early) for lot, *counts in lots
        },
        claims={MemberId(member): units for member, units in claimed},
        per_minute=drop.per_minute or 0 if drop.ended_at is None else 0,
        shut_for=timedelta(microseconds=int(drop.shut_us)),
    )


def counts_of(level: StockLevel, early: EarlyAccess) -> LotCounts:
    """Return a lot's counts as the gate keeps them."""
    taken = level.allotted - level.available
    share = max(0, early.share_of(level.allotted) - taken)
    return LotCounts(level.available, level.promised, share)


def member_facts(work: Work, drop_id: DropId, member_id: MemberId) -> GateFacts | None:
    """Return a drop's facts with the claim of one member."""
    facts = facts_of(work, drop_id)
    if facts is None:
        return None
    claimed = work.session.scalar(
        select(MemberClaim.claimed).where(
            MemberClaim.drop_id == drop_id, MemberClaim.member_id == member_id
        )
    )
    facts.claims[member_id] = claimed or 0
    return facts


def next_epoch(work: Work, drop_id: DropId, *, after: int) -> GateFacts | None:
    """Give a drop's gate a new epoch and return what to build it from.

    after: the epoch whose gate was lost. None when somebody was first: of all who
    notice the loss at once, one rebuilds. Call `gate.set_from(facts, build=True)`
    after the commit: a gate built before it could be of an epoch that never was.
    """
    moved = work.session.execute(
        update(Drop)
        .where(Drop.id == drop_id, Drop.epoch == after)
        .values(epoch=Drop.epoch + 1)
        .execution_options(synchronize_session=False)
        .returning(Drop.epoch)
    )
    if moved.one_or_none() is None:
        return None
    log.info("gate.rebuild drop=%s", drop_id)
    return facts_of(work, drop_id, with_claims=True)


def drops_to_keep(work: Work) -> tuple[DropId, ...]:
    """Return the drops whose gate must be right: not closed, and not drafts."""
    states = (str(DropState.SCHEDULED), str(DropState.SUSPENDED))
    rows = work.session.scalars(
        select(Drop.id)
        .where(Drop.state.in_(states), Drop.closes_at > work.now)
        .order_by(Drop.opens_at)
    )
    return tuple(DropId(row) for row in rows)
