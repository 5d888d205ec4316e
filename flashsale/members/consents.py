"""What a member agrees to: one purpose at a time, off by default (law L2, L7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.members.models import Consent


class Purpose(StrEnum):
    """What a consent is for; each is asked and withdrawn apart."""

    DAILY_LETTER = "daily_letter"
    HOUSE_NEWS = "house_news"


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A choice about one purpose, with the very words that were shown.

    The sender carries the proof of consent (law L2): the words are kept.
    """

    purpose: Purpose
    is_given: bool
    wording: str
    language: Language


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The last choice about one purpose; recorded_at is None before the first."""

    purpose: Purpose
    is_given: bool
    recorded_at: datetime | None


def record(work: Work, member_id: MemberId, choice: ConsentGiven) -> bool:
    """Record a choice when it changes something; return whether it did.

    Rows are only added: what was agreed to before stays provable. A refusal is not
    recorded before a first agreement, since off is where everybody starts.
    """
    now_given = {state.purpose: state.is_given for state in states(work, member_id)}
    if now_given[choice.purpose] == choice.is_given:
        return False
    work.session.add(
        Consent(
            id=work.ids.new(work.now),
            member_id=member_id,
            purpose=str(choice.purpose),
            is_given=choice.is_given,
            wording=choice.wording,
            language=str(choice.language),
            recorded_at=work.now,
        )
    )
    work.session.flush()
    return True


def states(work: Work, member_id: MemberId) -> tuple[ConsentState, ...]:
    """Return the member's present choice for every purpose; off before any."""
    rows = work.session.scalars(
        select(Consent)
        .where(Consent.member_id == member_id)
        .order_by(Consent.recorded_at, Consent.id)
    )
    last: Mapping[str, Consent] = {row.purpose: row for row in rows}
    return tuple(_state(purpose, last.get(str(purpose))) for purpose in Purpose)


def _state(purpose: Purpose, row: Consent | None) -> ConsentState:
    if row is None:
        return ConsentState(purpose, is_given=False, recorded_at=None)
    return ConsentState(purpose, row.is_given, row.recorded_at)
