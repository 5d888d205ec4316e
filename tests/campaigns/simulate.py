"""Simulated drops: a virtual clock, seeded faults, and no invariant that breaks.

A single seed (`--seed K`) is played in this process; a run of them on every core.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.campaigns.ahead import Ahead, server_of
from tests.campaigns.frame import RunSeed
from tests.simulation import crowd
from tests.simulation.defects import DEFECTS, found_after

ABOUT = "drops in virtual time under faults: none oversold, no order lost"
SEEDS = 2_000
UNIT = "turns"
STORES = ("sqlite", "postgresql")
RESUMES = True


@contextmanager
def opened(store: str) -> Iterator[RunSeed]:
    """Give a function that plays one seed and returns how many turns it took."""
    with server_of(store) as url:
        with Ahead(crowd.play_here, url) as ahead:
            yield lambda seed: ahead.play(seed).turns
        print(_control(store, url), flush=True)


def _control(store: str, url: str | None) -> str:
    """See that a house without its guard is found out; return by what."""
    guard_off = next(defect for defect in DEFECTS if defect.name == "guard_off")
    sales, found = found_after(guard_off, crowd.stage_for(url)[0], range(20), url)
    told = f"the control on {store}, {guard_off.name}, fails as it must"
    return f"{told} (sale {sales}): {found[:160]}"
