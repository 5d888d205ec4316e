"""Reading the demo's mailbox folder: one `.eml` file a message, newest first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

_NAME = re.compile(r"\d{13}-[0-9a-f]{8}")
_parser = BytesParser(policy=policy.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that arrived, as a list shows it; name: its file without `.eml`."""

    name: str
    to: str
    subject: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A message with its parts; html is empty when it has none."""

    received: Received
    sender: str
    text: str
    html: str


def newest(folder: Path, limit: int) -> tuple[Received, ...]:
    """Return the last messages that arrived; none when the folder is missing."""
    names = sorted(
        (path.stem for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)),
        reverse=True,
    )
    return tuple(_received(name, _parse(folder, name)) for name in names[:limit])


def opened(folder: Path, name: str) -> Opened | None:
    """Return one message, or None: no such file, or a name that is not one of ours."""
    if not _NAME.fullmatch(name) or not (folder / f"{name}.eml").is_file():
        return None
    message = _parse(folder, name)
    return Opened(
        received=_received(name, message),
        sender=str(message.get("From", "")),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _parse(folder: Path, name: str) -> EmailMessage:
    with (folder / f"{name}.eml").open("rb") as file:
        return _parser.parse(file)


def _received(name: str, message: EmailMessage) -> Received:
    milliseconds = int(name.partition("-")[0])
    return Received(
        name=name,
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        received_at=datetime.fromtimestamp(milliseconds / 1000, UTC),
    )


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return "" if part is None else str(part.get_content())
