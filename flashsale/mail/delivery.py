"""A letter's way out of the outbox: taken, then sent, put off or given up.

At least once: a sender that dies between the mail server's 250 and our commit
leaves the letter due, and it leaves again with the same Message-ID, by which mail
programs know it for the same.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.language import Language
from flashsale.mail import claims
from flashsale.mail.events import MailWritten
from flashsale.mail.models import OutboxMail
from flashsale.mail.outbox import SECRET_MESSAGES, Letter
from flashsale.mail.retry import MOST_ATTEMPTS

LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter this sender holds, and the number of its attempt, counted from 1."""

    letter: Letter
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxLine:
    """One letter, as the administrator's list shows it."""

    mail_id: int
    message: str
    to_address: str
    state: str
    attempts: int
    last_error: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    can_retry: bool


def take(work: Work, mail_id: int) -> Taken | None:
    """Take a due letter to send it, or None: not due, settled, or held by another."""
    attempt = claims.claim_attempt(work.session, mail_id, work.now)
    if attempt is None:
        return None
    row = work.session.get_one(OutboxMail, mail_id)
    letter = Letter(
        mail_id=row.id,
        message=row.message,
        to_address=row.to_address,
        language=Language(row.language),
        values=dict(row.values),
        written_at=row.created_at,
    )
    return Taken(letter, attempt)


def note_sent(work: Work, taken: Taken) -> None:
    """Note that the mail server accepted the letter; repeatable."""
    mail_id = taken.letter.mail_id
    if claims.settle(work.session, mail_id, taken.attempt, "sent", work.now):
        _forget_secrets(work, mail_id)


def note_failed(work: Work, taken: Taken, reason: str, *, for_good: bool) -> None:
    """Put the letter off, or give it up after the last attempt.

    for_good: the mail server will never take it, so there is no use in trying.
    """
    mail_id = taken.letter.mail_id
    if for_good or taken.attempt >= MOST_ATTEMPTS:
        moved = claims.settle(work.session, mail_id, taken.attempt, "dead", work.now)
        if moved:
            _forget_secrets(work, mail_id)
    else:
        moved = claims.put_off(work.session, mail_id, taken.attempt, work.now)
    if moved:
        row = work.session.get_one(OutboxMail, mail_id, populate_existing=True)
        row.last_error = reason[:LONGEST_ERROR]


def give_up_exhausted(work: Work) -> int:
    """Give up letters whose last sender died; return how many."""
    buried = claims.bury_exhausted(work.session, work.now)
    for mail_id in buried:
        _forget_secrets(work, mail_id)
    return len(buried)


def due(work: Work, limit: int) -> tuple[int, ...]:
    """Return the ids of letters due now, the oldest first."""
    rows = work.session.scalars(
        select(OutboxMail.id)
        .where(OutboxMail.state == "pending", OutboxMail.due_at <= work.now)
        .where(OutboxMail.attempts < MOST_ATTEMPTS)
        .order_by(OutboxMail.due_at, OutboxMail.id)
        .limit(limit)
    )
    return tuple(rows)


def retry(work: Work, mail_id: int) -> bool:
    """Make a dead letter due again; False when it is not dead or was forgotten."""
    row = work.session.get(OutboxMail, mail_id)
    if row is None or row.message in SECRET_MESSAGES:
        return False
    if not claims.revive(work.session, mail_id, work.now):
        return False
    work.publish(MailWritten(mail_id))
    return True


def lines(work: Work, state: str, limit: int) -> tuple[OutboxLine, ...]:
    """Return the letters in a state, the newest first."""
    rows = work.session.scalars(
        select(OutboxMail)
        .where(OutboxMail.state == state)
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
        .limit(limit)
    )
    return tuple(_line(row) for row in rows)


def counts(work: Work) -> dict[str, int]:
    """Return how many letters there are in each state: pending, sent, dead."""
    found: dict[str, int] = {"pending": 0, "sent": 0, "dead": 0}
    rows = work.session.execute(
        select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    )
    found.update({state: int(count) for state, count in rows})
    return found


def _line(row: OutboxMail) -> OutboxLine:
    return OutboxLine(
        mail_id=row.id,
        message=row.message,
        to_address=row.to_address,
        state=row.state,
        attempts=row.attempts,
        last_error=row.last_error,
        created_at=row.created_at,
        due_at=row.due_at,
        sent_at=row.sent_at,
        can_retry=row.state == "dead" and row.message not in SECRET_MESSAGES,
    )


def _forget_secrets(work: Work, mail_id: int) -> None:
    row = work.session.get_one(OutboxMail, mail_id, populate_existing=True)
    if row.message in SECRET_MESSAGES:
        row.values = {}
