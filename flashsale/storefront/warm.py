"""What this process keeps of the storefront while the table it was made of is fresh.

Everything hangs on the tuple of drops that `sales/hot.py` reads anew: another tuple,
and all of it is made again. Within two seconds a page costs no SQL.
"""

from collections.abc import Hashable
from datetime import UTC, datetime, timedelta

from flashsale.editorial.texts import notes_of, table_word
from flashsale.kernel.ids import DropId
from flashsale.kernel.language import Language
from flashsale.runtime import Runtime
from flashsale.sales.archive import first_opening
from flashsale.sales.catalogue import DropFacts
from flashsale.sales.hot import HotTable, TableFacts
from flashsale.sales.lifecycle import Phase
from flashsale.shipping.tables import table_of
from flashsale.storefront.live import LiveNumbers, numbers_of
from flashsale.storefront.parts import Shelf
from flashsale.storefront.today import Table
from flashsale.web.filters import local
from flashsale.web.printing import Press, Print

TODAY = "/"
LONGEST_PHASE = timedelta(days=1)
NEVER = datetime.min.replace(tzinfo=UTC)


class WarmTable:
    """One reading of the table, and all that was made of it in this process."""

    def __init__(self, facts: TableFacts, before: "WarmTable | None") -> None:
        """Make nothing yet; prints of the table before serve until these are made."""
        self.facts = facts
        self.by_slug = {drop.slug: drop for drop in facts.drops}
        self.press = Press()
        self._before = before
        self._asked: set[Hashable] = set()
        if before is not None:
            before._before = None
        self._tables: dict[Language, Table] = {}
        self._shelves: dict[tuple[Language, str], Shelf] = {}
        self._numbers: dict[tuple[DropId, Phase], LiveNumbers] = {}
        self._phases: tuple[datetime, datetime, tuple[Phase, ...]] = (NEVER, NEVER, ())

    def print(self, key: Hashable, now: datetime) -> Print | None:
        """Return the print of a page, or None: have it printed.

        One asker is sent to have it printed; to the others the print of the table
        before serves meanwhile, while it is itself good.
        """
        kept, before = self.press.kept(key), self._before
        if kept is not None or before is None or key not in self._asked:
            self._asked.add(key)
            return kept
        return before.press.kept(key) if now < before.facts.good_until else None

    def told(self, runtime: Runtime, language: Language, now: datetime) -> Table:
        """Return what the house knows around `now`, in one language."""
        table = self._tables.get(language)
        if table is None:
            with runtime.read() as work:
                table = Table(
                    drops=self.facts.drops,
                    notes=notes_of(
                        work, [drop.id for drop in self.facts.drops], language
                    ),
                    word=table_word(work, local(now).date(), language),
                    language=language,
                    now=now,
                    opening_hour=runtime.settings.opening_hour,
                    first_sheet_at=first_opening(work),
                    carriage=table_of(work),
                )
            self._tables[language] = table
        return table

    def phases_at(self, now: datetime) -> tuple[Phase, ...]:
        """Return the phase of every drop; looked at anew when a bound is passed."""
        since, until, phases = self._phases
        if not since <= now < until:
            bounds = [
                at
                for drop in self.facts.drops
                for at in (drop.window.opens_at, drop.window.closes_at)
                if at > now
            ]
            phases = tuple(drop.phase_at(now) for drop in self.facts.drops)
            self._phases = (now, min(bounds, default=now + LONGEST_PHASE), phases)
        return phases

    def numbers(self, drop: DropFacts, now: datetime) -> LiveNumbers:
        """Return the live numbers of one of its drops."""
        which = (drop.id, drop.phase_at(now))
        numbers = self._numbers.get(which)
        if numbers is None:
            numbers = self._numbers[which] = numbers_of(drop, which[1])
        return numbers

    def shelf(self, language: Language, page: str) -> Shelf:
        """Return the fragments kept for a page in one language."""
        return self._shelves.setdefault((language, page), Shelf())


class WarmShop:
    """The warm table of the moment."""

    def __init__(self, hot: HotTable) -> None:
        """Hang on what `hot` knows."""
        self._hot = hot
        self._warm: WarmTable | None = None

    def table(self, now: datetime) -> WarmTable:
        """Return the table of the moment, read from SQL when it is too old."""
        return self._of(self._hot.facts(now))

    def known(self, now: datetime) -> WarmTable | None:
        """Return the same without ever waiting for SQL, or None."""
        facts = self._hot.known(now)
        return None if facts is None else self._of(facts)

    def _of(self, facts: TableFacts) -> WarmTable:
        warm = self._warm
        if warm is not None and facts.read_at < warm.facts.read_at:
            # Another thread brought a newer reading meanwhile.
            return warm
        if warm is None or warm.facts is not facts:
            warm = self._warm = WarmTable(facts, warm)
        return warm
