"""Writing the note of a drop; two people at once lose nothing."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.editorial.events import NoteChanged
from flashsale.editorial.models import Note
from flashsale.editorial.wording import (
    LONGEST_BODY,
    LONGEST_HOOK,
    tidied_body,
    tidied_hook,
)
from flashsale.kernel.ids import DropId, MemberId
from flashsale.kernel.language import Language


class NoteRefusal(StrEnum):
    """Why a note is not kept as it was sent."""

    HOOK_TOO_LONG = "hook_too_long"
    BODY_TOO_LONG = "body_too_long"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A note as its author sent it.

    based_on_version: the version the author had before their eyes; 0 for none.
    """

    drop_id: DropId
    language: Language
    hook: str
    body: str
    author_id: MemberId
    based_on_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSource:
    """A note as it is kept: its Markdown, not its HTML. version: 0 when unwritten."""

    hook: str = ""
    body: str = ""
    author_id: MemberId | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The note is kept, with its typography in place."""

    note: NoteSource


@dataclass(frozen=True, slots=True)
class NoteRefused:
    """Nothing was written. kept: what the house holds, to show beside what was sent."""

    refusals: tuple[NoteRefusal, ...]
    kept: NoteSource


def note_source(work: Work, drop_id: DropId, language: Language) -> NoteSource:
    """Return the Markdown of a note, for its editor; an empty one when unwritten."""
    row = work.session.scalars(
        select(Note)
        .where(Note.drop_id == drop_id, Note.language == str(language))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return NoteSource()
    return NoteSource(
        hook=row.hook,
        body=row.body,
        author_id=MemberId(row.author_id),
        version=row.version,
    )


def write(work: Work, draft: NoteDraft) -> NoteWritten | NoteRefused:
    """Keep a note, unless someone kept another since its author read it.

    The version decides in one guarded statement. Publishes NoteChanged.
    """
    hook = tidied_hook(draft.hook, draft.language)
    body = tidied_body(draft.body, draft.language)
    refusals = []
    if len(hook) > LONGEST_HOOK:
        refusals.append(NoteRefusal.HOOK_TOO_LONG)
    if len(body) > LONGEST_BODY:
        refusals.append(NoteRefusal.BODY_TOO_LONG)
    if not refusals and not _put(work, draft, hook, body):
        refusals.append(NoteRefusal.CONFLICT)
    kept = note_source(work, draft.drop_id, draft.language)
    if refusals:
        return NoteRefused(tuple(refusals), kept)
    work.publish(NoteChanged(draft.drop_id, draft.language))
    return NoteWritten(kept)


def _put(work: Work, draft: NoteDraft, hook: str, body: str) -> bool:
    """Write over the version the author read; return whether it was still there."""
    if draft.based_on_version:
        done = work.session.execute(
            update(Note)
            .where(
                Note.drop_id == draft.drop_id,
                Note.language == str(draft.language),
                Note.version == draft.based_on_version,
            )
            .values(
                hook=hook,
                body=body,
                author_id=draft.author_id,
                version=Note.version + 1,
                updated_at=work.now,
            )
            .execution_options(synchronize_session=False)
        )
        return bool(getattr(done, "rowcount", 0) == 1)
    try:
        with work.session.begin_nested():
            work.session.add(_first(work, draft, hook, body))
    except IntegrityError:
        # Somebody wrote the first version meanwhile; the unique pair said so.
        if note_source(work, draft.drop_id, draft.language).version == 0:
            raise
        return False
    return True


def _first(work: Work, draft: NoteDraft, hook: str, body: str) -> Note:
    return Note(
        id=work.ids.new(work.now),
        drop_id=draft.drop_id,
        language=str(draft.language),
        hook=hook,
        body=body,
        author_id=draft.author_id,
        version=1,
        updated_at=work.now,
    )
