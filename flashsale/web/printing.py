"""Pages printed once for all readers, with holes for what is each reader's own.

What fills a hole is random (nonce, tokens) or marked (the hour), so it is found in
the first reader's page by its value; the page is then kept without it.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from flashsale.web.filters import machine_instant

# What readers vary is bounded; beyond it a press begins anew.
MOST_PRINTS = 2_000


@dataclass(frozen=True, slots=True)
class Print:
    """A page cut at its holes: one more text than there are names."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    def filled(self, holes: Mapping[str, Callable[[], str]]) -> str:
        """Return the page of one reader; a hole it has not is not asked for."""
        values = {name: holes[name]() for name in set(self.names)}
        parts = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            parts += (values[name], text)
        return "".join(parts)


def cut(page: str, values: Mapping[str, str]) -> Print:
    """Return a page cut at every place where one of these values stands."""
    by_value = {value: name for name, value in values.items() if value}
    if not by_value:
        return Print((page,), ())
    pattern = "|".join(re.escape(value) for value in by_value)
    pieces = re.split(f"({pattern})", page)
    return Print(tuple(pieces[::2]), tuple(by_value[found] for found in pieces[1::2]))


def instant_mark(now: datetime) -> str:
    """Return the attribute by which a page's clock is set, as the layout writes it."""
    return f'data-maintenant="{machine_instant(now)}"'


class Press:
    """Prints of one process."""

    def __init__(self) -> None:
        """Hold no print yet."""
        self._prints: dict[Hashable, Print] = {}
        self._printing = Lock()

    def kept(self, key: Hashable) -> Print | None:
        """Return the print of a page, or None when nobody had it rendered yet."""
        return self._prints.get(key)

    def keep(self, key: Hashable, page: str, values: Mapping[str, str]) -> None:
        """Keep a page just rendered, cut at the values that were one reader's own."""
        if len(self._prints) >= MOST_PRINTS:
            self._prints = {}
        self._prints[key] = cut(page, values)

    def answer(
        self,
        key: Hashable,
        render: Callable[[], str],
        holes: Mapping[str, Callable[[], str]],
    ) -> str:
        """Return the page of `key` for one reader, rendering it when it is new.

        key: all that the page depends on beside the table. holes: what differs from
        one reader to the next; each is the same however often it is asked.
        """
        kept = self._prints.get(key)
        if kept is None:
            with self._printing:
                kept = self._prints.get(key)
                if kept is None:
                    page = render()
                    values = {name: value() for name, value in holes.items()}
                    self.keep(key, page, values)
                    return page
        return kept.filled(holes)
