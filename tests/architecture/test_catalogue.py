"""Each fault that is covered has a line in docs/proofs.md, and its proof is there."""

import re
from pathlib import Path

from tests.campaigns.faults import CONTROLLED, REFUSED_STARTS
from tests.faults.storm.scenes import SCENES

ROOT = Path(__file__).parents[2]
COVERED = {
    *(f"F{number:02}" for number in (*range(1, 12), 14, 15)),
    *(f"F{number}" for number in (*range(24, 33), *range(35, 43))),
}
LINE = re.compile(r"^\| (F\d\d) \| [^|]+ \|([^|]*)\|([^|]*)\|$", re.M)
WORD = re.compile(r"`([^`]+)`")
LINES = {
    fault: (WORD.findall(scenes), WORD.findall(tests))
    for fault, scenes, tests in LINE.findall((ROOT / "docs/proofs.md").read_text())
}


def test_every_covered_fault_has_a_line() -> None:
    assert set(LINES) == COVERED


def test_every_fault_has_a_proof_that_is_there() -> None:
    parts = {CONTROLLED, REFUSED_STARTS, *(scene.name for scene in SCENES)}
    for fault, (scenes, tests) in LINES.items():
        assert scenes or tests, fault
        assert set(scenes) <= parts, fault
        assert [path for path in tests if not (ROOT / path).is_file()] == [], fault


def test_a_scene_is_named_by_each_fault_it_plays() -> None:
    for scene in SCENES:
        for fault in COVERED.intersection(scene.faults):
            assert scene.name in LINES[fault][0], (fault, scene.name)
