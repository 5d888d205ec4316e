"""A sale on two hosts that is played until its last copy is sold."""

import time

from sqlalchemy import select

from flashsale.sales.models import Lot
from tests.faults.storm import journal
from tests.faults.storm.spread import SpreadCompany
from tests.faults.storm.stage import TICK_S, Stage

WAVE = 24
WAVES = 6
WAVE_LASTS_S = 12.0


class SellingOut(Stage):
    """One play of a scene; what the crowd leaves is sold to those who come late."""

    def _probe(self) -> None:
        """Sell what is free, wave after wave; in the end nothing may be left."""
        company = self.company
        assert isinstance(company, SpreadCompany)
        self._probes = []
        late = iter(company.latecomers)
        for _ in range(WAVES):
            if not self._unsold():
                break
            members = [member for member, _ in zip(late, range(WAVE), strict=False)]
            self._sell_to(members)
            self._grow_quiet()
        unsold = self._unsold()
        if unsold:
            self.complain(f"never sold, though many asked: {unsold}")

    def _sell_to(self, members: list[int]) -> None:
        begins = time.time()
        sale = self.sale(self.table)
        sale |= {"opens_at": begins, "ends_at": begins + WAVE_LASTS_S}
        sale["lots"] = sorted(self._unsold())
        path = self.estate.folder / "late.jsonl"
        self.company.crowd.tell(
            do="play",
            sale=sale,
            members=members,
            pingers=[],
            ping={"slug": self.table.ping_slug, "lot": self.table.ping_lot},
            journal=str(path),
        )
        while (said := self.company.crowd.heard(TICK_S)) is None:
            self.estate.tick()
        assert not said["faults"], said["faults"]
        self._probes += journal.read(path)

    def _unsold(self) -> dict[int, int]:
        """Return by lot how many copies are not sold."""
        with self.estate.runtime.read() as work:
            rows = work.session.execute(
                select(Lot.id, Lot.allotted - Lot.sold).where(
                    Lot.drop_id == self.table.drop_id
                )
            ).all()
        return {lot: left for lot, left in rows if left}
