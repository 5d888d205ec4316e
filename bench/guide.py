"""Puts what was measured into docs/performance.md, between two comments."""

from __future__ import annotations

from bench.house import ROOT

GUIDE = ROOT / "docs" / "performance.md"


def put(name: str, text: str) -> None:
    """Replace a part of the guide: what stands between the comments of that name."""
    begins, ends = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    guide = GUIDE.read_text(encoding="utf-8")
    before, _, rest = guide.partition(begins)
    _, found, after = rest.partition(ends)
    if not found:
        raise ValueError(f"{GUIDE} has no part {name!r}")
    GUIDE.write_text(f"{before}{begins}\n{text}\n{ends}{after}", encoding="utf-8")
