"""The contended writes on uses of a code: each is one guarded statement.

The member's count first, then the code's: the same order for everyone.
"""

from datetime import datetime

from sqlalchemy import CursorResult, or_, text, update
from sqlalchemy.orm import Session

from flashsale.kernel.ids import MemberId, OrderId, PromotionId
from flashsale.promotions.models import Promotion, PromotionMember, PromotionUse

# One statement on both stores: insert the first use, or add to it, within the limit.
_BY_MEMBER = text(
    "INSERT INTO promotion_member (promotion_id, member_id, uses) "
    "VALUES (:promotion_id, :member_id, 1) "
    "ON CONFLICT (promotion_id, member_id) DO UPDATE "
    "SET uses = promotion_member.uses + 1 "
    "WHERE promotion_member.uses + 1 <= :most"
)


def _hit(session: Session, statement: object, **values: object) -> bool:
    result = session.execute(statement, values or None)  # type: ignore[call-overload]
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount == 1


def use_for_member(
    session: Session, promotion_id: PromotionId, member_id: MemberId, *, most: int
) -> bool:
    """Count one use against the member's limit; False when it would pass `most`."""
    return _hit(
        session, _BY_MEMBER, promotion_id=promotion_id, member_id=member_id, most=most
    )


def use_in_all(session: Session, promotion_id: PromotionId) -> bool:
    """Count one use against the code's limit; False when there is none left."""
    return _hit(
        session,
        update(Promotion)
        .where(
            Promotion.id == promotion_id,
            or_(Promotion.most_uses.is_(None), Promotion.uses < Promotion.most_uses),
        )
        .values(uses=Promotion.uses + 1)
        .execution_options(synchronize_session=False),
    )


def end_use(session: Session, order_id: OrderId, now: datetime) -> bool:
    """Mark the use of an order as released; False when it was, or there is none."""
    return _hit(
        session,
        update(PromotionUse)
        .where(PromotionUse.order_id == order_id, PromotionUse.released_at.is_(None))
        .values(released_at=now)
        .execution_options(synchronize_session=False),
    )


def give_back_use(
    session: Session, promotion_id: PromotionId, member_id: MemberId
) -> None:
    """Take one use off both counts."""
    session.execute(
        update(PromotionMember)
        .where(
            PromotionMember.promotion_id == promotion_id,
            PromotionMember.member_id == member_id,
        )
        .values(uses=PromotionMember.uses - 1),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Promotion)
        .where(Promotion.id == promotion_id)
        .values(uses=Promotion.uses - 1),
        execution_options={"synchronize_session": False},
    )


def stop(
    session: Session, promotion_id: PromotionId, actor_id: MemberId, now: datetime
) -> bool:
    """Stop a code now; False when it was stopped already."""
    return _hit(
        session,
        update(Promotion)
        .where(Promotion.id == promotion_id, Promotion.stopped_at.is_(None))
        .values(stopped_at=now, stopped_by=actor_id)
        .execution_options(synchronize_session=False),
    )
