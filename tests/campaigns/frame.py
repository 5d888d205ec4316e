"""The frame of the slow campaigns: what one is, and how its seeds are run.

A campaign is a module of this folder with `ABOUT` (one line), `SEEDS` (how many by
default), `UNIT` (what the figure counts) and `opened()`, a context manager that gives
a function running one seed and returning how many units it proved. A failed seed
raises AssertionError. With `FRESH = True` it is given new seeds at each call instead of
the first ones. No list names the campaigns.
"""

import importlib
import pkgutil
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import ModuleType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

import tests.campaigns

RunSeed = Callable[[int], int]
FRAME = {"frame", "__main__"}


@dataclass(frozen=True, slots=True)
class Campaign:
    """One slow proof."""

    name: str
    about: str
    seeds: int
    unit: str
    opened: Callable[[], AbstractContextManager[RunSeed]]
    fresh: bool

    def drawn(self, wanted: int | None) -> list[int]:
        """Return the seeds of one call: as many as wanted, or as it has by default."""
        first = random.SystemRandom().randrange(2**31) if self.fresh else 0
        return list(range(first, first + (wanted or self.seeds)))


def _campaign(module: ModuleType) -> Campaign:
    return Campaign(
        name=module.__name__.rsplit(".", 1)[-1],
        about=module.ABOUT,
        seeds=module.SEEDS,
        unit=module.UNIT,
        opened=module.opened,
        fresh=getattr(module, "FRESH", False),
    )


def campaigns() -> Iterator[Campaign]:
    """Give every campaign of this folder, by name."""
    for found in sorted(
        pkgutil.iter_modules(tests.campaigns.__path__), key=lambda found: found.name
    ):
        if found.name not in FRAME and not found.name.startswith(("_", "test_")):
            module = importlib.import_module(f"tests.campaigns.{found.name}")
            if hasattr(module, "opened"):
                yield _campaign(module)


def run(campaign: Campaign, seeds: list[int]) -> bool:
    """Run a campaign over its seeds and print its verdict as the last line.

    The first seed that fails ends it; the line names it, and `--seed` replays it.
    """
    proved, seed = 0, -1
    try:
        with campaign.opened() as run_seed, _progress() as progress:
            task = progress.add_task(campaign.name, total=len(seeds))
            for seed in seeds:
                random.seed(seed)
                proved += run_seed(seed)
                progress.advance(task)
    except Exception as fault:
        Console(stderr=True).print_exception(max_frames=8)
        reason = " ".join(str(fault).split())[:300] or type(fault).__name__
        sys.stderr.flush()
        print(f"FAIL {campaign.name}: {reason}, seed {seed}", flush=True)
        return False
    print(
        f"PASS {campaign.name}: {proved} {campaign.unit} in {len(seeds)} seeds",
        flush=True,
    )
    return True


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
