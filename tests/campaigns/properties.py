"""Every property test again, each seed with a thousand examples nobody has seen.

The suite draws the same examples each time; this is where new ones are looked for. A
failure prints the example: add it to its test with `@example`.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.campaigns.frame import RunSeed
from tests.properties import EXPLORE

ABOUT = "every property test, with examples drawn anew"
SEEDS = 3
UNIT = "properties held"
FRESH = True
ROOT = Path(__file__).parents[2]


@contextmanager
def opened() -> Iterator[RunSeed]:
    """Give a function that tries every property with one seed."""
    yield _try_all


def _try_all(seed: int) -> int:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", "auto", "-m", "hypothesis"),
            *(f"--hypothesis-profile={EXPLORE}", f"--hypothesis-seed={seed}"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    held = re.search(r"(\d+) passed", done.stdout)
    if done.returncode or held is None:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        raise AssertionError("a property does not hold, see above")
    return int(held[1])
