"""The contended writes of the outbox: each is one guarded statement."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from flashsale.mail.models import OutboxMail
from flashsale.mail.retry import MOST_ATTEMPTS, WAITS, wait_after


def claim_attempt(session: Session, mail_id: int, now: datetime) -> int | None:
    """Take the next attempt at a due letter; return its number, None if not due.

    The claim itself puts off the next attempt: a sender that dies holds the letter
    until then, and no two senders ever hold it at once.
    """
    attempt = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.state == "pending",
            OutboxMail.due_at <= now,
            OutboxMail.attempts < MOST_ATTEMPTS,
        )
        .values(attempts=OutboxMail.attempts + 1, due_at=now + WAITS[0])
        .returning(OutboxMail.attempts)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return None if attempt is None else int(attempt)


def put_off(session: Session, mail_id: int, attempt: int, now: datetime) -> bool:
    """Make a letter due again after the wait of its attempt; False if it moved on."""
    moved = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.state == "pending",
            OutboxMail.attempts == attempt,
        )
        .values(due_at=now + wait_after(attempt))
        .returning(OutboxMail.id)
        .execution_options(synchronize_session=False)
    )
    return moved.one_or_none() is not None


def settle(
    session: Session, mail_id: int, attempt: int, state: str, now: datetime
) -> bool:
    """Make a pending letter `sent` or `dead`; False if another sender settled it."""
    settled = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.state == "pending",
            OutboxMail.attempts == attempt,
        )
        .values(state=state, sent_at=now if state == "sent" else None)
        .returning(OutboxMail.id)
        .execution_options(synchronize_session=False)
    )
    return settled.one_or_none() is not None


def bury_exhausted(session: Session, now: datetime) -> list[int]:
    """Give up letters whose last sender died in the middle; return their ids."""
    buried = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.state == "pending",
            OutboxMail.attempts >= MOST_ATTEMPTS,
            OutboxMail.due_at <= now,
        )
        .values(state="dead")
        .returning(OutboxMail.id)
        .execution_options(synchronize_session=False)
    )
    return list(buried.scalars())


def revive(session: Session, mail_id: int, now: datetime) -> bool:
    """Make a dead letter due now, with all its attempts; False if it is not dead."""
    revived = session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id, OutboxMail.state == "dead")
        .values(state="pending", attempts=0, due_at=now, last_error="")
        .returning(OutboxMail.id)
        .execution_options(synchronize_session=False)
    )
    return revived.one_or_none() is not None


def enclose(
    session: Session, mail_id: int, values: dict[str, Any], now: datetime
) -> bool:
    """Replace what a letter says and make it due; False once a sender has taken it."""
    enclosed = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.state == "pending",
            OutboxMail.attempts == 0,
        )
        .values({OutboxMail.values: values, OutboxMail.due_at: now})
        .returning(OutboxMail.id)
        .execution_options(synchronize_session=False)
    )
    return enclosed.one_or_none() is not None
