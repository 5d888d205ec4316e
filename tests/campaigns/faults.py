"""Real programs under faults: a crowd buys, things break, nothing is oversold or lost.

A seed is one pass over every scene: each fault of the catalogue that this house covers,
once, at instants and in an order drawn from the seed. One estate is kept for them all.
"""

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.campaigns.frame import RunPart
from tests.campaigns.memory import FOLDER
from tests.faults.storm import starts
from tests.faults.storm.books import read
from tests.faults.storm.defects import without_checks
from tests.faults.storm.estate import Estate
from tests.faults.storm.scenes import CONTROL, SCENES
from tests.faults.storm.stage import Broken, Company, Stage

ABOUT = "programs killed, cut off and filled up in a sale: none oversold, no order lost"
SEEDS = 3
UNIT = "questions of members"
STORES = ("sqlite", "postgresql")
RESUMES = True
# What the verdict or `flashsale check` calls it.
OVERSOLD = ("oversold", "more than its allotment")
# The store of a host that is started anew, and a house without its guard.
REFUSED_STARTS, CONTROLLED = "refused-starts", CONTROL.name


def parts(store: str) -> tuple[str, ...]:
    """Return the scenes of a store, and what is proved beside them."""
    scenes = [scene.name for scene in SCENES if store in scene.stores]
    return (*scenes, REFUSED_STARTS, CONTROLLED)


class _Houses:
    """The estate of a store while it holds; after a broken scene another one."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._company: Company | None = None
        self.seen: Counter[str] = Counter()

    def play(self, seed: int, part: str) -> int:
        """Play a part of a seed; return how many questions were asked."""
        if part == REFUSED_STARTS:
            return starts.prove(self._store)
        if part == CONTROLLED:
            self.close()
            return control(self._store, seed)
        scene = next(scene for scene in SCENES if scene.name == part)
        stage = Stage(self._open(), scene, seed)
        try:
            return stage.play()
        except BaseException:
            self._keep_what_was_said(stage, f"{self._store}-{seed}-{part}")
            self.close()
            raise
        finally:
            self.seen.update(stage.notes)

    def _keep_what_was_said(self, stage: Stage, name: str) -> None:
        """Keep the logs of the programs of a broken scene, its journal and ledger."""
        folder = FOLDER / "broken" / name
        shutil.rmtree(folder, ignore_errors=True)
        estate = stage.estate
        shutil.copytree(estate.home / "logs", folder)
        for journal in estate.folder.glob("*.jsonl"):
            shutil.copy(journal, folder)
        with suppress(Exception):  # the store may be what is broken
            found = read(estate.runtime, stage.table.drop_id, estate.home / "stripe")
            moves = "".join(f"{m.at.timestamp():.3f} {m}\n" for m in found.moves)
            (folder / "ledger.txt").write_text(moves)
        print(f"What the programs said is in {folder}", file=sys.stderr, flush=True)

    def _open(self) -> Company:
        if self._company is None:
            self._company = gathered(self._store)
        return self._company

    def close(self) -> None:
        """Leave nothing behind."""
        if self._company is not None:
            dispersed(self._company)
        self._company = None


def gathered(store: str, *, defect: str = "") -> Company:
    """Start an estate and let the crowd in."""
    estate = Estate(store, defect=defect)
    try:
        estate.start()
        if defect:
            without_checks(estate.runtime.database)
        return Company(estate)
    except BaseException:
        estate.close()
        raise


def dispersed(company: Company) -> None:
    """Send the crowd home and stop the estate."""
    company.close()
    company.estate.close()


def control(store: str, seed: int, defect: str = "guard_off") -> int:
    """See that a house without a protection is found out, and say by what; return 0.

    Raises AssertionError when nobody noticed.
    """
    company = gathered(store, defect=defect)
    try:
        Stage(company, CONTROL, seed).play()
    except Broken as found:
        if not any(words in str(found) for words in OVERSOLD):
            raise
        told = " ".join(str(found).split())[:200]
        print(f"the control on {store}, {defect}, fails as it must: {told}", flush=True)
        return 0
    finally:
        dispersed(company)
    raise AssertionError(f"the house without {defect} passed the verdict")


@contextmanager
def opened(store: str) -> Iterator[RunPart]:
    """Give a function that plays one part of a seed."""
    houses = _Houses(store)
    try:
        yield houses.play
    finally:
        houses.close()
