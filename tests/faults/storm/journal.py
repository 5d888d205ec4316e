"""The journal of the crowd: what was asked and what came back, in the clients' words.

Each question is two lines of JSON: `sent` before its first byte, then `answer`, or
`unknown` when nobody can tell whether it had an effect. Instants are seconds of this
machine's clock, which no fault of the storm touches.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO


@dataclass(slots=True)
class Deed:
    """One question of a member. says: what the answer means; empty when unknown.

    key: what the deed is about: the token of a form, a hold, an order, a page.
    """

    number: int
    who: int
    what: str
    web: str
    sent: float
    key: str = ""
    lot: int = 0
    units: int = 0
    ended: float | None = None
    status: int = 0
    says: str = ""
    told: str = ""

    @property
    def is_known(self) -> bool:
        """Whether an answer came."""
        return bool(self.says) and self.says not in ("unknown", "not sent")


class Writer:
    """Writes the journal of one sale as it happens."""

    def __init__(self, path: Path) -> None:
        """Begin a file; every line is on its way to it when its call returns."""
        self._sink: TextIO = path.open("w", buffering=1)
        self._count = 0

    def sent(self, who: int, what: str, web: str, **more: object) -> int:
        """Write that a question leaves now; return its number."""
        self._count += 1
        line = {"n": self._count, "ev": "sent", "at": time.time(), "who": who}
        self._write({**line, "what": what, "web": web, **more})
        return self._count

    def ended(self, number: int, ev: str, **more: object) -> None:
        """Write how a question ended: `answer`, `unknown` or `not sent`."""
        self._write({"n": number, "ev": ev, "at": time.time(), **more})

    def _write(self, line: dict[str, object]) -> None:
        self._sink.write(json.dumps(line) + "\n")

    def close(self) -> None:
        """End the file."""
        self._sink.close()


def read(path: Path) -> list[Deed]:
    """Return the deeds of a journal in the order in which they were asked."""
    deeds: dict[int, Deed] = {}
    for line in _lines(path):
        number = line["n"]
        if line["ev"] == "sent":
            deeds[number] = Deed(
                number=number,
                who=line["who"],
                what=line["what"],
                web=line["web"],
                sent=line["at"],
                key=line.get("key", ""),
                lot=line.get("lot", 0),
                units=line.get("units", 0),
            )
            continue
        deed = deeds[number]
        deed.ended, deed.status = line["at"], line.get("status", 0)
        deed.says = line["says"] if line["ev"] == "answer" else line["ev"]
        deed.told = line.get("told", "")
    return list(deeds.values())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as source:
        for line in source:
            yield json.loads(line)
