"""The house on two hosts, its gate on a cluster: a crowd buys while parts of it die.

PostgreSQL, one plain Redis, a cluster of three masters with their replicas, two webs
and two workers, a few hundred buyers on both. After each sale `flashsale check` is
silent, every journal has an explanation, and exactly the allotment is sold.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from tests.campaigns.frame import RunPart
from tests.faults.storm import faults_spread as spread
from tests.faults.storm.buyer import Habits
from tests.faults.storm.scenes import nothing
from tests.faults.storm.selling_out import SellingOut
from tests.faults.storm.spread import SpreadCompany, SpreadEstate
from tests.faults.storm.stage import Scene

ABOUT = "two hosts, the gate on a cluster of three: sold out exactly, whatever dies"
SEEDS = 2
UNIT = "questions of members"
STORES = ("postgresql",)
RESUMES = True
# Whoever holds a copy wants it: in the end all are sold.
BUYING = Habits(
    pays=1.0, releases=0.0, cancels=0.0, extends=0.1, slow=0.1, comes_back=1.0
)
SCENES = {
    name: Scene(
        name=name,
        faults=(),
        fault=fault,
        habits=BUYING,
        allotments=(16, 8, 4),
        ages=0,
        lasts_s=15.0,
        stores=STORES,
    )
    for name, fault in (
        ("calm", nothing),
        ("master-dies", spread.master_dies),
        ("master-gone", spread.master_is_gone),
        ("master-silent", spread.master_stands_still),
        ("drop-moves", spread.drop_moves),
        ("host-falls", spread.host_falls),
        ("everything", spread.everything),
    )
}


def parts(store: str) -> tuple[str, ...]:
    """Return the names of the scenes."""
    return tuple(SCENES)


@contextmanager
def opened(store: str) -> Iterator[RunPart]:
    """Give a function that plays one scene; a broken one ends the house it broke.

    Nodes of an odd seed are Debian's redis-server, where there is one: the gate must do
    with Redis 7.0 too.
    """
    houses = _Houses(store)
    try:
        yield houses.play
    finally:
        houses.close()


class _Houses:
    """The spread house of a seed, made at its first scene."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._seed = -1
        self._company: SpreadCompany | None = None

    def play(self, seed: int, part: str) -> int:
        """Play a scene; return how many questions were asked."""
        if self._company is None or seed != self._seed:
            self.close()
            self._seed, self._company = seed, self._gathered(seed)
        try:
            return SellingOut(self._company, SCENES[part], seed).play()
        except BaseException:
            self.close()
            raise

    def _gathered(self, seed: int) -> SpreadCompany:
        server = shutil.which("redis-server") or ""
        estate = SpreadEstate(self._store, server=server if seed % 2 else "")
        try:
            estate.start()
            return SpreadCompany(estate)
        except BaseException:
            estate.close()
            raise

    def close(self) -> None:
        """Leave nothing behind."""
        company, self._company = self._company, None
        if company is not None:
            company.close()
            company.estate.close()
