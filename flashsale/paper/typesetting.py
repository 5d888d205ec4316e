"""Setting a paper as a PDF for everyone (PDF/UA-1), by typst, used here alone.

The same paper gives the same bytes: its fonts are shipped, nothing of the machine is
read, and it is dated from the day it was issued. What a paper says is handed over as
JSON, never as source: nothing that somebody typed is run.
"""

import json
from dataclasses import asdict
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from flashsale.paper.content import Paper
from flashsale.paper.glyphs import FONTS, writable
from flashsale.paper.printed import languages_of, printed
from flashsale.paper.requirements import NotPrintable, forbidden_words
from flashsale.web import papers

TEMPLATES = Path(__file__).parents[2] / "templates" / "paper"
# The papers of static/tirage.css, and the pale ones that go with them.
COLOURS = {
    papers.Paper.CIEL: ("#C6E0F5", "#E6F1FB"),
    papers.Paper.SAUMON: ("#FFCFBB", "#FFE9E0"),
    papers.Paper.CANARI: ("#FBE58A", "#FDF3C6"),
    papers.Paper.MENTHE: ("#CBE8D4", "#E9F6EE"),
    papers.Paper.ROSE: ("#FACADD", "#FDE8F0"),
    papers.Paper.LILAS: ("#DACFF3", "#EFEAFB"),
    papers.Paper.BOND: ("#F2F0E8", "#FBFAF6"),
}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONTS)],
    )


def typeset(paper: Paper) -> bytes:
    """Return a paper as a PDF; takes some tenths of a second.

    Raises NotPrintable at words of ours that no paper may say, and typst.TypstError
    when the document is not one that everybody can read (PDF/UA-1).
    """
    return typst.compile(
        str(TEMPLATES / "paper.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"paper": json.dumps(_data(paper), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(datetime.fromisoformat(paper.issued_at).timestamp()),
    )


def _data(paper: Paper) -> dict[str, Any]:
    colour, faint = COLOURS[papers.paper_of(date.fromisoformat(paper.issued_on))]
    parts = [_part(paper, asdict(printed(paper, one))) for one in languages_of(paper)]
    return {
        "club": writable(paper.seller.name),
        "order": paper.order_code,
        "colour": colour,
        "faint": faint,
        "parts": parts,
    }


def _part(paper: Paper, words: dict[str, Any]) -> dict[str, Any]:
    """Return the words of one language; what we say of taxes is looked at again."""
    ours = [row["word"] for row in (*words["sums"], *words["payment"])]
    found = forbidden_words(" ".join(ours))
    if found:
        raise NotPrintable(found[0])
    return {name: _written(value) for name, value in words.items()}


def _written(value: Any) -> Any:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {name: _written(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(one) for one in value]
    return value
