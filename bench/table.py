"""The figures as a table: for a terminal, or as Markdown for the guide."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from bench.figures import Row
from bench.growth import MOST, Curve
from bench.processes import Memory
from bench.rush import COPIES, MEMBERS, Noon
from bench.start import Start

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MOST_MEGABYTES = 400
HEADS = (
    "figure",
    "per second",
    "× hello",
    "target",
    "",
    "p50 ms",
    "p99 ms",
    "house µs",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure that is no ratio. is_met: None where no target is set."""

    name: str
    value: str
    target: str = ""
    is_met: bool | None = None


def machine() -> str:
    """Return what was measured on, in one line."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    cores = len(os.sched_getaffinity(0))
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{cores} cores of {model}, {system}, CPython {platform.python_version()}"


def cells(row: Row) -> tuple[str, ...]:
    """Return a row as its cells; see HEADS."""
    low, high = row.spread
    return (
        row.name,
        f"{row.per_second:,.0f}",
        f"{row.ratio:.3g} ({low:.3g}–{high:.3g})",
        "" if row.target is None else f"≥ {row.target:g}",
        _met(row.is_met),
        f"{row.p50_ms:.1f}" if row.p50_ms else "",
        f"{row.p99_ms:.1f}" if row.p99_ms else "",
        f"{row.house_us:,.0f}" if row.house_us else "",
    )


def _met(is_met: bool | None) -> str:
    return "" if is_met is None else "met" if is_met else "not met"


def noon_lines(noon: Noon, kept: Memory) -> list[Line]:
    """Return what a rush and the memory after it are measured by."""
    sound = not noon.broken and noon.sold == COPIES
    broken = f", broken: {', '.join(noon.broken)}" if noon.broken else ""
    return [
        Line(
            f"rush: {COPIES} copies, {MEMBERS:,} members at once: held",
            f"{noon.sold}{broken}",
            f"exactly {COPIES}",
            sound,
        ),
        Line("rush: answers of 500 and above", str(noon.faults), "0", not noon.faults),
        _below("rush: a hold, p99", noon.p99_ms, 500, "ms"),
        Line("rush: a hold, p50", f"{noon.p50_ms:,.0f} ms"),
        Line("rush: sold out after", f"{noon.sold_out_ms / 1000:.2f} s"),
        _below("rush: last answer after", noon.last_ms / 1000, 3, "s", 2),
        _below(
            "memory after it: web ×2, worker, Valkey", kept.own, MOST_MEGABYTES, "MB"
        ),
        Line("the same, shared pages counted each time", f"{kept.resident:,.0f} MB"),
    ]


def growth_lines(curve: Curve) -> list[Line]:
    """Return what each size of an axis costs; the last line is held to the target."""
    lines = []
    for point in curve.points:
        is_last = point is curve.points[-1]
        times = point.hold_ms / curve.points[0].hold_ms
        lines.append(
            Line(
                f"{point.size:,} {curve.name}",
                f"{point.hold_ms:.2f} ms a hold (× {times:.2f}), of the processors "
                f"{point.house_ms:.2f} ms; its page {point.page_ms:.2f} ms",
                f"≤ × {MOST:g}" if is_last else "",
                curve.growth <= MOST if is_last else None,
            )
        )
    return lines


def start_lines(start: Start) -> list[Line]:
    """Return how soon the demo can be used."""
    return [
        _below("demo ready, started again", start.again, 15, "s", 1),
        Line("demo ready, first start", f"{start.first:.1f} s"),
    ]


def _below(name: str, value: float, most: float, unit: str, digits: int = 0) -> Line:
    told = f"{value:,.{digits}f} {unit}"
    return Line(name, told, f"≤ {most:g} {unit}", value <= most)


def rich_table(store: str, rows: Sequence[Row]) -> Table:
    """Return the ratios for a terminal."""
    table = Table(title=NAMES[store])
    for head in HEADS:
        table.add_column(head, justify="left" if head == "figure" else "right")
    for row in rows:
        table.add_row(*cells(row))
    return table


def rich_lines(title: str, lines: Sequence[Line]) -> Table:
    """Return the other figures for a terminal."""
    table = Table(title=title)
    for head in ("figure", "value", "target", ""):
        table.add_column(head, justify="left" if head == "figure" else "right")
    for line in lines:
        table.add_row(line.name, line.value, line.target, _met(line.is_met))
    return table


def markdown_rows(rows: Sequence[Row]) -> str:
    """Return the ratios as a table of Markdown."""
    return _markdown(HEADS, [cells(row) for row in rows])


def markdown_lines(lines: Sequence[Line]) -> str:
    """Return the other figures as a table of Markdown."""
    heads = ("figure", "value", "target", "")
    told = [(one.name, one.value, one.target, _met(one.is_met)) for one in lines]
    return _markdown(heads, told)


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    ruler = ["---", *["--:" for _ in heads[1:]]]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ruler, *rows))
