"""The house on two hosts, its gate on a cluster: a crowd buys while parts of it die.

PostgreSQL, one plain Redis, a cluster of three masters with their replicas, two webs
and two workers, a few hundred buyers on both. After each sale `flashsale check` is
silent, every journal has an explanation, and exactly the allotment is sold.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from tests.campaigns.frame import RunPart
from tests.faults.storm import faults_spread as spread
from tests.faults.storm.buyer import Habits
from tests.faults.storm.hosts_apart import HostsApart, Impossible, world
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


# Played where hosts are namespaces: the proxy in front of them, and what happens.
APART = {
    "behind-nginx": ("nginx", nothing),
    "behind-caddy": ("caddy", nothing),
    "cable-pulled": ("nginx", spread.cable_pulled),
    "host-falls-apart": ("nginx", spread.host_falls),
}
SCENES |= {
    name: replace(SCENES["calm"], name=name, fault=fault)
    for name, (_, fault) in APART.items()
}


def parts(store: str) -> tuple[str, ...]:
    """Return the names of the scenes."""
    return tuple(SCENES)


@contextmanager
def opened(store: str) -> Iterator[RunPart]:
    """Give a function that plays one scene; a broken one ends the house it broke.

    Nodes of an odd seed are Debian's redis-server, where there is one: the gate must do
    with Redis 7.0 too. What needs root or a proxy that is not there is left out, and
    said.
    """
    houses = _Houses(store)
    try:
        yield houses.play
    finally:
        houses.close()


class _Houses:
    """The spread house of a seed, made at its first scene; hosts apart, for each."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._seed = -1
        self._company: SpreadCompany | None = None

    def play(self, seed: int, part: str) -> int:
        """Play a scene; return how many questions were asked."""
        if part in APART:
            self.close()
            return self._play_apart(seed, part)
        if self._company is None or seed != self._seed:
            self.close()
            estate = SpreadEstate(self._store, server=_server(seed))
            self._seed, self._company = seed, _gathered(estate)
        try:
            return SellingOut(self._company, SCENES[part], seed).play()
        except BaseException:
            self.close()
            raise

    @staticmethod
    def _play_apart(seed: int, part: str) -> int:
        proxy, _ = APART[part]
        try:
            with world() as here:
                estate = HostsApart(here, proxy, server=_server(seed))
                with closing(_gathered(estate)) as company, closing(estate):
                    return SellingOut(company, SCENES[part], seed).play()
        except Impossible as reason:
            print(f"LEFT OUT {part}: {reason}", flush=True)
            return 0

    def close(self) -> None:
        """Leave nothing behind."""
        company, self._company = self._company, None
        if company is not None:
            company.close()
            company.estate.close()


def _server(seed: int) -> str:
    return (shutil.which("redis-server") or "") if seed % 2 else ""


def _gathered(estate: SpreadEstate) -> SpreadCompany:
    try:
        estate.start()
        return SpreadCompany(estate)
    except BaseException:
        estate.close()
        raise
