"""`flashsale demo --json`: one line, links that open the house, data that stays."""

import json
import signal
import urllib.request
from contextlib import closing
from pathlib import Path

from tests.faults.houses import House
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
