"""`flashsale import`: lines, summary, exit codes and languages, as one runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flashsale.catalogue.models import Sku
from flashsale.db import Database
from tests.onix_messages import large_message, message, product

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "onix"


def run(
    data: Path, *arguments: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in its own process, as a person does."""
    own = {"PATH": os.environ["PATH"], "LANG": "en_CA.UTF-8", "DATA_DIR": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "flashsale.cli", "import", *arguments],
        cwd=ROOT,
        env=own | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def skus(data: Path) -> int:
    database = Database(f"sqlite:///{data}/house.sqlite3")
    try:
        with database.session(reads_only=True) as session:
            return session.scalar(select(func.count()).select_from(Sku)) or 0
    finally:
        database.dispose()


def test_a_rejected_record_has_a_line_per_reason_and_the_exit_code_1(
    tmp_path: Path,
) -> None:
    file = DATA / "invalid-google-sample-3.0.xml"
    done = run(tmp_path, "onix", str(file))
    lines = done.stdout.splitlines()
    assert lines[:2] == [
        f"{file}:114: CountriesIncluded: not an ISO 3166 country code (WORLD)",
        f"{file}:133: CurrencyCode: not an ISO 4217 currency (USDD)",
    ]
    assert lines[-1] == (
        f"{file}: Records read: 1; created: 0; updated: 0; unchanged: 0; "
        "withdrawn: 0; rejected: 1"
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_several_messages_are_read_and_the_worst_tells_the_exit_code(
    tmp_path: Path,
) -> None:
    files = [str(path) for path in sorted(DATA.glob("*.xml"))]
    done = run(tmp_path, "onix", *files, "--lang", "fr")
    assert done.returncode == 2
    assert "la racine n’est pas ONIXMessage (ONIXMESAGE)" in done.stderr
    assert "ce n’est pas une devise ISO 4217 (USDD)" in done.stdout
    assert skus(tmp_path) == 2


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr_CA.UTF-8", "rien n’est écrit"), ("en_US", "nothing written"), ("", "rien")],
)
def test_messages_are_in_the_language_of_the_terminal(
    tmp_path: Path, lang: str, words: str
) -> None:
    done = run(tmp_path, "csv", os.devnull, env={"LANG": lang})
    assert words in done.stderr
    assert done.returncode == 2


def test_a_dry_run_writes_nothing_and_says_so(tmp_path: Path) -> None:
    sample = str(ROOT / "docs" / "samples" / "catalogue-en.csv")
    done = run(tmp_path, "csv", sample, "--dry-run")
    assert "Dry run, nothing written — read: 8; to create: 8;" in done.stdout
    assert (done.returncode, skus(tmp_path)) == (0, 0)
    assert run(tmp_path, "csv", sample, "--data", str(tmp_path)).returncode == 0
    assert skus(tmp_path) == 8


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    done = run(tmp_path, "onix", str(tmp_path / "none.xml"), str(tmp_path))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE ONIXMessage [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE ONIXMessage [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_entities_are_refused_and_nothing_of_the_file_is_in(
    tmp_path: Path, prolog: str
) -> None:
    file = tmp_path / "entities.xml"
    file.write_text(message(product(1), prolog=prolog), encoding="utf-8")
    done = run(tmp_path, "onix", str(file))
    assert "nothing written: the DOCTYPE declares entities" in done.stderr
    assert (done.returncode, skus(tmp_path)) == (2, 0)


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xml"
    os.mkfifo(pipe)
    writer = subprocess.Popen(["cp", str(DATA / "google-sample-3.0.xml"), str(pipe)])
    assert run(tmp_path, "onix", str(pipe)).returncode == 0
    assert writer.wait() == 0
    assert skus(tmp_path) == 1


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


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="peak memory is read from /proc"
)
def test_a_large_message_stays_within_its_memory(tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    with file.open("wb") as target:
        target.writelines(large_message(40_000_000, paragraphs=10))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(file)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "rejected: 0" in done.stdout, done.stderr
    assert skus(tmp_path) > 1500
    peak = int(done.stdout.split("peak ")[1])
    assert peak < 150 * 1024, f"{peak} kB"
