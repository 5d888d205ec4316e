"""Pure geometry of the calendar: which drop covers which cells of the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Placed:
    """One drop of the grid. place: from 1. day: of its opening. days: columns, >= 1."""

    key: int
    place: int
    day: date
    days: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of columns from `day`: one drop (its key), or one empty day (None).

    comes_before, goes_on: the drop began before the grid or ends after it.
    """

    day: date
    span: int
    key: int | None = None
    comes_before: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a place. lane: 0, or more when drops of one place overlap."""

    place: int
    lane: int
    cells: tuple[Cell, ...]


def days_covered(opens: datetime, closes: datetime) -> int:
    """Return how many sale days a window covers, by its wall clock; at least 1.

    A sale day runs from one opening hour to the next: 24 h is one, 48 h two.
    opens, closes: both local, so that a clock change does not count.
    """
    elapsed = closes.replace(tzinfo=None) - opens.replace(tzinfo=None)
    return max(1, -(-elapsed // timedelta(days=1)))


def rows_of(
    placed: Sequence[Placed], first_day: date, columns: int, places: int
) -> tuple[Row, ...]:
    """Return the lines of the grid: at least `places`, each cut into cells.

    Drops that overlap in one place get a line each, so that none is hidden.
    """
    last_place = max([places, *(one.place for one in placed)])
    return tuple(
        Row(place, lane, _cells(run, first_day, columns))
        for place in range(1, last_place + 1)
        for lane, run in enumerate(
            _lanes([one for one in placed if one.place == place])
        )
    )


def _lanes(placed: list[Placed]) -> list[list[Placed]]:
    lanes: list[list[Placed]] = [[]]
    for one in sorted(placed, key=lambda one: (one.day, one.key)):
        for lane in lanes:
            if not lane or lane[-1].day + timedelta(days=lane[-1].days) <= one.day:
                lane.append(one)
                break
        else:
            lanes.append([one])
    return lanes


def _cells(run: list[Placed], first_day: date, columns: int) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    column = 0
    for one in run:
        start = (one.day - first_day).days
        end = start + one.days
        if end <= 0 or start >= columns:
            continue
        cells += _empty(first_day, column, start)
        shown_from, shown_to = max(0, start), min(columns, end)
        cells.append(
            Cell(
                first_day + timedelta(days=shown_from),
                shown_to - shown_from,
                one.key,
                start < 0,
                end > columns,
            )
        )
        column = shown_to
    return (*cells, *_empty(first_day, column, columns))


def _empty(first_day: date, start: int, end: int) -> list[Cell]:
    return [Cell(first_day + timedelta(days=day), 1) for day in range(start, end)]
