"""A member buys while worker, Valkey and web are killed: no order, no mail is lost."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.browsing import Browser, Page
from tests.faults.watching import PATIENCE, descendants, lives, until
from tests.journey import (
    ROOT,
    Demo,
    check_out,
    demo,
    hold,
    join,
    new_invitation,
    open_drops,
    order_of,
    pay,
    sign_in,
    without_services,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
PARTS = {
    "worker": "-m worker",
    "valkey": "valkey-server",
    "web": "flashsale.web_server",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("killed") / "data") as house:
        yield house


@pytest.fixture(scope="module")
def host(house: Demo) -> Browser:
    host = Browser(house.url)
    sign_in(host, house.links["admin"])
    return host


def kill(house: Demo, part: str) -> None:
    """Kill a part as the kernel would when memory is short."""
    until(lambda: bool(processes(house, part)))  # it may not be back from the last time
    fallen = processes(house, part)
    os.kill(fallen[0], signal.SIGKILL)
    # Of the web, its processes die with it: none may still take a request.
    until(lambda: not any(lives(pid) for pid in fallen))


def processes(house: Demo, part: str) -> list[int]:
    found = descendants(house.process.pid)
    return sorted(pid for pid, line in found.items() if PARTS[part] in line)


def patiently(step: Callable[[], Page]) -> Page:
    """Do a step, again while nobody answers: what a person does with a dead page."""
    answers: list[Page] = []

    def succeeds() -> bool:
        try:
            answers.append(step())
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True

    until(succeeds)
    return answers[-1]


def letters_about(house: Demo, email: str, code: str) -> list[Path]:
    found = []
    for file in (house.data / "mailbox").glob("*.eml"):
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        text = f"{message['Subject']} {body.get_content() if body else ''}"
        if message["X-Envelope-To"] == email and code in text:
            found.append(file)
    return found


def is_up(house: Demo) -> bool:
    try:
        return Browser(house.url).get("/porte").status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def assert_the_books_agree(house: Demo) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "flashsale.cli", "check", "--data", str(house.data)],
        cwd=ROOT,
        env=without_services(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("part", ["worker", "valkey", "web"])
def test_a_killed_part_loses_no_order_and_no_mail(
    house: Demo, host: Browser, part: str
) -> None:
    email = f"{part}@example.org"
    member = Browser(house.url)
    joined = join(member, new_invitation(host), name="Bibiane Roy", email=email)
    assert joined.status == 200
    drop = next(
        address
        for address in open_drops(member)
        if any("/garder" in form.action for form in member.get(address).forms())
    )

    kill(house, part)
    assert patiently(lambda: hold(member, drop)).status == 200
    payment = patiently(lambda: check_out(member))
    kill(house, part)
    until(lambda: is_up(house))
    paid = patiently(lambda: pay(member, payment))
    kill(house, part)
    order = patiently(lambda: order_of(member, paid, within=PATIENCE))

    code = re.search(r"/commandes/([A-Z0-9]+)", order.url)
    assert code
    until(lambda: bool(letters_about(house, email, code[1])), "the mail never came")
    assert_the_books_agree(house)
