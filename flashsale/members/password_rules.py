"""What a password must be: long and not one everybody has; pure (security.md S9)."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 256
# Fewer different characters than this is a key held down or two keys in turn.
FEWEST_DIFFERENT = 5
LIST = Path(__file__).with_name("common_passwords.txt")
_WORD = re.compile(r"[^\W_]+")
_RUNS = (
    "0123456789" * 4,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
    "azertyuiopqsdfghjklmwxcvbn" * 2,
    "1q2w3e4r5t6y7u8i9o0p",
    "1a2z3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


class PasswordRefusal(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"
    ABOUT_YOU = "about_you"


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return the words that open too many doors: lower-case, letters and digits."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


def refuse_password(password: str, about: Iterable[str] = ()) -> PasswordRefusal | None:
    """Say why a password cannot be taken, or None if it can.

    about: words of the person and of the house (name, address, club); a password
    that is little more than one of them is refused. There is no rule on kinds of
    characters, and spaces count as any other.
    """
    if len(password) < SHORTEST_PASSWORD:
        return PasswordRefusal.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordRefusal.TOO_LONG
    plain = _plain(password)
    if _is_common(plain):
        return PasswordRefusal.TOO_COMMON
    if _is_about(plain, about):
        return PasswordRefusal.ABOUT_YOU
    return None


def _plain(text: str) -> str:
    """Return the letters and digits of a text, without case or accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if character.isalnum())


def _is_common(plain: str) -> bool:
    if len(set(plain)) < FEWEST_DIFFERENT:
        return True
    if any(plain in run or plain in run[::-1] for run in _RUNS):
        return True
    # Years and numbers hung on a word are what everybody hangs on it.
    return any(
        core in common_passwords() for core in (_unit(plain), _unit(_letters(plain)))
    )


def _letters(plain: str) -> str:
    return plain.strip("0123456789")


def _unit(plain: str) -> str:
    """Return the shortest text that, repeated, makes `plain`: `lololo` is `lo`."""
    if not plain:
        return plain
    period = (plain + plain).find(plain, 1)
    return plain[:period]


def _is_about(plain: str, about: Iterable[str]) -> bool:
    texts = list(about)
    texts += [part for text in texts for part in _WORD.findall(text)]
    rest = plain
    for word in sorted({_plain(text) for text in texts}, key=len, reverse=True):
        if len(word) >= 3:
            rest = rest.replace(word, "")
    # What is left beside the known words is too short to be a secret.
    return len(rest) < len(plain) and len(rest) < SHORTEST_PASSWORD // 2
