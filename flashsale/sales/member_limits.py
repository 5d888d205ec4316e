"""Changing how many units one member may have of a drop, also while it is open."""

import logging

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, MemberId
from flashsale.kernel.window import Window
from flashsale.sales import freeing
from flashsale.sales.drops import (
    DropRefusal,
    DropRefused,
    DropSaved,
    changed,
    locked,
)
from flashsale.sales.lifecycle import DropState, Phase, phase_at
from flashsale.sales.limits import LARGEST_LIMIT
from flashsale.sales.models import MemberClaim

log = logging.getLogger(__name__)


def set_member_limit(
    work: Work, drop_id: DropId, limit: int, *, actor_id: MemberId
) -> DropSaved | DropRefused:
    """Let each member have `limit` units of a drop, from this transaction on.

    A lower one touches nothing that was taken: what is held can be paid for. A higher
    one offers what is free at once to who waits and may have it now. Publishes
    DropChanged.
    """
    row = locked(work, drop_id)
    if row is None:
        return DropRefused((DropRefusal.NOT_FOUND,))
    window = Window(row.opens_at, row.closes_at)
    if phase_at(DropState(row.state), window, work.now) in (
        Phase.CLOSED,
        Phase.CANCELLED,
    ):
        return DropRefused((DropRefusal.NOT_FROM_THIS_STATE,))
    if not 1 <= limit <= LARGEST_LIMIT:
        return DropRefused((DropRefusal.LIMIT_OUT_OF_RANGE,))
    if row.member_limit == limit:
        return DropSaved(drop_id)
    before, row.member_limit = row.member_limit, limit
    changed(work, row)
    log.info("drop.limit drop=%s from=%s to=%s by=%s", drop_id, before, limit, actor_id)
    if limit > before:
        freeing.offer_free(work, drop_id)
    return DropSaved(drop_id)


def members_above(work: Work, drop_id: DropId, limit: int) -> int:
    """Return how many members have more than `limit` units of a drop by now."""
    above = select(func.count()).where(
        MemberClaim.drop_id == drop_id, MemberClaim.claimed > limit
    )
    return work.session.scalar(above) or 0
