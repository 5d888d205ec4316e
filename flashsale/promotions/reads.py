"""Reads: promotions with their uses, as frozen values for the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, PromotionId
from flashsale.promotions.codes import terms_of
from flashsale.promotions.models import Promotion, PromotionUse
from flashsale.promotions.rules import CodeTerms


class PromotionState(StrEnum):
    """Where a promotion stands at an instant."""

    COMING = "coming"
    RUNNING = "running"
    USED_UP = "used_up"
    ENDED = "ended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionFacts:
    """One promotion. uses: by orders that are not cancelled."""

    id: PromotionId
    title_fr: str
    title_en: str
    terms: CodeTerms
    state: PromotionState
    uses: int
    made_by: MemberId
    made_at: datetime
    stopped_by: MemberId | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFacts:
    """One order that used a code. released_at: when it was cancelled, if it was."""

    member_id: MemberId
    order_code: str
    discount_cents: int
    taken_at: datetime
    released_at: datetime | None


def promotions(work: Work, *, most: int) -> tuple[PromotionFacts, ...]:
    """Return the latest promotions, the newest first."""
    rows = work.session.scalars(
        select(Promotion).order_by(Promotion.made_at.desc(), Promotion.id).limit(most)
    )
    return tuple(_facts(row, work.now) for row in rows)


def promotion_by_id(work: Work, promotion_id: PromotionId) -> PromotionFacts | None:
    """Return a promotion, or None."""
    row = work.session.get(Promotion, promotion_id, populate_existing=True)
    return None if row is None else _facts(row, work.now)


def uses_of(
    work: Work, promotion_id: PromotionId, *, most: int
) -> tuple[UseFacts, ...]:
    """Return who used a promotion, the latest first."""
    rows: Iterable[PromotionUse] = work.session.scalars(
        select(PromotionUse)
        .where(PromotionUse.promotion_id == promotion_id)
        .order_by(PromotionUse.taken_at.desc(), PromotionUse.order_id)
        .limit(most)
    )
    return tuple(
        UseFacts(
            member_id=MemberId(row.member_id),
            order_code=row.order_code,
            discount_cents=row.discount_cents,
            taken_at=row.taken_at,
            released_at=row.released_at,
        )
        for row in rows
    )


def given_by(work: Work, promotion_id: PromotionId) -> int:
    """Return how many cents a promotion took off orders that are not cancelled."""
    given = select(func.sum(PromotionUse.discount_cents)).where(
        PromotionUse.promotion_id == promotion_id, PromotionUse.released_at.is_(None)
    )
    return int(work.session.scalar(given) or 0)


def _facts(row: Promotion, now: datetime) -> PromotionFacts:
    return PromotionFacts(
        id=PromotionId(row.id),
        title_fr=row.title_fr,
        title_en=row.title_en,
        terms=terms_of(row),
        state=_state(row, now),
        uses=row.uses,
        made_by=MemberId(row.made_by),
        made_at=row.made_at,
        stopped_by=None if row.stopped_by is None else MemberId(row.stopped_by),
        stopped_at=row.stopped_at,
    )


def _state(row: Promotion, now: datetime) -> PromotionState:
    if row.stopped_at is not None:
        return PromotionState.STOPPED
    if now >= row.ends_at:
        return PromotionState.ENDED
    if row.most_uses is not None and row.uses >= row.most_uses:
        return PromotionState.USED_UP
    return PromotionState.COMING if now < row.starts_at else PromotionState.RUNNING
