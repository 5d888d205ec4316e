"""What the pages of the editorial desk show, built from reads; no request here."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from flashsale.db import Work
from flashsale.editorial.desk_forms import NoteForm, kept_note, tell_lacks
from flashsale.editorial.markdown import to_html, words_in
from flashsale.editorial.notes import NoteSource, note_source
from flashsale.editorial.readiness import Check, CheckName, missing
from flashsale.editorial.scheduling import readiness
from flashsale.editorial.texts import Author
from flashsale.editorial.wording import LONGEST_HOOK, tidied_body, tidied_hook
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.members.directory import member_by_id
from flashsale.sales.catalogue import DropFacts
from flashsale.sales.desk_reads import DeskStatus, status_at
from flashsale.sales.desk_wording import status_class, status_words
from flashsale.sales.lifecycle import DropState, Phase, may_become
from flashsale.sales.waits_desk import Demand, demand_of
from flashsale.web.papers import Paper, paper_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A text as members will read it. over: characters too many in the accroche."""

    language: Language
    title: str
    hook: str
    html: Markup
    words: int
    hook_length: int
    over: int
    author: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """One language of a note. theirs: what somebody else kept meanwhile, or None."""

    language: Language
    form: NoteForm
    preview: Preview
    theirs: NoteSource | None = None
    theirs_author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPage:
    """The desk page of one drop. lacks: the required checks that are not done.

    is_refused: a text of this page was sent and not kept. demand: who waits for it, or
    waited to its end, with nothing. early_at: when early access begins, if it does.
    """

    drop: DropFacts
    now: datetime
    paper: Paper
    status: str
    status_class: str
    curator: str
    checks: tuple[Check, ...]
    lacks: tuple[CheckName, ...]
    editors: tuple[Editor, ...]
    can_edit: bool
    can_schedule: bool
    can_suspend: bool
    can_resume: bool
    can_cancel: bool
    can_limit: bool
    early_at: datetime | None
    is_shown: bool
    demand: Demand
    is_refused: bool = False
    was_tried: bool = False

    @property
    def done(self) -> int:
        """How many checks are done."""
        return sum(check.is_done for check in self.checks)


def drop_page(
    work: Work,
    drop: DropFacts,
    writer: Author,
    *,
    sent: Editor | None = None,
    was_tried: bool = False,
) -> DropPage:
    """Return the desk page of a drop.

    sent: the editor of a text that was just sent, to show instead of what is kept.
    was_tried: it was to be scheduled and is not ready.
    """
    status = status_at(drop, work.now)
    checks = readiness(work, drop)
    phase = drop.phase_at(work.now)
    lacks = missing(checks) if drop.state is DropState.DRAFT else ()
    editors = tuple(
        sent
        if sent is not None and sent.language is language
        else _kept_editor(work, drop, language, writer)
        for language in Language
    )
    if was_tried:
        tell_lacks(editors[0].form, lacks)
    return DropPage(
        drop=drop,
        now=work.now,
        paper=paper_of(drop.window.opens_at),
        status=status_words(status),
        status_class=status_class(status),
        curator=member_by_id(work, drop.curator_id).name,
        checks=checks,
        lacks=lacks,
        editors=editors,
        can_edit=phase in (Phase.HIDDEN, Phase.UPCOMING),
        can_schedule=drop.state is DropState.DRAFT,
        can_suspend=may_become(drop.state, DropState.SUSPENDED)
        and status is not DeskStatus.CLOSED,
        can_resume=drop.state is DropState.SUSPENDED
        and status is not DeskStatus.CLOSED,
        can_cancel=may_become(drop.state, DropState.CANCELLED)
        and status is not DeskStatus.CLOSED,
        can_limit=phase not in (Phase.CLOSED, Phase.CANCELLED),
        early_at=drop.early.begins_at(drop.window.opens_at),
        is_shown=drop.state is not DropState.DRAFT,
        demand=demand_of(work, drop.id),
        is_refused=sent is not None
        and bool(sent.form.errors or sent.theirs is not None),
        was_tried=was_tried,
    )


def _kept_editor(
    work: Work, drop: DropFacts, language: Language, writer: Author
) -> Editor:
    source = note_source(work, drop.id, language)
    author = writer if source.author_id is None else author_of(work, source.author_id)
    return Editor(
        language=language,
        form=kept_note(language, source),
        preview=preview_of(language, drop.title, source.hook, source.body, author),
    )


def author_of(work: Work, member_id: MemberId) -> Author:
    """Return who signs, of a member of the house."""
    card = member_by_id(work, member_id)
    return Author(
        id=card.id,
        name=card.name,
        role_fr=card.byline_fr,
        role_en=card.byline_en,
        portrait=card.portrait,
    )


def preview_of(
    language: Language, title: str, raw_hook: str, raw_body: str, author: Author
) -> Preview:
    """Return a text as it will be once kept: typography in place, HTML clean."""
    hook, body = tidied_hook(raw_hook, language), tidied_body(raw_body, language)
    return Preview(
        language=language,
        title=title,
        hook=hook,
        # Safe because `to_html` lets nothing but its allow-list out.
        html=Markup(to_html(body)),  # noqa: S704
        words=words_in(body),
        hook_length=len(hook),
        over=max(0, len(hook) - LONGEST_HOOK),
        author=author,
    )
