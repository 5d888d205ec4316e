"""Writes drawings into the media folder, each named by its content."""

import hashlib
from pathlib import Path


def press(svg: str, media: Path, folder: str) -> str:
    """Write a drawing into a folder of the media; return its name from there.

    The same drawing is one file, however often it is written.
    """
    content = svg.encode()
    name = f"{folder}/{hashlib.sha256(content).hexdigest()[:32]}.svg"
    target = media / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return name
