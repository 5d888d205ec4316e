"""A sheet one draws on: flat inks, screens, overprint and lettering, out as SVG."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from random import Random

from flashsale.demo.lettering import Face, letter

NUIT = "#15133A"
ROUGE = "#FF4B33"
BLEU = "#2B3FD0"
VERT = "#0E9C68"
JAUNE = "#FFC400"
ROSE = "#FF5FA8"
OCRE = "#F2A65A"
LAGON = "#19B3C4"
BLANC = "#FFFFFF"

Point = tuple[float, float]


def number(value: float) -> str:
    """Return a coordinate with one decimal at most: a tenth is finer than any ink."""
    return f"{value:.1f}".removesuffix(".0")


def polygon(points: Sequence[Point]) -> str:
    """Return the closed path through `points`."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def smooth(points: Sequence[Point]) -> str:
    """Return an open path that passes softly along `points` (at least three).

    Each inner point pulls the line; the line itself runs through the middles.
    """
    start, *inner = points
    path = f"M{number(start[0])} {number(start[1])}"
    for (x, y), (next_x, next_y) in pairwise(inner[:-1]):
        middle = f"{number((x + next_x) / 2)} {number((y + next_y) / 2)}"
        path += f"Q{number(x)} {number(y)} {middle}"
    (pull_x, pull_y), (x, y) = inner[-2:]
    return path + f"Q{number(pull_x)} {number(pull_y)} {number(x)} {number(y)}"


Box = tuple[int, int, int, int]


def scatter(draw: Random, count: int, box: Box) -> list[tuple[int, int]]:
    """Return `count` places drawn within a box (left, top, right, bottom)."""
    left, top, right, bottom = box
    return [
        (draw.randint(left, right), draw.randint(top, bottom)) for _ in range(count)
    ]


