"""Straight double quotes read as pairs, paragraph by paragraph; pure."""

import re

from flashsale.editorial.untouchables import LINE_START

_PARAGRAPH = re.compile(rf"(\n[ \t]*\n|\n(?={LINE_START}))")
_BEFORE_OPENING = "([{«—–-/*_'’‘“" + LINE_START
_AFTER_OPENING = ";:!?%$»)]}.,"


def paired(text: str, opens: str, closes: str) -> str:
    """Return the text with each paragraph's straight quotes replaced by pairs.

    A paragraph whose quotes do not pair without doubt is left as it is. A quote
    after a digit, outside a pair, is an inch mark: 12" is a record.
    """
    parts = _PARAGRAPH.split(text)
    return "".join(
        _paired_paragraph(part, opens, closes) if '"' in part else part
        for part in parts
    )


def _paired_paragraph(text: str, opens: str, closes: str) -> str:
    marks: dict[int, str] = {}
    opened_at: int | None = None
    for at in (found.start() for found in re.finditer('"', text)):
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if opened_at is None:
            if before.isdigit():
                continue
            if not _may_open(before, after):
                return text
            opened_at, marks[at] = at, opens
        else:
            if not _may_close(before, after):
                return text
            opened_at, marks[at] = None, closes
    if opened_at is not None:
        return text
    return "".join(marks.get(at, character) for at, character in enumerate(text))


def _may_open(before: str, after: str) -> bool:
    starts = not before or before.isspace() or before in _BEFORE_OPENING
    return (
        starts
        and bool(after)
        and not after.isspace()
        and after not in (_AFTER_OPENING + '"')
    )


def _may_close(before: str, after: str) -> bool:
    ends = not after or not (after.isalnum() or after in '_"')
    return ends and not before.isspace() and before not in ("«", '"')
