"""The demo's mail server: every message becomes one file in the mailbox folder.

Nothing leaves the machine; it listens on the loopback address only.
"""

import argparse
import asyncio
import os
import secrets
import signal
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MESSAGE = 10_000_000


class Mailbox:
    """Keeps accepted messages as `<milliseconds>-<random>.eml`, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        """Keep messages in `folder`, which is made when missing."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def keep(self, content: bytes, sender: str, recipients: list[str]) -> Path:
        """Write one message with its envelope in front; return its file."""
        name = f"{time.time_ns() // 1_000_000}-{secrets.token_hex(4)}"
        envelope = f"X-Envelope-From: {sender}\r\n" + "".join(
            f"X-Envelope-To: {recipient}\r\n" for recipient in recipients
        )
        draft = self._folder / f".{name}"
        with draft.open("wb") as file:
            file.write(envelope.encode("utf-8") + content)
            file.flush()
            # The sender forgets the message once we answer 250.
            os.fsync(file.fileno())
        return draft.replace(self._folder / f"{name}.eml")

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Accept a message; the answer becomes 250 only after it is on disk."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 the message could not be read"
        self.keep(content, envelope.mail_from or "", list(envelope.rcpt_tos))
        return "250 Message kept"


async def serve(port: int, folder: Path) -> None:
    """Serve on a loopback port until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    mailbox = Mailbox(folder)
    server = await loop.create_server(
        lambda: SMTP(
            mailbox,
            data_size_limit=LARGEST_MESSAGE,
            enable_SMTPUTF8=True,
            hostname="localhost",
            loop=loop,
        ),
        host="127.0.0.1",
        port=port,
    )
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    server.close()


def main() -> None:
    """Run the mail server as a program of the house."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.folder))


if __name__ == "__main__":
    main()
