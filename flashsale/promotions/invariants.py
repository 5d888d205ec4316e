"""What must always be true of promo codes, asked of the store itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, Subquery, func, or_, select

from flashsale.db import Work
from flashsale.kernel.invariants import Finding
from flashsale.promotions.models import Promotion, PromotionMember, PromotionUse

MOST_NAMED = 20


def _count(work: Work, model: Any) -> int:
    return work.session.scalar(select(func.count()).select_from(model)) or 0


def _finding(
    work: Work, name: str, model: Any, broken: Select[*tuple[Any, ...]]
) -> Finding:
    rows = work.session.execute(broken.limit(MOST_NAMED))
    found = tuple(" ".join(map(str, row)) for row in rows)
    return Finding(name, _count(work, model), found)


def codes_count_their_uses(work: Work) -> Finding:
    """A code's count is that of its uses by orders, and never above its limit."""
    counted = (
        select(PromotionUse.promotion_id, func.count().label("uses"))
        .where(PromotionUse.released_at.is_(None))
        .group_by(PromotionUse.promotion_id)
        .subquery()
    )
    broken = (
        select(Promotion.word, Promotion.uses, counted.c.uses)
        .outerjoin(counted, counted.c.promotion_id == Promotion.id)
        .where(
            or_(
                Promotion.uses != func.coalesce(counted.c.uses, 0),
                Promotion.uses > Promotion.most_uses,
            )
        )
    )
    return _finding(work, "a code's count is that of its uses", Promotion, broken)


def members_keep_to_their_uses(work: Work) -> Finding:
    """A member's count is that of their uses, and never above what they may."""
    counted = (
        select(
            PromotionUse.promotion_id,
            PromotionUse.member_id,
            func.count().label("uses"),
        )
        .where(PromotionUse.released_at.is_(None))
        .group_by(PromotionUse.promotion_id, PromotionUse.member_id)
        .subquery()
    )
    broken = (
        select(Promotion.word, PromotionMember.member_id, PromotionMember.uses)
        .join(PromotionMember, PromotionMember.promotion_id == Promotion.id)
        .outerjoin(
            counted,
            (counted.c.promotion_id == Promotion.id)
            & (counted.c.member_id == PromotionMember.member_id),
        )
        .where(
            or_(
                PromotionMember.uses != func.coalesce(counted.c.uses, 0),
                PromotionMember.uses > Promotion.most_by_member,
            )
        )
    )
    name = "a member uses a code as often as they may"
    return _finding(work, name, PromotionMember, broken)


def live_uses() -> Subquery:
    """Return `order_id, discount_cents` of each use that stands, for others to join."""
    return (
        select(PromotionUse.order_id, PromotionUse.discount_cents)
        .where(PromotionUse.released_at.is_(None))
        .subquery()
    )


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    codes_count_their_uses,
    members_keep_to_their_uses,
)
