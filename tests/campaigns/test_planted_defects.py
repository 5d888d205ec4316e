"""No planted defect passes the short campaign, which the sound house passes."""

from collections.abc import Iterator

import pytest

from tests.simulation.crowd import play_here, stage_for
from tests.simulation.defects import DEFECTS, Defect

# correctness.md G4: each is caught within twenty seeds.
SEEDS = range(20)


@pytest.fixture(autouse=True)
def _rows_of_no_table() -> Iterator[None]:
    """Give back what a play that broke off has left in the store."""
    yield
    stage_for(None)[0].reset(None)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_caught(defect: Defect) -> None:
    store, _ = stage_for(None)
    with defect.planted(store):
        for seed in SEEDS:
            try:
                play_here(seed)
            except Exception:
                # A check that broke, or a fault that reached a member: both are caught.
                return
    pytest.fail(f"{defect.name} passed {len(SEEDS)} seeds: {defect.about}")
