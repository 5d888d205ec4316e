"""Sending one message over SMTP, to the server EMAIL_URL names."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

# Well below the shortest wait of `retry.py`: two senders never hold one letter.
ANSWERS_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """The message did not leave.

    for_good: the server refuses this address for ever (a 5xx for the recipient).
    """

    reason: str
    for_good: bool


class SmtpTransport:
    """Talks to one mail server; a new connection for each message."""

    def __init__(self, url: str) -> None:
        """Read `smtp://user:password@host:587` or `smtps://…:465`."""
        parts = urlsplit(url)
        self._is_tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._is_tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: EmailMessage, to_address: str) -> NotAccepted | None:
        """Send to one recipient; None once the server has taken the message."""
        try:
            with self._connect() as server:
                server.send_message(message, to_addrs=[to_address])
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            return NotAccepted(f"{code} {_text(words)}", for_good=code >= 500)
        except smtplib.SMTPResponseException as fault:
            said = f"{fault.smtp_code} {_text(fault.smtp_error)}"
            return NotAccepted(said, for_good=False)
        except (smtplib.SMTPException, OSError) as fault:
            return NotAccepted(f"{type(fault).__name__}: {fault}", for_good=False)
        return None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=ANSWERS_WITHIN_S, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=ANSWERS_WITHIN_S)
        try:
            self._greet(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        if not self._is_tls and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif not self._is_tls and self._user:
            # A password never crosses a network in the clear.
            raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS")
        if self._user:
            server.login(self._user, self._password)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
