"""Composes the past sheets, without prices; pure."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from flashsale.kernel.language import Language
from flashsale.sales.catalogue import DropFacts
from flashsale.storefront.cards import Notes, hook_of, picture_of
from flashsale.storefront.pages import ArchivesPage, PastDrop, PastSheet
from flashsale.storefront.today import sheet_number
from flashsale.web.filters import local
from flashsale.web.papers import paper_of

SHOWN = 24


def _past_drop(drop: DropFacts, notes: Notes, language: Language) -> PastDrop:
    return PastDrop(
        path=f"/ventes/{drop.slug}",
        title=drop.title,
        kind=drop.work.kind,
        byline=drop.work.byline,
        paper=paper_of(drop.window.opens_at),
        hook=hook_of(notes.get(drop.id)),
        picture=picture_of(drop.work.cover, language),
        sold=drop.level.sold,
        allotted=drop.level.allotted,
    )


def archives_page(
    drops: Sequence[DropFacts],
    notes: Notes,
    language: Language,
    first_sheet_at: datetime | None,
    *,
    query: str,
    page: int,
    found: int,
) -> ArchivesPage:
    """Return past drops gathered by the sheet they opened on.

    drops: the ones of this page, the latest first. page: from 1. found: in all.
    """
    sheets = tuple(
        PastSheet(
            number=sheet_number(
                first_sheet_at, max(drop.window.opens_at for drop in opened)
            ),
            day=day,
            paper=paper_of(day),
            drops=tuple(_past_drop(drop, notes, language) for drop in opened),
        )
        for day, opened in _by_day(drops)
    )
    return ArchivesPage(query, sheets, page, max(1, -(-found // SHOWN)))


def _by_day(drops: Sequence[DropFacts]) -> list[tuple[date, list[DropFacts]]]:
    days = groupby(drops, key=lambda drop: local(drop.window.opens_at).date())
    return [(day, list(opened)) for day, opened in days]
