"""What goes with a letter: files, found when it leaves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file. name: as the reader sees it. kind: its media type."""

    name: str
    kind: str
    content: bytes
