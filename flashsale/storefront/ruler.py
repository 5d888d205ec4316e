"""The ruler under today's table: what closes in the next 48 hours, and its marks."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from flashsale.kernel.language import Language
from flashsale.storefront.parts import Card, Closing, Tick
from flashsale.web.filters import ZONE, hour, local, short_day

RULER_HOURS = 48
# The narrowest a column gets, in pixels: beside a phone's window of 320, and of 700.
PHONE_COLUMN_PX, WIDE_COLUMN_PX = 5.8, 13.4
# `.regle .graduation span`: letters of 12 px in a font whose letters are all as wide.
LETTER_PX, MARGIN_PX = 7.3, 8
NOW = {Language.FR: "maint.", Language.EN: "now"}


def closings_of(cards: Sequence[Card], now: datetime) -> tuple[Closing, ...]:
    """Return a bar for each drop that can still be had, the first to close first."""
    bars = [
        Closing(
            card.title,
            card.path,
            card.paper,
            card.closes_at,
            _columns(card.closes_at - now),
        )
        for card in cards
        if not card.stock.is_sold_out
    ]
    return tuple(sorted(bars, key=lambda bar: bar.closes_at))


def _columns(left: timedelta) -> int:
    hours = -(-left // timedelta(hours=1))
    return min(RULER_HOURS, max(1, hours))


def ticks_of(now: datetime, opening: datetime, language: Language) -> tuple[Tick, ...]:
    """Return the midnights and openings of the next 48 hours, as ruler columns.

    Where two labels would touch, the opening is told and the midnight is not; what
    only a wide page has room for says so.
    """
    marks = [(at, True) for at in _at(now, local(opening).time())]
    marks += [(at, False) for at in _at(now, time(0))]
    found: dict[int, Tick] = {}
    wide, phone = [_now(language)], [_now(language)]
    for at, is_opening in marks:
        column = -(-(at - now) // timedelta(hours=1)) + 1
        text = _label(at, language, is_opening=is_opening)
        if not _has_room(column, text, wide, WIDE_COLUMN_PX):
            continue
        wide.append((column, text))
        is_everywhere = _has_room(column, text, phone, PHONE_COLUMN_PX)
        if is_everywhere:
            phone.append((column, text))
        found[column] = Tick(column, text, is_wide=not is_everywhere)
    return tuple(found[column] for column in sorted(found))


def _now(language: Language) -> tuple[int, str]:
    return 1, NOW[language]


def _at(now: datetime, wall: time) -> list[datetime]:
    """Return the coming instants of three days at which clocks show `wall`."""
    today = local(now).date()
    found = (
        datetime.combine(today + timedelta(days=days), wall, ZONE) for days in range(3)
    )
    return [at for at in found if at > now]


def _label(at: datetime, language: Language, *, is_opening: bool) -> str:
    if not is_opening:
        return hour(at, language)
    return f"{short_day(at, language).split('.')[0]}. {hour(at, language)}"


def end_of(column: int, text: str, column_px: float) -> float:
    """Return where a label ends, in columns: the next one may begin there."""
    return column + (MARGIN_PX + LETTER_PX * len(text)) / column_px


def _has_room(
    column: int, text: str, others: list[tuple[int, str]], column_px: float
) -> bool:
    end = end_of(column, text, column_px)
    if end > RULER_HOURS + 1:
        return False
    return all(
        end <= other or end_of(other, told, column_px) <= column
        for other, told in others
    )
