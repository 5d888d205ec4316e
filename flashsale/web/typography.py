"""French typography as the OQLF asks for it: idempotent, applied at save."""

import re

NBSP = "\u00a0"
THIN = "\u202f"
_SPACES = f"[ {NBSP}{THIN}]"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # A straight apostrophe between letters, or after the elided l', d', qu'…
    (re.compile(r"(?<=\w)'(?=[\w«“])"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(rf"«{_SPACES}*"), f"«{NBSP}"),
    (re.compile(rf"{_SPACES}*»"), f"{NBSP}»"),
    (re.compile(rf"(?<=[^\s{NBSP}{THIN}]){_SPACES}+([;!?])"), rf"{THIN}\1"),
    (re.compile(rf"(?<=\S){_SPACES}+:(?=\s|$)"), f"{NBSP}:"),
    (re.compile(rf"(?<=\d){_SPACES}+([%$])"), rf"{NBSP}\1"),
    # `14 h 30`: the parts of one hour stay on one line.
    (re.compile(rf"(?<=\d){_SPACES}+h\b"), f"{NBSP}h"),
    (re.compile(rf"(?<=\d{NBSP}h){_SPACES}+(?=\d\d\b)"), NBSP),
)


def typo_fr(text: str) -> str:
    """Return a French text with its spaces, apostrophes and quotes in place.

    Only what is written with an ordinary or wrong space is touched: no space is
    put where none was, but inside « ». `typo_fr(typo_fr(x)) == typo_fr(x)`.
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
