"""Codes for tests of prices: made through the use case, with defaults."""

from datetime import timedelta

from flashsale.db import Work
from flashsale.kernel.ids import PromotionId
from flashsale.promotions import promotions
from flashsale.promotions.promotions import PromotionDraft, PromotionMade
from flashsale.promotions.rules import CodeTerms
from flashsale.runtime import Runtime
from tests.factories import a_member


def a_code(runtime: Runtime, word: str = "RENTREE", **changes: object) -> PromotionId:
    """Make a code of 10 % that anyone may use once, for a day on either side."""
    with runtime.work() as work:
        return make_code(work, word, **changes)


def make_code(work: Work, word: str = "RENTREE", **changes: object) -> PromotionId:
    """Make a code in a transaction that is open."""
    values: dict[str, object] = {
        "rate": 0 if "amount_cents" in changes else 10_000,
        "starts_at": work.now - timedelta(days=1),
        "ends_at": work.now + timedelta(days=1),
    }
    terms = CodeTerms(word=word, **(values | changes))  # type: ignore[arg-type]
    draft = PromotionDraft(
        terms=terms, title_fr="Rentrée", title_en="", made_by=a_member(work)
    )
    outcome = promotions.make(work, draft)
    assert isinstance(outcome, PromotionMade), outcome
    return outcome.promotion_id
