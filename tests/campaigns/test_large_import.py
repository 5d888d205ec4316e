"""A catalogue far larger than the memory it may take is read record by record."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.onix_messages import large_message

ROOT = Path(__file__).resolve().parents[2]
# VmHWM, unlike ru_maxrss, forgets the process that started this one.
_MEASURED = """
import re, sys
from flashsale.cli import main
try:
    main(["import", "onix", sys.argv[1]])
finally:
    status = open("/proc/self/status").read()
    print("peak", re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""


# What the program takes before it reads a record, and what it may take beside that.
SMALL, LARGE = 20_000, 40_000_000
MOST_KB, MOST_BESIDE_KB = 190 * 1024, 48 * 1024


def imported(folder: Path, size: int) -> tuple[int, int]:
    """Return how many works a message of `size` bytes makes, and the peak in kB."""
    file = folder / f"{size}.xml"
    with file.open("wb") as target:
        target.writelines(large_message(size, paragraphs=10))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(file)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    told = re.search(r"created: (\d+);.* rejected: 0", done.stdout)
    assert told, done.stdout + done.stderr
    return int(told[1]), int(done.stdout.split("peak ")[1])


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="peak memory is read from /proc"
)
def test_a_large_message_stays_within_its_memory(tmp_path: Path) -> None:
    _, before = imported(tmp_path, SMALL)
    works, peak = imported(tmp_path, LARGE)
    assert works > 1500
    assert peak < MOST_KB, f"{peak} kB"
    assert peak - before < MOST_BESIDE_KB, f"{before} kB to {peak} kB"
