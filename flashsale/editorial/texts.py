"""Reads: the house's texts as pages print them, as frozen values."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from flashsale.db import Work
from flashsale.editorial.markdown import to_html, words_in
from flashsale.editorial.models import Note, TableWord
from flashsale.kernel.ids import DropId, MemberId
from flashsale.kernel.language import Language
from flashsale.members.directory import MemberCard, members_by_id

Row = TypeVar("Row", Note, TableWord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who signs. portrait: the colour or file of the drawn face, may be empty."""

    id: MemberId
    name: str
    role_fr: str
    role_en: str
    portrait: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """The note of a drop, ready to print.

    language: that of the text, which may not be the one asked for. hook: plain
    text, at most 160 characters. html: the body, clean. words: in the body.
    """

    drop_id: DropId
    language: Language
    hook: str
    html: str
    words: int
    author: Author
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWordText:
    """The word of the table of one day, ready to print."""

    day: date
    language: Language
    html: str
    author: Author


def note_of(work: Work, drop_id: DropId, language: Language) -> NoteText | None:
    """Return the note of a drop, in French when it lacks this language, or None."""
    return notes_of(work, [drop_id], language).get(drop_id)


def notes_of(
    work: Work, drop_ids: Collection[DropId], language: Language
) -> dict[DropId, NoteText]:
    """Return the notes of these drops, in two queries however many they are.

    French stands in where a text is missing in `language` (look §3.7). A note
    without a body is not written yet and is left out.
    """
    if not drop_ids:
        return {}
    rows = work.session.scalars(
        select(Note).where(
            Note.drop_id.in_(drop_ids),
            Note.language.in_(_tried(language)),
            Note.body != "",
        )
    ).all()
    best = {row.drop_id: row for row in _preferred(rows, language)}
    authors = members_by_id(work, {MemberId(row.author_id) for row in best.values()})
    return {
        DropId(row.drop_id): NoteText(
            drop_id=DropId(row.drop_id),
            language=Language(row.language),
            hook=row.hook,
            html=to_html(row.body),
            words=words_in(row.body),
            author=_author(authors, row.author_id),
            version=row.version,
        )
        for row in best.values()
    }


def table_word(work: Work, day: date, language: Language) -> TableWordText | None:
    """Return the word of the table of a local day, in French when it must, or None."""
    rows = work.session.scalars(
        select(TableWord).where(
            TableWord.day == day.isoformat(),
            TableWord.language.in_(_tried(language)),
            TableWord.body != "",
        )
    ).all()
    best = _preferred(rows, language)
    if not best:
        return None
    row = best[-1]
    authors = members_by_id(work, {MemberId(row.author_id)})
    return TableWordText(
        day=day,
        language=Language(row.language),
        html=to_html(row.body),
        author=_author(authors, row.author_id),
    )


def _tried(language: Language) -> tuple[str, ...]:
    return (str(language), str(Language.FR))


def _preferred(rows: Iterable[Row], language: Language) -> list[Row]:
    # The wanted language last, so that it wins over the French that stands in.
    return sorted(rows, key=lambda row: row.language == language)


def _author(authors: Mapping[MemberId, MemberCard], author_id: int) -> Author:
    card = authors[MemberId(author_id)]
    return Author(
        id=card.id,
        name=card.name,
        role_fr=card.byline_fr,
        role_en=card.byline_en,
        portrait=card.portrait,
    )
