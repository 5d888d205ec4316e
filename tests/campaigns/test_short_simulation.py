"""The short campaign of the simulation: it holds, and it reaches what it claims."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.simulation.crowd import play_here

ROOT = Path(__file__).resolve().parents[2]
# What must have happened somewhere in the short campaign, else it proves little.
REACHED = (
    "a commit was lost",
    "a commit was made, its answer lost",
    "a form was sent twice at once",
    "two tabs asked at once",
    "a process stood still",
    "a job was lost",
    "the gate was emptied",
    "the gate was rolled_back",
    "the gate was too_low",
    "the gate acted, its answer was lost",
    "kill -9 of a web",
    "kill -9 of a worker",
    "hold: paying to expired",
    "hold: expired to bought",
    "payment: voiding to voided",
    "payment: open to expired",
    "cancel: Cancelled",
    "a member came too late to the page",
    "a newcomer got one",
    "a newcomer was refused",
)


def test_a_seed_is_the_same_play_in_another_process() -> None:
    script = (
        "from tests.simulation.crowd import play_here\n"
        "import hashlib\n"
        "trace = []\n"
        "play_here(5, trace=trace)\n"
        "print(hashlib.sha256('\\n'.join(trace).encode()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(seen) == 1


def test_the_sound_house_passes_and_the_campaign_reaches_what_it_claims() -> None:
    seen: Counter[str] = Counter()
    for seed in range(20):
        played = play_here(seed)
        assert played.turns > 0
        seen += played.seen
    assert [name for name in REACHED if not seen[name]] == []
    killed = {name for name in seen if name.startswith("killed between")}
    assert killed, "no process ended between two steps of a payment"
