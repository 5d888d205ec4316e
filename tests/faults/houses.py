"""A running `flashsale` command, for the fault tests that kill or question it."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.faults.watching import PATIENCE, descendants

ROOT = Path(__file__).resolve().parents[2]
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if name not in ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "MODE", "BASE_URL")
}


class House:
    """A running `flashsale` command and what one may ask of it."""

    def __init__(self, home: Path, store: dict[str, str], *words: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "flashsale.cli", *words),
                *("--data", str(home), "--port", "0"),
            ],
            cwd=ROOT,
            env={**CLEAN, **store},
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
        self.process.wait(PATIENCE)
        return self.process.stderr.read()

    def is_ready(self) -> bool:
        try:
            return self.answers("/readyz")
        except (urllib.error.URLError, OSError):
            return False

    def answers(self, path: str) -> bool:
        """Whether the one request is answered 200; it is not sent again."""
        asked = urllib.request.Request(self.url + path)  # noqa: S310 - http
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            return bool(answer.status == 200)

    def pids(self, words: str) -> list[int]:
        """Return the processes below the supervisor whose command has these words."""
        found = descendants(self.process.pid)
        return sorted(pid for pid, line in found.items() if words in line)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
