"""The webhook inbox: a message is stored before it is handled, and handled once."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.orders.events import MessageStored
from flashsale.orders.models import InboxEvent
from flashsale.orders.payment_desk import PaymentEvent

# The job that follows a commit comes first; later the sweep finds what it lost.
LEFT_FOR = timedelta(seconds=5)
LONGEST_ID = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A stored message that waits: what it is about, never what holds now."""

    event_id: str
    kind: str
    session_ref: str | None
    intent_ref: str | None
    order_code: str | None
    object_ref: str


def store(work: Work, event: PaymentEvent) -> bool:
    """Write a message down; False when it was. Publishes MessageStored."""
    if _is_known(work, event.event_id):
        return False
    try:
        with work.session.begin_nested():
            work.session.add(
                InboxEvent(
                    event_id=event.event_id,
                    kind=event.type[:80],
                    session_ref=event.session_id,
                    intent_ref=event.intent_id,
                    order_code=(event.order_code or "")[:40] or None,
                    object_ref=event.object_id or None,
                    received_at=work.now,
                )
            )
    except IntegrityError:
        # The same message, in another process, a moment ago.
        return False
    work.publish(MessageStored(event.event_id))
    return True


def _is_known(work: Work, event_id: str) -> bool:
    found = select(InboxEvent.event_id).where(InboxEvent.event_id == event_id)
    return work.session.scalar(found) is not None


def waiting(work: Work, event_id: str) -> Message | None:
    """Return a message that was not handled yet, or None."""
    row = work.session.execute(
        select(InboxEvent).where(
            InboxEvent.event_id == event_id, InboxEvent.handled_at.is_(None)
        )
    ).scalar_one_or_none()
    if row is None:
        return None
    return Message(
        event_id=row.event_id,
        kind=row.kind,
        session_ref=row.session_ref,
        intent_ref=row.intent_ref,
        order_code=row.order_code,
        object_ref=row.object_ref or "",
    )


def left(work: Work, *, most: int) -> list[str]:
    """Return the ids of messages that nobody handled for a while, the oldest first."""
    rows = work.session.scalars(
        select(InboxEvent.event_id)
        .where(
            InboxEvent.handled_at.is_(None),
            InboxEvent.received_at <= work.now - LEFT_FOR,
        )
        .order_by(InboxEvent.received_at, InboxEvent.event_id)
        .limit(most)
    )
    return list(rows)


def mark_handled(work: Work, event_id: str) -> bool:
    """Note, in the transaction of its effect, that a message had it; once."""
    result = work.session.execute(
        update(InboxEvent)
        .where(InboxEvent.event_id == event_id, InboxEvent.handled_at.is_(None))
        .values(handled_at=work.now)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount == 1


def job_of(event_id: str) -> str:
    """Return the id of the job that handles a message; an id of RQ has few letters."""
    return f"handle-message-{hashlib.sha256(event_id.encode()).hexdigest()[:32]}"
