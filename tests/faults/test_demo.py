"""`flashsale demo --json`: one line, links that open the house, data that stays."""

import json
import signal
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

from tests.faults.houses import CLEAN, ROOT, House
from tests.faults.watching import PATIENCE, until


def answers(url: str) -> bool:
    # An invitation leaves the address for a cookie, as a browser would keep it.
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(url, timeout=PATIENCE) as answer:
        return bool(answer.status == 200)


def stopped(house: House) -> str:
    """Stop a house and return what it wrote after its first line."""
    assert house.process.stdout is not None
    house.process.send_signal(signal.SIGTERM)
    rest = house.process.stdout.read()
    assert house.process.wait(PATIENCE) == 0, house.error()
    return rest


def test_the_demo_prints_one_line_keeps_its_data_and_begins_anew_on_demand(
    tmp_path: Path, store: dict[str, str]
) -> None:
    home = tmp_path / "data"
    secrets, invitations = [], []
    # A database elsewhere is not emptied with the folder; --fresh refuses that.
    last: tuple[str, ...] = () if store else ("--fresh",)
    for words in ((), (), last):
        with closing(House(home, store, "demo", "--json", *words)) as house:
            told = json.loads(house.first_line)
            assert set(told) == {"url", "links", "invitation"}
            assert set(told["links"]) == {"member", "curator", "admin"}
            for link in (*told["links"].values(), told["invitation"]):
                assert link.startswith(told["url"])
                assert answers(link)
            until(house.is_ready)
            secrets.append((home / "secret").read_text())
            invitations.append(told["invitation"])
            assert stopped(house) == ""
    assert secrets[0] == secrets[1]
    assert (secrets[1] == secrets[2]) is bool(store)
    assert len(set(invitations)) == 3
    assert list((home / "mailbox").iterdir()) == []


def command(home: Path, store: dict[str, str], *words: str) -> tuple[int, str]:
    """Run a command on a folder and return its code and all it said."""
    told = subprocess.run(
        [sys.executable, "-m", "flashsale.cli", *words, "--data", str(home)],
        cwd=ROOT,
        env={**CLEAN, **store},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return told.returncode, told.stdout + told.stderr


def test_a_crowd_comes_to_the_running_demo_and_takes_what_there_is(
    tmp_path: Path, store: dict[str, str]
) -> None:
    home = tmp_path / "data"
    with closing(House(home, store, "demo", "--json")) as house:
        until(house.is_ready)
        crowd = ("--members", "12", "--in", "10", "--rate", "3000", "--copies", "5")
        code, told = command(home, store, "demo", "rush", *crowd)
        assert code == 0, told
        assert told.startswith(f"{house.url}/ventes/")
        assert told.endswith("5 of 5 copies are held.\n")
        code, told = command(home, store, "check")
        assert code == 0, told
        stopped(house)


def test_a_crowd_finds_no_demo_where_none_runs(tmp_path: Path) -> None:
    code, told = command(tmp_path / "data", {}, "demo", "rush")
    assert code == 1
    assert "no demo runs on this folder" in told
