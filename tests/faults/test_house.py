"""A whole house as an operator runs it: opened, killed in part and whole, stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashsale.settings import load_settings
from tests.faults.watching import descendants, lives, until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc"),
]
ROOT = Path(__file__).resolve().parents[2]
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if name not in ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "MODE", "BASE_URL")
}


class House:
    """A running `flashsale` command and what one may ask of it."""

    def __init__(self, home: Path, *words: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "flashsale.cli", *words),
                *("--data", str(home), "--port", "0"),
            ],
            cwd=ROOT,
            env=CLEAN,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        if not self.first_line:
            told = self.error()
            self.close()
            pytest.fail(f"the house did not open: {told}")
        self.url = self.settings_of_record()["base_url"]

    def settings_of_record(self) -> dict[str, str]:
        record = json.loads((self.home / "run" / "house.json").read_text())
        return dict(record["settings"])

    def error(self) -> str:
        assert self.process.stderr is not None
        self.process.wait(10)
        return self.process.stderr.read()

    def is_ready(self) -> bool:
        try:
            asked = urllib.request.Request(f"{self.url}/readyz")  # noqa: S310 - http
            with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def pids(self, words: str) -> list[int]:
        """Return the processes below the supervisor whose command has these words."""
        found = descendants(self.process.pid)
        return sorted(pid for pid, line in found.items() if words in line)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data", "run")
    yield house
    house.close()


def test_a_house_opens_stops_and_opens_again_on_its_data(tmp_path: Path) -> None:
    home = tmp_path / "data"
    secrets = []
    for _ in range(2):
        house = House(home, "run")
        until(house.is_ready)
        secrets.append((home / "secret").read_text())
        family = descendants(house.process.pid)
        house.process.send_signal(signal.SIGINT)
        assert house.process.wait(60) == 0, house.error()
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


def test_one_killed_web_process_is_replaced(house: House) -> None:
    until(house.is_ready)
    server, *processes = house.pids("flashsale.web_server")
    os.kill(processes[0], signal.SIGKILL)
    until(lambda: not lives(processes[0]))
    until(lambda: len(house.pids("flashsale.web_server")) == 3)
    assert lives(server)
    assert house.is_ready()


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
        timeout=60,
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
            timeout=60,
            check=False,
        )
    assert told.returncode == 1
    assert f"port {port}" in told.stderr
    assert "--port 0" in told.stderr
