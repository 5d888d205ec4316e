"""What the shipped fonts can write: the rest is marked, and what steers is left out.

A title is whatever a producer typed. Characters that no font holds would make the PDF
unreadable for those who need its text (PDF/UA-1 forbids it); characters that turn or
hide text have no place on a contract.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
UNKNOWN = "\u25a1"
# Where a word that is longer than its column may be broken; it shows nothing.
_BREAK = "\u200b"
_LONGEST_WORD = re.compile(r"\S{24}(?=\S)")
# Controls, directions, what joins nothing, private use, halves of characters.
_LEFT_OUT = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_SPACES = frozenset("\t\n\r\v\f\u2028\u2029\x85")


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Return the first and the last code points of what the fonts hold."""
    lines = (FONTS / "coverage.txt").read_text(encoding="ascii").splitlines()
    pairs = [line.split("-") for line in lines if line and not line.startswith("#")]
    firsts = [int(pair[0], 16) for pair in pairs]
    return firsts, [int(pair[-1], 16) for pair in pairs]


def is_held(character: str) -> bool:
    """Say whether a font of the house can write a character."""
    firsts, lasts = _ranges()
    place = bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def writable(text: str) -> str:
    """Return a text as it can be printed: one line, nothing that steers it."""
    written = []
    for character in unicodedata.normalize("NFC", text):
        if character in _SPACES:
            written.append(" ")
        elif unicodedata.category(character) in _LEFT_OUT:
            continue
        else:
            written.append(character if is_held(character) else UNKNOWN)
    return _LONGEST_WORD.sub(lambda found: found.group() + _BREAK, "".join(written))
