"""The stock sheet: one square per copy, drawn as one path per state."""

from dataclasses import dataclass

MOST_SQUARES = 240
_SIDE = 10
_STEP = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """The geometry of a stock sheet, ready for an SVG.

    view_box: the attribute's value. gone, mine, left: path data, empty when no
    square is in that state. per_square: copies one square stands for, >= 1.
    """

    view_box: str
    gone: str
    mine: str
    left: str
    per_square: int


def _columns(squares: int) -> int:
    if squares <= 80:
        return 20
    return 30 if squares <= 120 else 40


def _squares(first: int, count: int, columns: int) -> str:
    """Return the path of `count` squares from number `first`, row by row."""
    drawn, row = [], None
    for index in range(first, first + count):
        if index // columns != row:
            row = index // columns
            drawn.append(f"M{index % columns * _STEP} {row * _STEP}")
        else:
            drawn.append(f"m{_STEP} 0")
        drawn.append(f"h{_SIDE}v{_SIDE}h-{_SIDE}z")
    return "".join(drawn)


def sheet(allotted: int, left: int, mine: int = 0) -> Sheet:
    """Return the sheet of a lot: gone, then yours, then left, in reading order.

    allotted: >= 1. left: copies nobody else has a claim on, yours included.
    mine: of those, the ones held for the reader. Over 240 copies a square stands
    for several; a state with copies keeps at least one square.
    """
    per_square = -(-allotted // MOST_SQUARES)
    total = -(-allotted // per_square)
    yours = min(-(-mine // per_square), total)
    free = min(-(-(left - mine) // per_square), total - yours)
    gone = total - yours - free
    columns = _columns(total)
    rows = -(-total // columns)
    width = columns * _STEP - (_STEP - _SIDE) + 2
    height = rows * _STEP - (_STEP - _SIDE) + 2
    return Sheet(
        view_box=f"-1 -1 {width} {height}",
        gone=_squares(0, gone, columns),
        mine=_squares(gone, yours, columns),
        left=_squares(gone + yours, free, columns),
        per_square=per_square,
    )
