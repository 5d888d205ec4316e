"""What the pages of the sales desk show, built from reads; no request here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext, ngettext

from flashsale.kernel.kinds import Kind
from flashsale.kernel.window import Length, WallWindow, Window, window_of
from flashsale.sales.desk_grid import Cell, Placed, Row, rows_of
from flashsale.sales.desk_reads import DeskDrop, DeskStatus
from flashsale.sales.desk_wording import status_class, status_words
from flashsale.web.filters import local
from flashsale.web.papers import Paper, paper_of

COLUMNS = 10
PLACES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One drop as the calendar draws it. small: its count, in words."""

    id: int
    title: str
    byline: str
    kind: Kind
    status: str
    status_class: str
    paper: Paper
    small: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """One column. can_add: whether a drop may still open that day."""

    day: date
    paper: Paper
    is_past: bool
    is_today: bool
    can_add: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: a block over `span` columns, or an empty day."""

    span: int
    day: Day
    block: Block | None
    comes_before: bool
    goes_on: bool
    can_add: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """One line of the table; its name is said once, on its first lane."""

    place: int
    name: str
    lane: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    """Ten sale days. view: `grille` or `liste`; wanted: the status kept, or empty."""

    days: tuple[Day, ...]
    rows: tuple[GridRow, ...]
    view: str
    wanted: str
    statuses: tuple[tuple[str, str, str], ...]
    opening_hour: time
    before: date
    after: date

    @property
    def is_empty(self) -> bool:
        """Whether no drop is shown at all."""
        return not any(day.blocks for day in self.days)


def calendar_page(
    drops: Sequence[DeskDrop],
    first_day: date,
    now: datetime,
    *,
    opening_hour: time,
    view: str,
    wanted: DeskStatus | None,
) -> CalendarPage:
    """Return the calendar of ten days from `first_day`.

    opening_hour: of the house; a day whose opening is past takes no new drop.
    """
    kept = [drop for drop in drops if wanted is None or drop.status is wanted]
    blocks: dict[int, Block] = {drop.id: _block(drop) for drop in kept}
    span = [first_day + timedelta(days=column) for column in range(COLUMNS)]
    days = tuple(_day(day, kept, blocks, span, now, opening_hour) for day in span)
    placed = [Placed(drop.id, drop.place, drop.day, drop.days) for drop in kept]
    by_date = {day.day: day for day in days}
    return CalendarPage(
        days=days,
        rows=tuple(
            _row(row, by_date, blocks)
            for row in rows_of(placed, first_day, COLUMNS, PLACES)
        ),
        view=view,
        wanted=str(wanted) if wanted else "",
        statuses=tuple(
            (str(status), status_words(status), status_class(status))
            for status in DeskStatus
        ),
        opening_hour=opening_hour,
        before=first_day - timedelta(days=COLUMNS),
        after=first_day + timedelta(days=COLUMNS),
    )


def _day(
    day: date,
    drops: Sequence[DeskDrop],
    blocks: dict[int, Block],
    span: Sequence[date],
    now: datetime,
    opening_hour: time,
) -> Day:
    today = local(now).date()
    # A drop that began before the first column is listed on that column.
    on_it = [
        blocks[drop.id]
        for drop in drops
        if max(drop.day, span[0]) == day
        and drop.day + timedelta(days=drop.days) > span[0]
    ]
    return Day(
        day=day,
        paper=paper_of(day),
        is_past=day < today,
        is_today=day == today,
        can_add=_may_open(day, opening_hour, now),
        blocks=tuple(on_it),
    )


def _may_open(day: date, opening_hour: time, now: datetime) -> bool:
    window = window_of(WallWindow(day, opening_hour, Length.ONE_DAY))
    return isinstance(window, Window) and window.opens_at > now


def _row(row: Row, days: dict[date, Day], blocks: dict[int, Block]) -> GridRow:
    return GridRow(
        place=row.place,
        name=place_words(row.place),
        lane=row.lane,
        cells=tuple(_cell(cell, row, days[cell.day], blocks) for cell in row.cells),
    )


def _cell(cell: Cell, row: Row, day: Day, blocks: dict[int, Block]) -> GridCell:
    return GridCell(
        span=cell.span,
        day=day,
        block=None if cell.key is None else blocks[cell.key],
        comes_before=cell.comes_before,
        goes_on=cell.goes_on,
        # A second line of a place is there because the place is taken.
        can_add=cell.key is None and row.lane == 0 and day.can_add,
    )


def place_words(place: int) -> str:
    """Return the name of a place on the table: `À la une`, `Case 2`."""
    return gettext("À la une") if place == 1 else gettext("Case %(n)s", n=place)


def _block(drop: DeskDrop) -> Block:
    return Block(
        id=drop.id,
        title=drop.title,
        byline=drop.byline,
        kind=drop.kind,
        status=status_words(drop.status),
        status_class=status_class(drop.status),
        paper=paper_of(drop.day),
        small=_small(drop),
        opens_at=drop.window.opens_at,
        closes_at=drop.window.closes_at,
    )


def _small(drop: DeskDrop) -> str:
    if not drop.lots:
        return gettext("à composer")
    if drop.status in (DeskStatus.DRAFT, DeskStatus.READY):
        if drop.is_digital:
            return gettext("numérique")
        return ngettext("%(num)s ex.", "%(num)s ex.", drop.allotted)
    return gettext("%(gone)s sur %(total)s", gone=drop.gone, total=drop.allotted)
