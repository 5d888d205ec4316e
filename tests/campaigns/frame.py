"""The frame of the slow campaigns: what one is, and how its seeds are run.

A campaign is a module of this folder with `ABOUT` (one line), `SEEDS` (how many by
default), `UNIT` (what the figure counts) and `opened()`, a context manager that gives
a function running one seed and returning how many units it proved. A failed seed
raises AssertionError. No list names the campaigns. It may also have:

- `FRESH = True`: new seeds at each call instead of the first ones;
- `STORES`: the stores it runs on, one after another; `opened(store)` is told which;
- `parts(store)`: names of the parts of a seed; its function is told the seed and the
  part;
- `RESUMES = True`: a call that was stopped is gone on with by the next (`memory.py`).
"""

import importlib
import os
import pkgutil
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
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
from tests.campaigns.memory import Memory
from tests.postgres import Unavailable

RunSeed = Callable[[int], int]
RunPart = Callable[[int, str], int]
FRAME = {"ahead", "frame", "memory", "__main__"}
WHOLE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One slow proof. stores, parts: one nameless where it knows of none."""

    name: str
    about: str
    seeds: int
    unit: str
    opened: Callable[[str], AbstractContextManager[RunPart]]
    fresh: bool
    stores: tuple[str, ...]
    parts: Callable[[str], tuple[str, ...]]
    resumes: bool

    def drawn(self, wanted: int | None) -> list[int]:
        """Return the seeds of one call: as many as wanted, or as it has by default."""
        first = random.SystemRandom().randrange(2**31) if self.fresh else 0
        return list(range(first, first + (wanted or self.seeds)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for. store, part: only this one; data: the folder of `Memory`.

    goes_on: what fails is told, and the rest is run all the same.
    """

    seeds: list[int]
    store: str | None
    part: str | None
    data: Path
    goes_on: bool = False


@dataclass(slots=True)
class Outcome:
    """How far a run came. step: where it is. skipped: stores that could not be had.

    failed: what failed where the run went on.
    """

    proved: int = 0
    step: str = ""
    seed: int = -1
    stores: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def _campaign(module: ModuleType) -> Campaign:
    stores = getattr(module, "STORES", (WHOLE,))
    has_parts = hasattr(module, "parts")

    @contextmanager
    def opened(store: str) -> Iterator[RunPart]:
        with module.opened(store) if store else module.opened() as run:
            yield run if has_parts else lambda seed, _: run(seed)

    return Campaign(
        name=module.__name__.rsplit(".", 1)[-1],
        about=module.ABOUT,
        seeds=module.SEEDS,
        unit=module.UNIT,
        opened=opened,
        fresh=getattr(module, "FRESH", False),
        stores=stores,
        parts=getattr(module, "parts", lambda store: (WHOLE,)),
        resumes=getattr(module, "RESUMES", False),
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


def run(campaign: Campaign, order: Order) -> bool:
    """Run a campaign and print its verdict as the last line.

    The first seed that fails ends it, unless the order goes on; the line names it, and
    `--seed` replays it.
    """
    outcome = Outcome()
    try:
        _run_all(campaign, order, outcome)
    except Exception as fault:
        print(_failed(campaign, outcome, fault), flush=True)
        return False
    if outcome.failed:
        print(f"FAIL {campaign.name}: {len(outcome.failed)} parts", flush=True)
        return False
    on = f" on {' and '.join(outcome.stores)}" if any(outcome.stores) else ""
    told = f"{outcome.proved} {campaign.unit} in {len(order.seeds)} seeds{on}"
    if outcome.skipped:
        told += f"; SKIPPED {', '.join(outcome.skipped)}"
    print(f"PASS {campaign.name}: {told}", flush=True)
    return True


def _failed(campaign: Campaign, outcome: Outcome, fault: Exception) -> str:
    """Show a fault and return the line that names it."""
    Console(stderr=True).print_exception(max_frames=8)
    reason = " ".join(str(fault).split())[:600] or type(fault).__name__
    sys.stderr.flush()
    where = f" on {outcome.step}" if outcome.step else ""
    return f"FAIL {campaign.name}{where}: {reason}, seed {outcome.seed}"


def _run_all(campaign: Campaign, order: Order, outcome: Outcome) -> None:
    memory = Memory(order.data, campaign.name) if campaign.resumes else None
    stores = [store for store in campaign.stores if order.store in (None, store)]
    if order.store and not stores:
        raise ValueError(f"{campaign.name} does not run on {order.store}")
    for store in stores:
        try:
            _run_on(store, campaign, order, outcome, memory)
        except Unavailable as reason:
            if store == order.store or os.environ.get("REQUIRE_POSTGRES"):
                raise
            outcome.skipped.append(f"{store}: {reason}")
    if memory is not None and not outcome.failed:
        memory.forget()


def _run_on(
    store: str,
    campaign: Campaign,
    order: Order,
    outcome: Outcome,
    memory: Memory | None,
) -> None:
    known = memory.proved if memory is not None else {}
    parts = [part for part in campaign.parts(store) if order.part in (None, part)]
    if not parts:
        raise ValueError(f"there is no part named {order.part}")
    steps = [(seed, part) for seed in order.seeds for part in parts]
    due = [step for step in steps if _key(store, *step) not in known]
    outcome.proved += sum(known.get(_key(store, *step), 0) for step in steps)
    with _progress() as progress:
        title = " ".join(filter(None, (campaign.name, store)))
        task = progress.add_task(title, total=len(steps))
        progress.advance(task, len(steps) - len(due))
        if due:
            with campaign.opened(store) as run_part:
                for seed, part in due:
                    outcome.seed = seed
                    outcome.step = " ".join(filter(None, (store, part)))
                    progress.update(task, description=f"{title} {part}".strip())
                    random.seed(seed)
                    try:
                        units = run_part(seed, part)
                    except Exception as fault:
                        if not order.goes_on:
                            raise
                        outcome.failed.append(_failed(campaign, outcome, fault))
                        print(outcome.failed[-1], flush=True)
                        progress.advance(task)
                        continue
                    outcome.proved += units
                    progress.advance(task)
                    if memory is not None:
                        memory.note(_key(store, seed, part), units)
    outcome.stores.append(store)


def _key(store: str, seed: int, part: str) -> str:
    return f"{store} {seed} {part}".strip()


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