class Sheet:
    """One drawing under way; `svg()` hands it out."""

    def __init__(self, name: str, width: int, height: int, paper: str) -> None:
        """Start from a paper. name: prefix of every id, unique among the drawings."""
        self.name, self.width, self.height = name, width, height
        self._defs: list[str] = []
        self._sorts: dict[str, str] = {}
        self._body: list[str] = []
        self.rect(0, 0, width, height, paper)

    def _define(self, markup: str) -> str:
        key = f"{self.name}-{len(self._defs) + 1}"
        self._defs.append(markup.replace("ID", key, 1))
        return f"url(#{key})"

    def dots(self, ink: str, cell: float, radius: float, turn: float = 20) -> str:
        """Return a fill: a halftone of dots, `cell` apart, turned by `turn` degrees."""
        middle = number(cell / 2)
        return self._screen(
            cell,
            turn,
            f'<circle cx="{middle}" cy="{middle}" r="{number(radius)}" fill="{ink}"/>',
        )

    def lines(self, ink: str, cell: float, thick: float, turn: float = 0) -> str:
        """Return a fill: parallel lines, `cell` apart, turned by `turn` degrees."""
        size = f'width="{number(cell)}" height="{number(thick)}"'
        return self._screen(cell, turn, f'<rect {size} fill="{ink}"/>')

    def _screen(self, cell: float, turn: float, mark: str) -> str:
        size = number(cell)
        turned = f' patternTransform="rotate({number(turn)})"' if turn else ""
        return self._define(
            f'<pattern id="ID" width="{size}" height="{size}" '
            f'patternUnits="userSpaceOnUse"{turned}>{mark}</pattern>'
        )

    def clip(self, path: str) -> str:
        """Return a clip for `group`: only what falls inside `path` is printed."""
        return self._define(f'<clipPath id="ID"><path d="{path}"/></clipPath>')

    def put(self, markup: str) -> None:
        """Add markup as it is."""
        self._body.append(markup)

    @contextmanager
    def group(
        self, transform: str = "", *, clip: str = "", over: bool = False
    ) -> Iterator[None]:
        """Draw inside a group: moved or turned, clipped, or overprinted as a whole."""
        marks = f' transform="{transform}"' if transform else ""
        marks += f' clip-path="{clip}"' if clip else ""
        marks += ' class="m"' if over else ""
        self.put(f"<g{marks}>")
        yield
        self.put("</g>")

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, *, over: bool = False
    ) -> None:
        """Print a rectangle; `over`: on top of the other inks, as a press does."""
        place = f'x="{number(x)}" y="{number(y)}" ' if x or y else ""
        size = f'width="{number(w)}" height="{number(h)}"'
        self.put(f'<rect {place}{size} fill="{fill}"{_over(over)}/>')

    def disc(
        self, x: float, y: float, r: float, fill: str, *, over: bool = False
    ) -> None:
        """Print a disc."""
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(r)}"'
        self.put(f'<circle {place} fill="{fill}"{_over(over)}/>')

    def oval(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        fill: str,
        *,
        over: bool = False,
    ) -> None:
        """Print an ellipse."""
        place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}"'
        self.put(f'<ellipse {place} fill="{fill}"{_over(over)}/>')

    def specks(self, points: Sequence[Point], ink: str, size: float) -> None:
        """Print many small discs of one size as one path."""
        d = "".join(f"M{number(x)} {number(y)}h0" for x, y in points)
        self.line(d, ink, size, ends="round")

    def path(self, d: str, fill: str, *, over: bool = False) -> None:
        """Print a filled shape."""
        self.put(f'<path d="{d}" fill="{fill}"{_over(over)}/>')

    def line(
        self,
        d: str,
        ink: str,
        thick: float,
        *,
        over: bool = False,
        dash: str = "",
        ends: str = "",
    ) -> None:
        """Print a line; `dash` and `ends` as SVG says them ("34 20", "round")."""
        marks = f' stroke-dasharray="{dash}"' if dash else ""
        marks += f' stroke-linecap="{ends}" stroke-linejoin="{ends}"' if ends else ""
        self.put(
            f'<path d="{d}" fill="none" stroke="{ink}" '
            f'stroke-width="{number(thick)}"{marks}{_over(over)}/>'
        )

    def title(
        self,
        x: float,
        y: float,
        size: float,
        text: str,
        ink: str = NUIT,
        *,
        width: float | None = None,
        align: str = "start",
        over: bool = False,
        face: Face = "affiche",
        tracking: int | None = None,
        outline: float = 0,
    ) -> float:
        """Print a line of lettering on the baseline `y`; return its printed width.

        size: px per em. width: stretch or squeeze to this width. align: start,
        middle or end of the line is at `x`. outline: print only its contour.
        """
        drawn = letter(text, face, tracking)
        tall = size / drawn.em
        wide = width / drawn.width if width else tall
        printed = drawn.width * wide
        left = x - {"start": 0.0, "middle": printed / 2, "end": printed}[align]
        ratio = f"{wide:.4f}" if wide == tall else f"{wide:.4f} {tall:.4f}"
        ink_marks = f'fill="{ink}"'
        if outline:
            ink_marks = (
                f'fill="none" stroke="{ink}" stroke-width="{outline / tall:.0f}"'
            )
        self.put(
            f'<path transform="translate({number(left)} {number(y)}) scale({ratio})" '
            f'd="{drawn.path}" {ink_marks}{_over(over)}/>'
        )
        return printed

    def sorts(self, x: float, y: float, size: float, text: str, ink: str) -> None:
        """Print short text centred on `x`, each letter cut once for the whole sheet.

        For many numbers on one sheet: a letter used twice costs its outline once.
        """
        widths = [letter(character).width for character in text]
        scale = size / letter(text[0]).em
        pen = x - sum(widths) * scale / 2
        for character, width in zip(text, widths, strict=True):
            if character not in self._sorts:
                outline = f'<path id="ID" d="{letter(character).path}"/>'
                self._sorts[character] = self._define(outline)[4:-1]
            place = f"translate({number(pen)} {number(y)}) scale({scale:.3f})"
            cut = self._sorts[character]
            self.put(f'<use href="{cut}" transform="{place}" fill="{ink}"/>')
            pen += width * scale

    def label(
        self,
        x: float,
        y: float,
        size: float,
        text: str,
        ink: str = NUIT,
        *,
        align: str = "start",
        tracking: int = 0,
    ) -> float:
        """Print a line in the machine face; return its printed width."""
        return self.title(
            x, y, size, text, ink, align=align, face="mono", tracking=tracking
        )

    def svg(self) -> str:
        """Return the drawing, complete and standing alone."""
        defs = f"<defs>{''.join(self._defs)}</defs>" if self._defs else ""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}">'
            "<style>.m{mix-blend-mode:multiply}</style>"
            f"{defs}{''.join(self._body)}</svg>"
        )


def _over(over: bool) -> str:
    return ' class="m"' if over else ""
