"""Draws how cost grows as an SVG: three curves over a logarithmic axis, no library."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10

from bench.growth import MOST, Curve

WIDTH, HEIGHT = 760, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 210, 28, 52
# The house's ink on its paper; told apart by dashes and by their names, not by colour.
INK, PAPER, QUIET = "#1c1b19", "#fbfaf7", "#6b675f"
STROKES = (("#b3261e", ""), ("#1f4e79", "7 4"), ("#2f6b3a", "2 4"))
DECADES = 5


def growth_svg(curves: Sequence[Curve], title: str) -> str:
    """Return a plot of each curve, as a multiple of its smallest size."""
    highest = max(
        2.0, *(p.hold_ms / c.points[0].hold_ms * 1.1 for c in curves for p in c.points)
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        *_axes(highest),
    ]
    names = _spread([_y(c.growth, highest) for c in curves])
    for curve, stroke, at in zip(curves, STROKES, names, strict=True):
        parts += _curve(curve, stroke, highest, at)
    return "\n".join([*parts, "</svg>\n"])


def _x(size: float) -> float:
    return LEFT + log10(max(1, size)) / DECADES * (WIDTH - LEFT - RIGHT)


def _y(times: float, highest: float) -> float:
    return HEIGHT - BOTTOM - times / highest * (HEIGHT - TOP - BOTTOM)


def _spread(wanted: list[float]) -> list[float]:
    """Return heights for names, kept apart so that none covers another."""
    found = dict[int, float]()
    below = float("-inf")
    for number in sorted(range(len(wanted)), key=lambda one: wanted[one]):
        below = found[number] = max(wanted[number], below + 34)
    return [found[number] for number in range(len(wanted))]


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return f'<line x1="{x1:.0f}" y1="{y1:.1f}" x2="{x2:.0f}" y2="{y2:.1f}" {style}/>'


def _text(x: float, y: float, text: str, anchor: str = "start", ink: str = INK) -> str:
    place = f'x="{x:.0f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}"'
    return f"<text {place}>{escape(text)}</text>"


def _axes(highest: float) -> list[str]:
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [_line(LEFT, floor, right, floor, f'stroke="{INK}"')]
    for power in range(DECADES + 1):
        at = _x(10**power)
        parts.append(_line(at, floor, at, floor + 5, f'stroke="{INK}"'))
        parts.append(_text(at, floor + 20, f"{10**power:,}", "middle", QUIET))
    steps = int(highest * 2) + 1
    for step in range(0, steps, 1 if steps < 8 else max(1, steps // 6)):
        at = _y(step / 2, highest)
        parts.append(_line(LEFT, at, right, at, f'stroke="{INK}" opacity="0.12"'))
        parts.append(_text(LEFT - 8, at + 4, f"{step / 2:g}", "end", QUIET))
    most = _y(MOST, highest)
    style = f'stroke="{QUIET}" stroke-dasharray="1 3"'
    parts += [
        _line(LEFT, most, right, most, style),
        _text(LEFT + 4, most - 5, f"target: at most {MOST:g}", ink=QUIET),
        _text(LEFT, TOP - 10, "cost of one admitted hold, × the smallest size"),
        _text(right, HEIGHT - 10, "how many there are", "end", QUIET),
    ]
    return parts


def _curve(
    curve: Curve, stroke: tuple[str, str], highest: float, name_at: float
) -> list[str]:
    colour, dashes = stroke
    first = curve.points[0].hold_ms
    places = [(_x(p.size), _y(p.hold_ms / first, highest)) for p in curve.points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    right = WIDTH - RIGHT + 14
    smallest, largest = curve.points[0].size, curve.points[-1].size
    return [
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5" '
        f'stroke-dasharray="{dashes}"/>',
        *(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
            for x, y in places
        ),
        _text(right, name_at - 4, f"{curve.name}", ink=colour),
        _text(
            right,
            name_at + 11,
            f"{smallest:,} to {largest:,}: × {curve.growth:.2f}",
            ink=QUIET,
        ),
    ]
