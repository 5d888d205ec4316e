"""Writing « le mot de la table »: one text a day and language."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from flashsale.db import Work
from flashsale.editorial.events import TableWordChanged
from flashsale.editorial.models import TableWord
from flashsale.editorial.wording import LONGEST_BODY, tidied_body
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class WordDraft:
    """The word of a local day as its author sent it; empty takes it off the page."""

    day: date
    language: Language
    body: str
    author_id: MemberId


@dataclass(frozen=True, slots=True)
class WordWritten:
    """The word is kept, with its typography in place."""

    body: str


@dataclass(frozen=True, slots=True)
class WordTooLong:
    """Nothing was written: the text passes `LONGEST_BODY` characters."""


def word_source(work: Work, day: date, language: Language) -> str:
    """Return the Markdown of a day's word, for its editor; empty when unwritten."""
    return (
        work.session.scalar(
            select(TableWord.body).where(
                TableWord.day == day.isoformat(), TableWord.language == str(language)
            )
        )
        or ""
    )


def write(work: Work, draft: WordDraft) -> WordWritten | WordTooLong:
    """Keep the word of a day; the last one sent wins. Publishes TableWordChanged."""
    body = tidied_body(draft.body, draft.language)
    if len(body) > LONGEST_BODY:
        return WordTooLong()
    row = work.session.scalars(
        select(TableWord).where(
            TableWord.day == draft.day.isoformat(),
            TableWord.language == str(draft.language),
        )
    ).one_or_none()
    if row is None:
        row = TableWord(
            id=work.ids.new(work.now),
            day=draft.day.isoformat(),
            language=str(draft.language),
        )
        work.session.add(row)
    row.body = body
    row.author_id = draft.author_id
    row.updated_at = work.now
    work.session.flush()
    work.publish(TableWordChanged(draft.day.isoformat(), draft.language))
    return WordWritten(body)
