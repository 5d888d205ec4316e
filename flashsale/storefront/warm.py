"""What this process keeps of the storefront while the table it was made of is fresh.

Everything hangs on the tuple of drops that `sales/hot.py` reads anew every two
seconds: another tuple, and all of it is made again. Within these two seconds a page
costs no SQL.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from flashsale.editorial.texts import notes_of, table_word
from flashsale.invites.invitations import allowance_of
from flashsale.kernel.ids import DropId, MemberId
from flashsale.kernel.language import Language
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.sales.archive import first_opening
from flashsale.sales.catalogue import DropFacts
from flashsale.sales.hot import HotTable
from flashsale.sales.lifecycle import Phase
from flashsale.sales.opening_turns import Standing
from flashsale.sales.stakes import Stake, stakes_of
from flashsale.storefront.parts import Invitation, Shelf
from flashsale.storefront.today import Table
from flashsale.web.filters import local
from flashsale.web.printing import Press

TODAY = "/"
LONGEST_PHASE = timedelta(days=1)


class WarmShop:
    """Texts, members' stakes and rendered fragments of one process."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._made_of: tuple[DropFacts, ...] | None = None
        self._tables: dict[Language, Table] = {}
        self._stakes: dict[MemberId, dict[DropId, Stake]] = {}
        self._invitations: dict[MemberId, Invitation] = {}
        self._shelves: dict[tuple[Language, str], Shelf] = {}
        self.press = Press()
        self._phases: tuple[Phase, ...] = ()
        self._phases_from = self._phases_until = datetime.min.replace(tzinfo=UTC)

    def _renew(self, drops: tuple[DropFacts, ...]) -> None:
        if drops is not self._made_of:
            self._made_of = drops
            self._tables = {}
            self._stakes = {}
            self._invitations = {}
            self._shelves = {}
            self.press = Press()
            self._phases_until = self._phases_from

    def table(
        self, runtime: Runtime, hot: HotTable, language: Language, now: datetime
    ) -> Table:
        """Return what the house knows around `now`, in one language."""
        drops = hot.drops(runtime, now)
        self._renew(drops)
        table = self._tables.get(language)
        if table is None:
            with runtime.read() as work:
                table = Table(
                    drops=drops,
                    notes=notes_of(work, [drop.id for drop in drops], language),
                    word=table_word(work, local(now).date(), language),
                    language=language,
                    now=now,
                    opening_hour=runtime.settings.opening_hour,
                    first_sheet_at=first_opening(work),
                )
            self._tables[language] = table
        return table

    def stakes(
        self, runtime: Runtime, member_id: MemberId, drops: Sequence[DropFacts]
    ) -> Mapping[DropId, Stake]:
        """Return what a member has in the drops around now."""
        known = self._stakes.get(member_id)
        if known is None:
            with runtime.read() as work:
                known = stakes_of(work, member_id, [drop.id for drop in drops])
            self._stakes[member_id] = known
        return known

    def invitation(
        self, runtime: Runtime, member_id: MemberId, role: Role
    ) -> Invitation:
        """Return the member's ticket: how many people they may still bring."""
        known = self._invitations.get(member_id)
        if known is None:
            with runtime.read() as work:
                places = runtime.settings.places
                given = None if role is Role.ADMINISTRATOR else places
                left = allowance_of(work, member_id, given).left
            known = self._invitations[member_id] = Invitation(left)
        return known

    def reading(
        self,
        page: str,
        drops: tuple[DropFacts, ...],
        member_id: MemberId,
        now: datetime,
        standing: Standing | None = None,
    ) -> Hashable | None:
        """Return what a page shows of its reader, or None when SQL must be asked.

        standing: the reader's in the opening queue of the page's drop.
        None too for who holds something: their page shows seconds of their own.
        """
        stakes = self._stakes.get(member_id)
        if drops is not self._made_of or stakes is None:
            return None
        if any(stake.holds for stake in stakes.values()):
            return None
        phases = self._phases_at(drops, now)
        if page == TODAY:
            invitation = self._invitations.get(member_id)
            if invitation is None:
                return None
            return (invitation, phases, frozenset(stakes.items()))
        for drop in drops:
            if drop.slug == page:
                return (phases, stakes.get(drop.id), standing)
        return None

    def _phases_at(
        self, drops: tuple[DropFacts, ...], now: datetime
    ) -> tuple[Phase, ...]:
        """Return the phase of every drop; looked at anew when a bound is passed."""
        if not self._phases_from <= now < self._phases_until:
            bounds = [
                at
                for drop in drops
                for at in (drop.window.opens_at, drop.window.closes_at)
                if at > now
            ]
            self._phases = tuple(drop.phase_at(now) for drop in drops)
            self._phases_from = now
            self._phases_until = min(bounds, default=now + LONGEST_PHASE)
        return self._phases

    def shelf(self, language: Language, page: str) -> Shelf:
        """Return the fragments kept for a page in one language."""
        return self._shelves.setdefault((language, page), Shelf())
