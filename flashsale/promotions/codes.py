"""A member's code at the checkout: judged, used by an order, given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, MemberId, OrderId, PromotionId
from flashsale.kernel.kinds import Kind
from flashsale.promotions import claims
from flashsale.promotions.cuts import CodeCut
from flashsale.promotions.models import Promotion, PromotionMember, PromotionUse
from flashsale.promotions.rules import (
    CodeLine,
    CodeRefusal,
    CodeTerms,
    Uses,
    judge,
    tidy_word,
)


@dataclass(frozen=True, slots=True)
class CodeHolds:
    """The code takes `cut` off this basket."""

    promotion_id: PromotionId
    cut: CodeCut


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The code takes nothing off, and why. minimum_cents: what it asks for."""

    word: str
    refusal: CodeRefusal
    minimum_cents: int = 0
    starts_at: datetime | None = None


def terms_of(row: Promotion) -> CodeTerms:
    """Return a row's terms."""
    ends_at = row.ends_at
    if row.stopped_at is not None:
        ends_at = min(ends_at, row.stopped_at)
    return CodeTerms(
        word=row.word,
        rate=row.rate,
        amount_cents=row.amount_cents,
        minimum_cents=row.minimum_cents,
        starts_at=row.starts_at,
        ends_at=ends_at,
        kinds=frozenset(map(Kind, row.kinds)),
        drop_ids=frozenset(DropId(drop_id) for drop_id in row.drop_ids),
        most_uses=row.most_uses,
        most_by_member=row.most_by_member,
    )


def judge_code(
    work: Work,
    member_id: MemberId,
    typed: str,
    lines: Sequence[CodeLine],
    *,
    held_since: datetime,
) -> CodeHolds | CodeRefused:
    """Return what a typed code takes off a member's basket, or why nothing."""
    word = tidy_word(typed)
    row = work.session.scalars(select(Promotion).where(Promotion.word == word)).first()
    if row is None:
        return CodeRefused(word, CodeRefusal.UNKNOWN)
    by_member = work.session.scalar(
        select(PromotionMember.uses).where(
            PromotionMember.promotion_id == row.id,
            PromotionMember.member_id == member_id,
        )
    )
    outcome = judge(
        terms_of(row),
        Uses(row.uses, by_member or 0),
        lines,
        held_since=held_since,
        now=work.now,
    )
    if isinstance(outcome, CodeRefusal):
        return CodeRefused(word, outcome, row.minimum_cents, row.starts_at)
    return CodeHolds(PromotionId(row.id), outcome)


def use(
    work: Work,
    held: CodeHolds,
    member_id: MemberId,
    order_id: OrderId,
    order_code: str,
    discount_cents: int,
) -> CodeRefused | None:
    """Count an order's use of a code; None, or why it was too late for it.

    discount_cents: > 0. On a refusal the caller rolls its savepoint back.
    """
    row = work.session.get_one(Promotion, held.promotion_id)
    if not claims.use_for_member(
        work.session, held.promotion_id, member_id, most=row.most_by_member
    ):
        return CodeRefused(held.cut.word, CodeRefusal.USED_BY_MEMBER)
    if not claims.use_in_all(work.session, held.promotion_id):
        return CodeRefused(held.cut.word, CodeRefusal.USED_UP)
    work.session.add(
        PromotionUse(
            order_id=order_id,
            promotion_id=held.promotion_id,
            member_id=member_id,
            order_code=order_code,
            discount_cents=discount_cents,
            taken_at=work.now,
        )
    )
    work.session.flush()
    return None


def release(work: Work, order_id: OrderId) -> bool:
    """Give back the use of an order that is cancelled before payment; once.

    False when it used no code.
    """
    if not claims.end_use(work.session, order_id, work.now):
        return False
    used = work.session.execute(
        select(PromotionUse.promotion_id, PromotionUse.member_id).where(
            PromotionUse.order_id == order_id
        )
    ).one()
    claims.give_back_use(
        work.session, PromotionId(used.promotion_id), MemberId(used.member_id)
    )
    return True
