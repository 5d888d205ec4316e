"""`flashsale import`: lines, summary, exit codes and languages, as one runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from flashsale.catalogue.models import Sku
from flashsale.cli import main
from flashsale.db import Database
from tests.onix_messages import message, product

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "onix"
Run = Callable[..., Result]
Count = Callable[[], int]


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run the command on the house under test, with a terminal's language."""
    spoken_elsewhere = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANGUAGE"))

    def call(*words: str, lang: str = "en_CA.UTF-8") -> Result:
        own = {**environment, **spoken_elsewhere, "LANG": lang}
        return CliRunner().invoke(main, ["import", *words], env=own)

    return call


@pytest.fixture
def skus(database: Database) -> Callable[[], int]:
    """Give a function that counts the formats in the catalogue."""

    def counted() -> int:
        with database.session(reads_only=True) as session:
            return session.scalar(select(func.count()).select_from(Sku)) or 0

    return counted


def test_a_rejected_record_has_a_line_per_reason_and_the_exit_code_1(
    run: Run,
) -> None:
    file = DATA / "invalid-google-sample-3.0.xml"
    done = run("onix", str(file))
    lines = done.stdout.splitlines()
    assert lines[:2] == [
        f"{file}:114: CountriesIncluded: not an ISO 3166 country code (WORLD)",
        f"{file}:133: CurrencyCode: not an ISO 4217 currency (USDD)",
    ]
    assert lines[-1] == (
        f"{file}: Records read: 1; created: 0; updated: 0; unchanged: 0; "
        "withdrawn: 0; rejected: 1"
    )
    assert (done.exit_code, done.stderr) == (1, "")


def test_several_messages_are_read_and_the_worst_tells_the_exit_code(
    run: Run, skus: Count
) -> None:
    files = [str(path) for path in sorted(DATA.glob("*.xml"))]
    done = run("onix", *files, "--lang", "fr")
    assert done.exit_code == 2
    assert "la racine n’est pas ONIXMessage (ONIXMESAGE)" in done.stderr
    assert "ce n’est pas une devise ISO 4217 (USDD)" in done.stdout
    assert skus() == 2


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr_CA.UTF-8", "rien n’est écrit"), ("en_US", "nothing written"), ("", "rien")],
)
def test_messages_are_in_the_language_of_the_terminal(
    run: Run, lang: str, words: str
) -> None:
    done = run("csv", os.devnull, lang=lang)
    assert words in done.stderr
    assert done.exit_code == 2


def test_a_dry_run_writes_nothing_and_says_so(run: Run, skus: Count) -> None:
    sample = str(ROOT / "docs" / "samples" / "catalogue-en.csv")
    done = run("csv", sample, "--dry-run")
    assert "Dry run, nothing written — read: 8; to create: 8;" in done.stdout
    assert (done.exit_code, skus()) == (0, 0)
    assert run("csv", sample).exit_code == 0
    assert skus() == 8


def test_a_file_that_is_not_there_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    done = run("onix", str(tmp_path / "none.xml"), str(tmp_path))
    assert done.exit_code == 2
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
    run: Run, skus: Count, tmp_path: Path, prolog: str
) -> None:
    file = tmp_path / "entities.xml"
    file.write_text(message(product(1), prolog=prolog), encoding="utf-8")
    done = run("onix", str(file))
    assert "nothing written: the DOCTYPE declares entities" in done.stderr
    assert (done.exit_code, skus()) == (2, 0)


def test_the_command_reads_a_pipe_in_a_process_of_its_own(
    environment: dict[str, str], skus: Count, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe.xml"
    os.mkfifo(pipe)
    writer = subprocess.Popen(["cp", str(DATA / "google-sample-3.0.xml"), str(pipe)])
    done = subprocess.run(
        [sys.executable, "-m", "flashsale.cli", "import", "onix", str(pipe)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "en", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert writer.wait() == 0
    assert skus() == 1
