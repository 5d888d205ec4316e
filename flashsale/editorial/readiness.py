"""Whether a drop is ready to be shown, one check at a time; pure."""

from dataclasses import dataclass
from enum import StrEnum


class CheckName(StrEnum):
    """What is looked at before a drop is scheduled, in the order it is read."""

    FRENCH_NOTE = "french_note"
    FRENCH_HOOK = "french_hook"
    ENGLISH_NOTE = "english_note"
    WORK_COMPLETE = "work_complete"
    COVER = "cover"
    COVER_ALT = "cover_alt"
    LOTS = "lots"
    REGULAR_PRICE = "regular_price"
    SHARES = "shares"
    WEIGHTS = "weights"
    OPENING_AHEAD = "opening_ahead"


# Without these a drop is not shown: French comes first (law-and-tax.md L20), an
# image says what it is, and stock and hour are true.
REQUIRED = frozenset(
    {
        CheckName.FRENCH_NOTE,
        CheckName.FRENCH_HOOK,
        CheckName.WORK_COMPLETE,
        CheckName.COVER_ALT,
        CheckName.LOTS,
        CheckName.OPENING_AHEAD,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessFacts:
    """What a drop has. words_fr, words_en: of each note; allotted: units in all."""

    words_fr: int
    has_hook_fr: bool
    words_en: int
    is_work_complete: bool
    has_cover: bool
    has_cover_alt: bool
    allotted: int
    has_proven_price: bool
    has_shares: bool
    has_weights: bool
    opens_later: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. count: words or units, where the line says a number."""

    name: CheckName
    is_done: bool
    count: int = 0

    @property
    def is_required(self) -> bool:
        """Whether the drop waits for it."""
        return self.name in REQUIRED


def checks_of(facts: ReadinessFacts) -> tuple[Check, ...]:
    """Return every check with its answer; a work without a cover needs no alt text."""
    return (
        Check(CheckName.FRENCH_NOTE, facts.words_fr > 0, facts.words_fr),
        Check(CheckName.FRENCH_HOOK, facts.has_hook_fr),
        Check(CheckName.ENGLISH_NOTE, facts.words_en > 0, facts.words_en),
        Check(CheckName.WORK_COMPLETE, facts.is_work_complete),
        Check(CheckName.COVER, facts.has_cover),
        Check(CheckName.COVER_ALT, facts.has_cover_alt or not facts.has_cover),
        Check(CheckName.LOTS, facts.allotted > 0, facts.allotted),
        Check(CheckName.REGULAR_PRICE, facts.has_proven_price),
        Check(CheckName.SHARES, facts.has_shares),
        Check(CheckName.WEIGHTS, facts.has_weights),
        Check(CheckName.OPENING_AHEAD, facts.opens_later),
    )


def missing(checks: tuple[Check, ...]) -> tuple[CheckName, ...]:
    """Return the required checks that are not done."""
    return tuple(
        check.name for check in checks if check.is_required and not check.is_done
    )
