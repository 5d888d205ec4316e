"""Facts about the outbox."""

from dataclasses import dataclass

from flashsale.kernel.events import Event


@dataclass(frozen=True, slots=True)
class MailWritten(Event):
    """A letter is in the outbox and due now."""

    mail_id: int
