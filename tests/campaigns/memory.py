"""What a long campaign has proved so far, so that it goes on where it was stopped.

It counts for one program only: any change of it, and everything is proved anew.
"""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".prove"
PROGRAM = ("flashsale", "migrations", "templates", "tests", "requirements.lock")
KEPT = (".py", ".lua", ".html", ".txt", ".lock")


def fingerprint() -> str:
    """Return what changes with the program or with its proofs."""
    digest = hashlib.sha256()
    for name in PROGRAM:
        place = ROOT / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.suffix in KEPT and file.is_file():
                digest.update(file.relative_to(ROOT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


class Memory:
    """The units proved by each step of a campaign, in a file; written at each step."""

    def __init__(self, folder: Path, campaign: str) -> None:
        """Read what an earlier call of this campaign on this program left."""
        self._file = folder / f"{campaign}.json"
        self._program = fingerprint()
        self.proved: dict[str, int] = {}
        try:
            kept = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return
        if kept.get("program") == self._program:
            self.proved = kept["proved"]

    def note(self, step: str, units: int) -> None:
        """Keep that a step was proved."""
        self.proved[step] = units
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".draft")
        text = {"program": self._program, "proved": self.proved}
        draft.write_text(json.dumps(text, indent=1))
        draft.replace(self._file)

    def forget(self) -> None:
        """Remove the file: the campaign came to its end."""
        self._file.unlink(missing_ok=True)
        self.proved = {}
