"""What no typography may touch in a Markdown text, put aside and put back; pure."""

import re

# Two private-use characters stand for what is put aside: one is read as a word,
# the other as the start of a line.
WORD = "\ue000"
LINE_START = "\ue001"

_UNTOUCHABLE = re.compile(
    r"""
      (?P<word>
        ^[ ]{0,3}(?P<fence>```|~~~)[\s\S]*?(?:^[ ]{0,3}(?P=fence)[^\n]*$|\Z)
      | ^[ ]{0,3}\[[^\]\n]*\]:[^\n]*$             # the address of a link, below
      | (?P<ticks>`+)(?!`)[\s\S]*?(?<!`)(?P=ticks)(?!`)
      | \\[!-/:-@\[-`{-~]                         # an escaped mark
      | &\#?\w{1,32};                             # an entity
      | \]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)   # the address of a link, in line
      | (?:https?://|mailto:|www\.)(?:[^\s<>"«»“”]*[^\s<>"«»“”.,;:!?)\]'’*_…])?
      | [\ue000\ue001]
      )
    | (?P<line>
        ^[ \t]*(?:(?:[-*+>]|\#{1,6}|\d{1,9}[.)])(?:[ \t]+|(?=>)|(?<=>)|$))+
      | ^(?:[ ]{4}|\t)[^\n]*$                     # code, by its indent
      )
    """,
    re.MULTILINE | re.VERBOSE,
)


def hide(text: str) -> tuple[str, list[str]]:
    """Return the prose with a stand-in for each untouchable, and those in order."""
    hidden: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        hidden.append(found.group())
        return WORD if found.group("word") is not None else LINE_START

    return _UNTOUCHABLE.sub(put_aside, text), hidden


def show(prose: str, hidden: list[str]) -> str:
    """Return the text with every untouchable back in its place, unchanged."""
    kept = iter(hidden)
    return re.sub(f"[{WORD}{LINE_START}]", lambda _: next(kept), prose)
