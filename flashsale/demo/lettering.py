"""Words turned into outlines, so that a drawn cover needs no font to be shown.

The outlines are cut from the house's own fonts (`static/fonts`, SIL OFL 1.1) into
`art/glyphs.json`; `art/README.md` says how. An SVG shown through `<img>` cannot
load a font, and text without its font would not be the drawing any more.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Face = Literal["affiche", "mono"]
# Thousandths of an em: the poster face is set tight, the machine face as it comes.
TRACKING: dict[Face, int] = {"affiche": -20, "mono": 0}


@dataclass(frozen=True, slots=True)
class Outlines:
    """One face: advance and relative path of each character, and its kerning.

    em: how many of the units of the other fields make the size of the lettering.
    """

    em: int
    advances: dict[str, int]
    paths: dict[str, str]
    kerning: dict[str, int]


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of text as one path, in units of which `em` make its size.

    width: units from the origin to the end of the last letter. path: SVG path data
    with the baseline at 0 and y growing downwards.
    """

    em: int
    width: int
    path: str


@cache
def outlines(face: Face) -> Outlines:
    """Return the outlines of one face, read once."""
    source = files("flashsale.demo.art").joinpath("glyphs.json")
    table = json.loads(source.read_text(encoding="utf-8"))[face]
    glyphs: dict[str, tuple[int, str]] = table["glyphs"]
    return Outlines(
        em=table["em"],
        advances={letter: glyph[0] for letter, glyph in glyphs.items()},
        paths={letter: glyph[1] for letter, glyph in glyphs.items()},
        kerning=table["kern"],
    )


def letter(text: str, face: Face = "affiche", tracking: int | None = None) -> Lettering:
    """Return `text` as one outline.

    tracking: thousandths of an em added after each letter; the face's own habit
    when None.

    Raises KeyError for a character that was not cut.
    """
    drawn = outlines(face)
    thousandths = TRACKING[face] if tracking is None else tracking
    spread = round(thousandths * drawn.em / 1000)
    pen, parts = 0, []
    for index, character in enumerate(text):
        if index:
            pen += drawn.kerning.get(text[index - 1] + character, 0) + spread
        outline = drawn.paths[character]
        if outline:
            parts.append(f"M{pen} 0{outline}")
        pen += drawn.advances[character]
    return Lettering(em=drawn.em, width=pen, path="".join(parts))
