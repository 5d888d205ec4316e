"""`flashsale demo --json`: one line, links that open the house, data that stays."""

import json
import signal
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.test_house import House
from tests.faults.watching import until

pytestmark = pytest.mark.faults


def answers(url: str) -> bool:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own
        return bool(answer.status == 200)


def stopped(house: House) -> str:
    """Stop a house and return what it wrote after its first line."""
    assert house.process.stdout is not None
    house.process.send_signal(signal.SIGTERM)
    rest = house.process.stdout.read()
    assert house.process.wait(60) == 0, house.error()
    return rest


def test_the_demo_prints_one_line_keeps_its_data_and_begins_anew_on_demand(
    tmp_path: Path,
) -> None:
    home = tmp_path / "data"
    secrets, invitations = [], []
    for words in ((), (), ("--fresh",)):
        with closing(House(home, "demo", "--json", *words)) as house:
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
    assert secrets[0] == secrets[1] != secrets[2]
    assert len(set(invitations)) == 3
    assert list((home / "mailbox").iterdir()) == []
