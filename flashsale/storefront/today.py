"""Composes today's page from what the house knows; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from markupsafe import Markup

from flashsale.editorial.texts import TableWordText
from flashsale.kernel.ids import DropId
from flashsale.kernel.language import Language
from flashsale.sales.catalogue import DropFacts
from flashsale.sales.lifecycle import Phase
from flashsale.sales.stakes import NOTHING, Stake
from flashsale.shipping.rates import ShippingTable
from flashsale.storefront.cards import (
    Notes,
    card_of,
    hand_of,
    sheet_order,
    teaser_of,
)
from flashsale.storefront.pages import ComingDay, TodayPage, UpcomingPage
from flashsale.storefront.parts import (
    Invitation,
    Passage,
    Shelf,
)
from flashsale.storefront.ruler import closings_of, ticks_of
from flashsale.web.filters import ZONE, local
from flashsale.web.papers import paper_of

NEXT_SHOWN = 3
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the house knows around now.

    drops: those members may know of, in the order of their openings. opening_hour:
    the house's wall hour, told on days without an opening. first_sheet_at: the
    first opening of the house, None before it. carriage: what the post costs.
    """

    drops: Sequence[DropFacts]
    notes: Notes
    word: TableWordText | None
    language: Language
    now: datetime
    opening_hour: time
    first_sheet_at: datetime | None
    carriage: ShippingTable


def on_table(table: Table) -> list[DropFacts]:
    """Return the drops that can be bought now, paused ones too, in their order."""
    today = local(table.now).date()
    lying = (Phase.LIVE, Phase.SUSPENDED)
    found = [drop for drop in table.drops if drop.phase_at(table.now) in lying]
    return sorted(found, key=lambda drop: sheet_order(drop, today))


def coming(table: Table) -> list[DropFacts]:
    """Return the drops that have not opened yet, the next one first."""
    return [drop for drop in table.drops if drop.phase_at(table.now) is Phase.UPCOMING]


def _opening_today(table: Table) -> datetime:
    today = local(table.now).date()
    openings = [
        drop.window.opens_at
        for drop in table.drops
        if local(drop.window.opens_at).date() == today
        and drop.phase_at(table.now) is not Phase.CANCELLED
    ]
    fallback = datetime.combine(today, table.opening_hour, ZONE)
    return min(openings, default=fallback)


def sheet_number(first_sheet_at: datetime | None, now: datetime) -> int:
    """Return the number of the day's sheet: days since the first one, from 1."""
    if first_sheet_at is None:
        return 1
    return max(1, (local(now).date() - local(first_sheet_at).date()).days + 1)


def today_page(
    table: Table,
    stakes: Mapping[DropId, Stake],
    invitation: Invitation | None,
    shelf: Shelf,
) -> TodayPage:
    """Return today's page for one reader."""
    now, language = table.now, table.language
    cards = [
        card_of(
            drop,
            table.notes.get(drop.id),
            language,
            now,
            stakes.get(drop.id, NOTHING),
            # The table alternates: wide, narrow, narrow, wide.
            is_wide=(place - 1) % 4 in (0, 3),
        )
        for place, drop in enumerate(on_table(table))
    ]
    next_ones = coming(table)
    opening = _opening_today(table)
    word = table.word
    return TodayPage(
        number=sheet_number(table.first_sheet_at, now),
        day=local(now).date(),
        now=now,
        paper=paper_of(now),
        opening=opening,
        is_before_opening=now < opening and bool(next_ones),
        opens_next_at=next_ones[0].window.opens_at if next_ones else None,
        lead=cards[0] if cards else None,
        others=tuple(cards[1:]),
        closings=closings_of(cards, now),
        ticks=ticks_of(now, opening, language),
        next=tuple(
            teaser_of(drop, table.notes.get(drop.id), now)
            for drop in next_ones[:NEXT_SHOWN]
        ),
        # editorial/markdown.py made and cleaned it.
        word=Passage(Markup(word.html), word.language) if word else None,  # noqa: S704
        word_hand=hand_of(word.author, language) if word else None,
        invitation=invitation,
        shelf=shelf,
    )


def upcoming_page(table: Table) -> UpcomingPage:
    """Return the seven days that begin today."""
    first = local(table.now).date()
    days = [first + timedelta(days=n) for n in range(WEEK)]
    next_ones = coming(table)
    return UpcomingPage(
        table.now,
        tuple(
            ComingDay(
                day,
                paper_of(day),
                tuple(
                    teaser_of(drop, table.notes.get(drop.id), table.now)
                    for drop in next_ones
                    if local(drop.window.opens_at).date() == day
                ),
            )
            for day in days
        ),
    )
