"""The demo's mail server: what it accepts is on disk, whole, and nowhere else."""

import smtplib
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from flashsale.house import free_port, listens
from flashsale.processes import Child, Program
from tests.faults.watching import until


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    port = free_port("127.0.0.1", 0)
    words = ("--port", str(port), "--folder", str(tmp_path / "mailbox"))
    box = Child(
        Program(
            name="mailbox",
            command=(sys.executable, "-m", "flashsale.smtp_box", *words),
            log=tmp_path / "mailbox.log",
            is_ready=lambda: listens(port),
        )
    )
    until(lambda: listens(port), box.log_tail())
    yield port
    assert box.stop() == 0


def test_a_message_becomes_one_file_with_its_envelope(
    port: int, tmp_path: Path
) -> None:
    message = EmailMessage()
    message["Subject"] = "Votre commande est confirmée"
    message.set_content("Bonjour\n\n.\nUn point seul ne finit pas la lettre.\n")
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(message, "table@example.org", ["a@b.ca", "c@d.ca"])
    (file,) = (tmp_path / "mailbox").iterdir()
    assert file.suffix == ".eml"
    kept = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert kept["Subject"] == "Votre commande est confirmée"
    assert kept.get_all("X-Envelope-To") == ["a@b.ca", "c@d.ca"]
    assert "Un point seul" in kept.get_content()


def test_a_message_too_large_is_refused_and_leaves_nothing(
    port: int, tmp_path: Path
) -> None:
    with (
        smtplib.SMTP("127.0.0.1", port) as server,
        pytest.raises(smtplib.SMTPSenderRefused),
    ):
        server.sendmail("a@b.ca", ["c@d.ca"], "x" * 10_100_000)
    assert list((tmp_path / "mailbox").iterdir()) == []
