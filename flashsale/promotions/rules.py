"""Pure rules of a promo code: when it holds, for which lines, and what it takes off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from flashsale.kernel.ids import DropId
from flashsale.kernel.kinds import Kind
from flashsale.promotions.cuts import CodeCut

WHOLE = 100_000
LARGEST_AMOUNT_CENTS = 1_000_00
LONGEST_WORD = 20
LONGEST_TITLE = 120
SHORTEST_WORD = 3


class CodeRefusal(StrEnum):
    """Why a code takes nothing off this basket; each has its words."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    ENDED = "ended"
    USED_UP = "used_up"
    USED_BY_MEMBER = "used_by_member"
    NO_CODES_HERE = "no_codes_here"
    NOT_FOR_THESE = "not_for_these"
    BELOW_MINIMUM = "below_minimum"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTerms:
    """What a code gives, to whom and until when; never changed once it is made.

    word: in capitals, without spaces. rate: thousandths of a percent, or 0.
    amount_cents: off the basket, or 0; one of the two is not. minimum_cents: of the
    lines it applies to, before anything comes off. kinds, drop_ids: empty for all.
    ends_at: exclusive; the instant it was stopped at, if that came first.
    most_uses: in all, None without a limit. most_by_member: >= 1.
    """

    word: str
    rate: int = 0
    amount_cents: int = 0
    minimum_cents: int = 0
    starts_at: datetime
    ends_at: datetime
    kinds: frozenset[Kind] = field(default_factory=frozenset)
    drop_ids: frozenset[DropId] = field(default_factory=frozenset)
    most_uses: int | None = None
    most_by_member: int = 1


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a code is used now, in all and by one member."""

    in_all: int
    by_member: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLine:
    """What a code looks at of a line. price_cents: before anything comes off."""

    price_cents: int
    kind: Kind
    drop_id: DropId
    takes_codes: bool


def tidy_word(typed: str) -> str:
    """Return a code as it is kept: capitals, without spaces or hyphens."""
    return "".join(typed.split()).replace("-", "").upper()


def judge(
    terms: CodeTerms,
    uses: Uses,
    lines: Sequence[CodeLine],
    *,
    held_since: datetime,
    now: datetime,
) -> CodeCut | CodeRefusal:
    """Return what a code takes off these lines, or why nothing.

    A code that was in force while the basket was held stays good for it: the shown
    total is valid until the hold ends. held_since: when the earliest line was taken.
    """
    refusal = _refusal_of(terms, uses, held_since, now)
    if refusal is not None:
        return refusal
    if not any(line.takes_codes for line in lines):
        return CodeRefusal.NO_CODES_HERE
    positions = tuple(
        position for position, line in enumerate(lines) if _is_for(terms, line)
    )
    if not positions:
        return CodeRefusal.NOT_FOR_THESE
    if sum(lines[p].price_cents for p in positions) < terms.minimum_cents:
        return CodeRefusal.BELOW_MINIMUM
    return CodeCut(
        word=terms.word,
        rate=terms.rate,
        amount_cents=terms.amount_cents,
        positions=positions,
    )


def _refusal_of(
    terms: CodeTerms, uses: Uses, held_since: datetime, now: datetime
) -> CodeRefusal | None:
    if now < terms.starts_at:
        return CodeRefusal.NOT_YET
    if held_since >= terms.ends_at:
        return CodeRefusal.ENDED
    if uses.by_member >= terms.most_by_member:
        return CodeRefusal.USED_BY_MEMBER
    if terms.most_uses is not None and uses.in_all >= terms.most_uses:
        return CodeRefusal.USED_UP
    return None


def _is_for(terms: CodeTerms, line: CodeLine) -> bool:
    return (
        line.takes_codes
        and (not terms.kinds or line.kind in terms.kinds)
        and (not terms.drop_ids or line.drop_id in terms.drop_ids)
    )
