"""Typography of a Markdown text as the OQLF and Canadian English ask for it; pure.

Applied once, when a text is saved. Each pass is idempotent, touches neither
addresses nor code nor Markdown marks, and changes nothing it is not sure of.
"""

import re

from flashsale.editorial.straight_quotes import paired
from flashsale.editorial.untouchables import LINE_START, hide, show
from flashsale.kernel.language import Language

NBSP = "\u00a0"
THIN = "\u202f"
_GAP = f"[ {NBSP}{THIN}]"


def _after(plain: str) -> str:
    # After a plain character and the marks that end its emphasis; never after an
    # opening mark, which would lose its meaning before a space, nor a line's start.
    ends = (f"(?<=[{plain}]{'[*_]' * marks})" for marks in range(4))
    return f"(?:{'|'.join(ends)})"


_AFTER_WORD = _after(rf"^\s*_;:!?{LINE_START}")
_INSIDE = _after(rf"^\s*_{LINE_START}")
_ELLIPSIS = re.compile(r"(?<!\.)\.{3}(?!\.)")
_FRENCH: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)'|(?<=\d)'(?=\w)"), "’"),
    (re.compile(rf"«{_GAP}*(?=[*_]{{0,3}}[^\s*_])"), f"«{NBSP}"),
    (re.compile(rf"{_INSIDE}{_GAP}*»"), f"{NBSP}»"),
    # Where a space was put before the mark, it is narrowed; where none was, one is
    # added only at the end of a word.
    (re.compile(rf"{_AFTER_WORD}{_GAP}+([;!?])(?!\[)"), rf"{THIN}\1"),
    (re.compile(rf"{_AFTER_WORD}([;!?])(?![\w\[])"), rf"{THIN}\1"),
    (re.compile(rf"{_AFTER_WORD}{_GAP}*:(?=\s|\Z)"), f"{NBSP}:"),
    (re.compile(rf"(?<=\d){_GAP}*([%$])(?!\d)"), rf"{NBSP}\1"),
    # `14 h 30`: the parts of one hour stay on one line.
    (
        re.compile(rf"(?<![\w.,])(\d{{1,2}}){_GAP}*h{_GAP}*(\d\d)(?!\w|{_GAP}*h\b)"),
        rf"\1{NBSP}h{NBSP}\2",
    ),
    (re.compile(rf"(?<![\w.,])(\d{{1,2}}){_GAP}*h(?!\w)"), rf"\1{NBSP}h"),
    (re.compile(rf"\b([nN])(?:[°º]\.?{_GAP}*|o\.?{_GAP}+)(?=\d)"), rf"\1º{NBSP}"),
)
# Words that lose their first letter take an apostrophe, not an opening quote.
_ELIDED = r"(?i:tis|twas|til|em|cause|n)\b"
_ENGLISH: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<![^\s(\[{{—–“*_{LINE_START}])'(?!{_ELIDED})(?=[^\W\d])"), "‘"),
    (re.compile(r"(?<!\d)'|(?<=\d)'(?=\w)"), "’"),
    (re.compile(rf"(?<=\d){_GAP}+(?=[ap]\.m\.)"), NBSP),
)


def french(text: str) -> str:
    """Return a French Markdown text with its spaces, quotes and marks in place.

    U+00A0 before `:`, inside « », before `%`, `$` and `h`, after `nº`; U+202F
    before `;`, `!` and `?`; straight quotes become « » where they go by pairs.
    """
    return _passed(text, _FRENCH, f"«{NBSP}", f"{NBSP}»")


def english(text: str) -> str:
    """Return an English Markdown text with curly quotes and true ellipses."""
    return _passed(text, _ENGLISH, "“", "”")


def in_place(text: str, language: Language) -> str:
    """Return the text as the typography of its language wants it."""
    return french(text) if language is Language.FR else english(text)


def _passed(
    text: str, rules: tuple[tuple[re.Pattern[str], str], ...], opens: str, closes: str
) -> str:
    prose, hidden = hide(text)
    # First, because a quote before a full stop is not read as an opening one.
    prose = paired(_ELLIPSIS.sub("…", prose), opens, closes)
    for pattern, replacement in rules:
        prose = pattern.sub(replacement, prose)
    return show(prose, hidden)
