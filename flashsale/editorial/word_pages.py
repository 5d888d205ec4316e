"""What the page of the word of the table shows; no request here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flashsale.db import Work
from flashsale.editorial.desk_forms import WordForm
from flashsale.editorial.desk_pages import Preview, preview_of
from flashsale.editorial.texts import Author
from flashsale.editorial.words import word_source
from flashsale.kernel.language import Language
from flashsale.web.papers import Paper, paper_of


@dataclass(frozen=True, slots=True)
class WordEditor:
    """One language of the word of the table."""

    language: Language
    form: WordForm
    preview: Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPage:
    """The word of the table of one day, in both languages."""

    day: date
    before: date
    after: date
    paper: Paper
    editors: tuple[WordEditor, ...]
    is_refused: bool = False


def word_page(
    work: Work,
    day: date,
    writer: Author,
    *,
    sent: Mapping[Language, WordForm] | None = None,
    is_refused: bool = False,
) -> WordPage:
    """Return the page of one day. sent: the forms just sent, shown as they are."""
    forms = sent or {
        language: WordForm(  # type: ignore[no-untyped-call]
            None, prefix=f"{language}-", body=word_source(work, day, language)
        )
        for language in Language
    }
    return WordPage(
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        paper=paper_of(day),
        editors=tuple(
            WordEditor(
                language,
                form,
                preview_of(language, "", "", form.body.data or "", writer),
            )
            for language, form in forms.items()
        ),
        is_refused=is_refused,
    )


def day_asked(asked: str | None, today: date) -> date:
    """Return the day of an address, within a century, or today."""
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        return today
    return day if abs((day - today).days) < 36_500 else today
