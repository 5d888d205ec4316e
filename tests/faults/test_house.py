"""A whole house as an operator runs it: opened, killed in part and whole, stopped."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashsale.settings import load_settings
from tests.faults.houses import CLEAN, ROOT, House
from tests.faults.watching import PATIENCE, descendants, lives, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


@pytest.fixture
def house(tmp_path: Path, store: dict[str, str]) -> Iterator[House]:
    house = House(tmp_path / "data", store, "run")
    yield house
    house.close()


def test_a_house_opens_stops_and_opens_again_on_its_data(
    tmp_path: Path, store: dict[str, str]
) -> None:
    home = tmp_path / "data"
    secrets = []
    for _ in range(2):
        house = House(home, store, "run")
        until(house.is_ready)
        secrets.append((home / "secret").read_text())
        family = descendants(house.process.pid)
        house.process.send_signal(signal.SIGINT)
        assert house.process.wait(PATIENCE) == 0, house.error()
        assert not [pid for pid in family if lives(pid)]
        assert not (home / "run" / "house.json").exists()
        house.close()
    assert secrets[0] == secrets[1]


@pytest.mark.parametrize(
    "words", ["valkey-server", "-m worker", "flashsale.web_server", "smtp_box"]
)
def test_a_killed_part_heals_by_itself(house: House, words: str) -> None:
    until(house.is_ready)
    # Of the web, this is the server; its processes go with it.
    before = house.pids(words)
    os.kill(before[0], signal.SIGKILL)
    until(lambda: not any(lives(pid) for pid in before))
    until(lambda: len(house.pids(words)) == len(before), f"{words} did not return")
    until(house.is_ready)


def test_who_comes_while_the_web_is_away_waits_and_is_answered(house: House) -> None:
    until(house.is_ready)
    fallen = house.pids("flashsale.web_server")
    os.kill(fallen[0], signal.SIGKILL)
    until(lambda: not any(lives(pid) for pid in fallen))
    assert house.answers("/healthz")


def test_one_killed_web_process_is_replaced(house: House) -> None:
    until(house.is_ready)
    server, *processes = house.pids("flashsale.web_server")
    os.kill(processes[0], signal.SIGKILL)
    until(lambda: not lives(processes[0]))
    until(lambda: len(house.pids("flashsale.web_server")) == 3)
    assert lives(server)
    until(house.is_ready)


def test_nothing_outlives_a_killed_house(house: House) -> None:
    family = descendants(house.process.pid)
    assert len(family) >= 7
    house.process.kill()
    until(lambda: not any(lives(pid) for pid in family), "an orphan stayed")


def test_a_second_house_is_refused_and_the_first_goes_on(house: House) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "flashsale.cli", "run", "--data", str(house.home)],
        cwd=ROOT,
        env={**CLEAN},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert refused.returncode == 1
    assert "Error: " in refused.stderr
    until(house.is_ready)


def test_commands_find_the_running_house_through_its_folder(house: House) -> None:
    settings = load_settings({}, data_dir=house.home)
    assert settings.redis_url == house.settings_of_record()["redis_url"]
    assert settings.base_url == house.url
    assert settings.email_url is not None


def test_a_port_in_use_is_told_and_leaves_nothing_running(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = subprocess.run(
            [
                *(sys.executable, "-m", "flashsale.cli", "run", "--port", port),
                *("--data", str(tmp_path / "data")),
            ],
            cwd=ROOT,
            env=CLEAN,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert told.returncode == 1
    assert f"port {port}" in told.stderr
    assert "--port 0" in told.stderr
