"""What a posted text becomes before it is kept; pure."""

import re
import unicodedata

from flashsale.editorial import typography
from flashsale.kernel.language import Language

LONGEST_HOOK = 160
LONGEST_BODY = 20_000
# Controls, and the marks that turn the direction of what follows them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_BLANKS = re.compile(r"\s+")


def tidied_hook(raw: str, language: Language) -> str:
    """Return an accroche on one line, in place for its language; may be empty."""
    line = _BLANKS.sub(" ", _readable(raw)).strip()
    return typography.in_place(line, language)


def tidied_body(raw: str, language: Language) -> str:
    """Return a Markdown text in place for its language; may be empty."""
    return typography.in_place(_readable(raw).strip("\n"), language).rstrip()


def _readable(raw: str) -> str:
    text = unicodedata.normalize("NFC", raw)
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
