"""Making a promotion and stopping it; what it does at a checkout is in `codes.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.kernel.ids import MemberId, PromotionId
from flashsale.promotions import claims
from flashsale.promotions.models import Promotion
from flashsale.promotions.rules import (
    LARGEST_AMOUNT_CENTS,
    LONGEST_TITLE,
    LONGEST_WORD,
    SHORTEST_WORD,
    WHOLE,
    CodeTerms,
)

MOST_USES = 1_000_000
MOST_BY_MEMBER = 100


class PromotionRefusal(StrEnum):
    """Why a promotion cannot be as wanted."""

    WORD_MISWRITTEN = "word_miswritten"
    WORD_TAKEN = "word_taken"
    TITLE_MISSING = "title_missing"
    GIVES_OUT_OF_RANGE = "gives_out_of_range"
    MINIMUM_OUT_OF_RANGE = "minimum_out_of_range"
    ENDS_BEFORE_START = "ends_before_start"
    ENDS_IN_THE_PAST = "ends_in_the_past"
    USES_OUT_OF_RANGE = "uses_out_of_range"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionDraft:
    """A promotion as someone of the house wants it."""

    terms: CodeTerms
    title_fr: str
    title_en: str
    made_by: MemberId


@dataclass(frozen=True, slots=True)
class PromotionMade:
    """The code can be used from its start on."""

    promotion_id: PromotionId


@dataclass(frozen=True, slots=True)
class PromotionRefused:
    """Nothing was written, for all these reasons."""

    refusals: tuple[PromotionRefusal, ...]


def make(work: Work, draft: PromotionDraft) -> PromotionMade | PromotionRefused:
    """Write a promotion; its terms never change afterwards."""
    refusals = _refusals(work, draft)
    if refusals:
        return PromotionRefused(tuple(refusals))
    terms, promotion_id = draft.terms, PromotionId(work.ids.new(work.now))
    row = Promotion(
        id=promotion_id,
        word=terms.word,
        title_fr=draft.title_fr.strip(),
        title_en=draft.title_en.strip(),
        rate=terms.rate,
        amount_cents=terms.amount_cents,
        minimum_cents=terms.minimum_cents,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        kinds=sorted(map(str, terms.kinds)),
        drop_ids=sorted(terms.drop_ids),
        most_uses=terms.most_uses,
        most_by_member=terms.most_by_member,
        made_by=draft.made_by,
        made_at=work.now,
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        return PromotionRefused((PromotionRefusal.WORD_TAKEN,))
    return PromotionMade(promotion_id)


def stop(work: Work, promotion_id: PromotionId, actor_id: MemberId) -> bool:
    """End a promotion now, for baskets taken from here on; False if it was stopped."""
    return claims.stop(work.session, promotion_id, actor_id, work.now)


def _refusals(work: Work, draft: PromotionDraft) -> Sequence[PromotionRefusal]:
    terms, refusals = draft.terms, []
    is_long_enough = SHORTEST_WORD <= len(terms.word) <= LONGEST_WORD
    if not is_long_enough or not (terms.word.isascii() and terms.word.isalnum()):
        refusals.append(PromotionRefusal.WORD_MISWRITTEN)
    elif work.session.scalar(select(Promotion.id).where(Promotion.word == terms.word)):
        refusals.append(PromotionRefusal.WORD_TAKEN)
    if not 0 < len(draft.title_fr.strip()) <= LONGEST_TITLE:
        refusals.append(PromotionRefusal.TITLE_MISSING)
    if not _gives_something(terms):
        refusals.append(PromotionRefusal.GIVES_OUT_OF_RANGE)
    if not 0 <= terms.minimum_cents <= LARGEST_AMOUNT_CENTS * 10:
        refusals.append(PromotionRefusal.MINIMUM_OUT_OF_RANGE)
    if terms.ends_at <= terms.starts_at:
        refusals.append(PromotionRefusal.ENDS_BEFORE_START)
    elif terms.ends_at <= work.now:
        refusals.append(PromotionRefusal.ENDS_IN_THE_PAST)
    in_all = terms.most_uses is None or 1 <= terms.most_uses <= MOST_USES
    if not in_all or not 1 <= terms.most_by_member <= MOST_BY_MEMBER:
        refusals.append(PromotionRefusal.USES_OUT_OF_RANGE)
    return refusals


def _gives_something(terms: CodeTerms) -> bool:
    if terms.rate:
        return 0 < terms.rate <= WHOLE and terms.amount_cents == 0
    return 0 < terms.amount_cents <= LARGEST_AMOUNT_CENTS
