"""The outbox: a letter is written in the transaction of the fact that causes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.kernel.language import Language
from flashsale.mail import claims
from flashsale.mail.events import MailWritten
from flashsale.mail.models import OutboxMail

# Letters whose values open a door: their row forgets them once they have left.
SECRET_MESSAGES = frozenset({"sign_in_link", "gift_card"})


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to be composed and sent.

    values: what its templates need, as JSON keeps it. written_at: when the fact
    happened that it tells.
    """

    mail_id: int
    message: str
    to_address: str
    language: Language
    values: Mapping[str, Any]
    written_at: datetime


def unsent(
    work: Work, message: str, before: datetime, *, most: int
) -> tuple[tuple[str, datetime], ...]:
    """Return key and hour of letters written before `before` that have not left."""
    rows = work.session.execute(
        select(OutboxMail.key, OutboxMail.created_at)
        .where(
            OutboxMail.state != "sent",
            OutboxMail.message == message,
            OutboxMail.created_at <= before,
        )
        .order_by(OutboxMail.created_at, OutboxMail.id)
        .limit(most)
    )
    return tuple((row.key, row.created_at) for row in rows)


def write(
    work: Work,
    *,
    key: str,
    message: str,
    to_address: str,
    language: Language | str,
    values: Mapping[str, Any],
    waits_for: timedelta = timedelta(),
) -> None:
    """Put one letter in the outbox; the same key never puts a second one.

    key: what the letter is for (`receipt:<order>`). message: a folder under
    `templates/mail`. values: what JSON can keep, cents and ISO dates included.
    Leaves after the commit, by an RQ job, or else by the sweep. waits_for: how long it
    may wait for what `enclose` adds; then it leaves without.
    """
    if "\n" in to_address or "\r" in to_address:
        raise ValueError("an address has one line")
    if work.session.scalar(select(OutboxMail.id).where(OutboxMail.key == key)):
        return
    row = OutboxMail(
        id=work.ids.new(work.now),
        key=key,
        message=message,
        to_address=to_address,
        language=str(language),
        values=dict(values),
        created_at=work.now,
        due_at=work.now + waits_for,
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        # Another transaction wrote the same letter between our look and our write.
        return
    work.publish(MailWritten(row.id))


def enclose(work: Work, key: str, values: Mapping[str, Any]) -> bool:
    """Add to what a letter says and let it leave now; False when it was taken before.

    Guarded: who sends it takes an attempt first, so nothing is added to a letter that
    was composed without it. False too when no letter has this key.
    """
    row = work.session.scalars(
        select(OutboxMail)
        .where(OutboxMail.key == key)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return False
    whole = {**row.values, **values}
    if not claims.enclose(work.session, row.id, whole, work.now):
        return False
    work.publish(MailWritten(row.id))
    return True
