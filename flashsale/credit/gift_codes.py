"""The code of a gift card: random, readable, with a character that tells a typo."""

from flashsale.kernel.ids import CODE_ALPHABET

# 19 characters out of 30 are 93 bits: nobody searches that, even with the hashes.
RANDOM_LENGTH = 19
GROUP = 5
LENGTH = RANDOM_LENGTH + 1
LONGEST_TYPED = 60
_PLACE = {character: place for place, character in enumerate(CODE_ALPHABET)}
_SEPARATORS = str.maketrans("", "", " -\u00a0\u202f\t")


def with_check(random_part: str) -> str:
    """Return a code: its random part and the character that checks it.

    Luhn's rule over our alphabet: it finds every single wrong character and nearly
    every swap of two neighbours. Raises KeyError on a character that is not ours.
    """
    return random_part + CODE_ALPHABET[-_sum(random_part, doubled=True) % _BASE]


def tidy_code(typed: str) -> str | None:
    """Return a code as it is hashed, or None when it is miswritten.

    Case, spaces and hyphens do not matter.
    """
    code = typed[:LONGEST_TYPED].translate(_SEPARATORS).upper()
    if len(code) != LENGTH or any(character not in _PLACE for character in code):
        return None
    return code if _sum(code, doubled=False) % _BASE == 0 else None


def grouped(code: str) -> str:
    """Return a code as people read it: `ABCDE-FGHJK-MNPQR-STVWX`."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


_BASE = len(CODE_ALPHABET)


def _sum(characters: str, *, doubled: bool) -> int:
    """Return Luhn's sum; `doubled`: whether the last character counts twice."""
    total = 0
    for character in reversed(characters):
        value = _PLACE[character]
        if doubled:
            value *= 2
            value = value // _BASE + value % _BASE
        total += value
        doubled = not doubled
    return total
