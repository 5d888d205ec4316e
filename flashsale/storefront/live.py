"""The live numbers of a drop: the few bytes an open page asks for again and again.

The same for every reader, so what is the reader's own is not in them; pure.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from json import dumps

from flashsale.sales.catalogue import DropFacts
from flashsale.sales.lifecycle import Phase
from flashsale.web.filters import machine_instant

SUFFIX = "/direct"
# A browser may show them again for this long without asking; then it asks by tag.
FRESH_FOR_S = 2
# What stands where the instant of an answer goes.
_AT = "\0"


@dataclass(frozen=True, slots=True)
class LiveNumbers:
    """The numbers of a drop as bytes around the instant at which they are told.

    tag: changes with any number or state, not with the instant alone.
    """

    before: bytes
    after: bytes
    tag: str

    def told_at(self, now: datetime) -> bytes:
        """Return the JSON of an answer given at `now`."""
        return self.before + machine_instant(now).encode() + self.after


def numbers_of(drop: DropFacts, phase: Phase) -> LiveNumbers:
    """Return the live numbers of a drop that stands in `phase`.

    left: copies nobody has a claim on. held: in baskets or promised, they may come
    back. state: free, all_held or sold_out. lots: the same of each format, by its
    id, where there are several.
    """
    level = drop.level
    told: dict[str, object] = {
        "at": _AT,
        "phase": str(phase),
        "state": str(level.public),
        "allotted": level.allotted,
        "left": level.available,
        "held": level.promised,
    }
    if len(drop.lots) > 1:
        told["lots"] = {
            str(lot.id): [lot.level.available, str(lot.level.public)]
            for lot in drop.lots
        }
    text = dumps(told, ensure_ascii=False, separators=(",", ":"))
    before, after = text.split(dumps(_AT).strip('"'), 1)
    tag = blake2b(text.encode(), digest_size=9).hexdigest()
    return LiveNumbers(before.encode(), after.encode(), f'W/"{tag}"')


def is_known(asked: str | None, tag: str) -> bool:
    """Say whether an If-None-Match header names this tag; weakly, as GET compares."""
    if not asked:
        return False
    strong = tag.removeprefix("W/")
    named = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return strong in named or "*" in named


Answer = tuple[int, list[tuple[str, str]], bytes]


def answer_to(asked: str | None, numbers: LiveNumbers, now: datetime) -> Answer:
    """Return status, own headers and body of an answer given at `now`.

    asked: the If-None-Match header.
    """
    headers = [
        ("ETag", numbers.tag),
        ("Cache-Control", f"private, max-age={FRESH_FOR_S}"),
    ]
    if is_known(asked, numbers.tag):
        return 304, headers, b""
    return 200, [*headers, ("Content-Type", "application/json")], numbers.told_at(now)
