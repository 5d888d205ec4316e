"""No planted defect passes the short campaign, which the sound house passes."""

import pytest

from tests.simulation.crowd import stage_for
from tests.simulation.defects import DEFECTS, Defect, found_after

# correctness.md G4: each is caught within twenty seeds.
SEEDS = range(20)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_caught(defect: Defect) -> None:
    tried, _ = found_after(defect, stage_for(None)[0], SEEDS)
    assert tried <= len(SEEDS)
